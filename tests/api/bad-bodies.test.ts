import { describe, expect, test } from "vitest";
import { MILESTONE_PAYLOAD } from "#contracts/milestones";
import { generateNoteKey, generateSigningKey } from "#engines/ledger";
import { ownedTable, sealOwner, sql, type Actor, type Route } from "#rooms/platform";
import { assignPeople, bringFinding, clearinghousePeople, GOOD_PATCH, REPOSITORY, requireOk } from "../setup/clearinghouse.ts";
import type { World } from "../setup/world.ts";
import { findFault } from "./find-fault.ts";
import { listHalfCharacters, listMutants } from "./mutants.ts";
import { mailOf, makeDirectiveItem, makeInstance, makeRecords, openDirectiveOffice, openHouses, openOfferedWindow, sendPartnerTerms, toAgreementBody, toEngagementBody } from "./records.ts";
import { nameOfRoute, SIDES } from "./sides.ts";
import { listAgency, toWords } from "../../rooms/obligations/directives/directives.fixture.ts";
import { countStored } from "./stored.ts";

const BYTES = new TextEncoder();
const ABSENT = "00000000000000000000";

interface Sample {
  readonly as: Actor | undefined;
  /** POST by default. */
  readonly method?: "POST" | "PUT" | "PATCH";
  readonly path: string;
  readonly body: object;
  /** What the body gets as it stands; some ask for more than this test prepares. */
  readonly fine: number;
  /** Mutants that are no fault here, by their `how`. */
  readonly takes?: readonly string[];
}

/** A text for somebody else, a model or a sign-in, goes to them as it is. */
const anyText = (field: string) => ["a NUL", "an escape sequence", "a character that turns the direction of text", "nothing but blanks"].map((how) => `${how} at ${field}`);

const TOKEN = "x".repeat(43);
const WAVES = { canaryHours: 24, essentialHours: 48, mostFailedPercent: 10, mostCanaries: 20, essentialSectors: ["water"], reason: "Try it first." };
const POLICY = {
  threatModel: [{ id: "TM-1", kind: "trusted-input", says: "Ours.", matches: { path: "lib/**", weakness: "CWE-787", words: "name" } }], scope: { include: ["src/**"], exclude: ["src/old/**"] }, evidenceNeeded: ["every-run"], formats: ["bundle"],
  openAtOnce: 2, perWeek: 3, batching: "each", lowLane: "with-the-rest", optOut: "Not now.", endOfLife: { says: "Over.", versions: ["0.1"] }, securityContacts: ["desk@tide.example"],
};
const AUDIENCE = { needs: ["recover"], sectors: ["water"], sizes: ["under-10"], regions: ["south"], publicBodiesOnly: false };
const OFFER = { name: "Course", kind: "service", what: "Learn it.", ...AUDIENCE, eligibility: "All.", cost: "free", costWords: "Free", skillsNeeded: "None", dataSent: "Nothing", dataGoesTo: "Nobody", contact: "Here", source: "https://course.example/", checkedOn: "2026-08-01" };
const FUND = { name: "Fund", payer: "Department", who: "All.", ...AUDIENCE, pays: "Pumps.", amount: "Some", opensOn: "2026-08-01", closesOn: "2026-12-01", source: "https://fund.example/", checkedOn: "2026-08-01" };
const PAPER_FORM = {
  formNumber: "34567-89AB9", name: "Paper Works", contact: { name: "Pia", by: "telephone", address: "555 0100" }, profile: { choice: "energy", sizeBand: "under-10", region: "west" },
  agreed: { version: "1", signedBy: "Pia", signedOn: "2026-08-30" }, list: "Tide Gauge 1.4.0", helper: "Pia's cousin",
};
const CREDENTIAL = { id: "A".repeat(22), rawId: "A".repeat(22), type: "public-key" };
const CLIENT_DATA = Buffer.from('{"type":"webauthn.get","challenge":"AAAA","origin":"https://elsewhere.example"}').toString("base64url");
const ASSERTION = { ...CREDENTIAL, response: { clientDataJSON: CLIENT_DATA, authenticatorData: "A".repeat(64), signature: "A".repeat(64) } };
const REGISTRATION = { ...CREDENTIAL, response: { clientDataJSON: CLIENT_DATA, attestationObject: "A".repeat(64) } };

/** What both sides take: signing in, accounts, and the keeping of an organisation. */
async function foundationSamples(world: World): Promise<readonly Sample[]> {
  const manager = { ...(await world.person({ organisation: "Quay Utility", kind: "operator", name: "Mia", roles: ["organisation-manager"] })), steppedUp: true };
  const colleague = await world.person({ organisation: "Quay Utility", kind: "operator", name: "Cole", roles: ["operator"] });
  // Their sessions end with their roles.
  const deputy = await world.person({ organisation: "Quay Utility", kind: "operator", name: "Dan", roles: ["operator"] });
  const servant = await world.person({ organisation: "Plant Services", kind: "operator", name: "Serge", roles: ["operator-delegate"] });
  const administrator = await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
  return [
    { as: administrator, path: "/organisations", body: { name: "New Lab", kind: "developer" }, fine: 201 },
    { as: administrator, path: `/organisations/${administrator.organisationId}/people`, body: { name: "Eve", email: "eve@exercise.example", roles: ["administrator"] }, fine: 201 },
    { as: manager, method: "PUT", path: `/organisations/${manager.organisationId}/provider`, body: { issuer: "https://id.quay.example", clientId: "breakwater", clientSecret: "secret" }, fine: 422 },
    { as: manager, method: "PUT", path: `/organisations/${manager.organisationId}/sign-in-settings`, body: { mailedLinks: true, idleMinutes: 30, sessionHours: 8, bindNetwork: true }, fine: 200, takes: ["nothing for a number at idleMinutes", "nothing for a number at sessionHours"] },
    { as: manager, path: `/organisations/${manager.organisationId}/invitations`, body: { name: "Ike", email: "ike@exercise.example", roles: ["operator"] }, fine: 201 },
    { as: manager, path: `/organisations/${manager.organisationId}/delegates`, body: { delegateOrganisationId: servant.organisationId, until: "2026-12-01T00:00:00Z" }, fine: 201 },
    { as: manager, path: `/people/${deputy.personId}/roles`, body: { roles: ["operator", "organisation-manager"] }, fine: 200 },
    { as: { ...colleague, steppedUp: true }, path: "/clients", body: { name: "Nightly upload", scopes: ["distribution:take-part"], expiresAt: "2026-12-01T00:00:00Z" }, fine: 201 },
    { as: { ...administrator, steppedUp: true }, path: "/ledger/witnesses", body: { verifierKey: generateNoteKey("witness.example/w1", "cosignature-ed25519").verifierKey }, fine: 201 },
    { as: undefined, path: "/ledger/cosignatures", body: { size: 1, lines: ["\u2014 witness.example/w1 AAAAAAAA\n"] }, fine: 404 },
    { as: undefined, path: "/sign-in/links", body: { email: "nobody@exercise.example" }, fine: 204 },
    { as: undefined, path: "/sign-in/redeem", body: { token: TOKEN, carrier: "token" }, fine: 410 },
    { as: undefined, path: "/sign-in/passkey", body: { assertion: ASSERTION, carrier: "token" }, fine: 403 },
    { as: undefined, path: "/link/passkeys", body: { audience: "case", token: TOKEN }, fine: 410 },
    { as: undefined, path: "/link/passkeys/options", body: { audience: "case", token: TOKEN }, fine: 410 },
    { as: undefined, path: "/link/passkeys/binding", body: { audience: "case", token: TOKEN, name: "Key", registration: REGISTRATION }, fine: 410 },
    { as: undefined, path: "/link/passkeys/removal", body: { audience: "case", token: TOKEN, passkeyId: `lpk_${ABSENT}` }, fine: 410 },
    { as: undefined, path: "/link/question", body: { audience: "case", token: TOKEN }, fine: 410 },
    { as: undefined, path: "/link/proof", body: { audience: "case", token: TOKEN, assertion: ASSERTION }, fine: 410 },
    { as: undefined, path: "/sign-in/provider", body: { providerId: `idp_${ABSENT}`, purpose: "sign-in" }, fine: 404 },
    { as: undefined, path: "/sign-in/provider/answer", body: { attempt: TOKEN, answer: "code=1&state=2", carrier: "token" }, fine: 403, takes: anyText("answer") },
    { as: undefined, path: "/sign-in/card", body: { carrier: "token" }, fine: 403 },
    { as: undefined, path: "/exercise/sign-in", body: { personId: colleague.personId, carrier: "token" }, fine: 200 },
    { as: undefined, path: "/recoveries", body: { email: "nobody@exercise.example" }, fine: 204 },
    { as: colleague, path: "/session/step-up", body: { method: "passkey", assertion: ASSERTION }, fine: 403 },
    { as: { ...colleague, steppedUp: true }, path: "/passkeys", body: { name: "Key", registration: REGISTRATION }, fine: 403 },
    { as: colleague, path: "/proof-requests", body: { method: "GET", path: "/ledger/export", subject: null }, fine: 201 },
    { as: colleague, path: `/proof-requests/prf_${ABSENT}/confirmation`, body: { code: "7KQM-X2FD" }, fine: 404 },
  ];
}

/** Whom directives bind, the directives, and what an agency says of its own. */
async function directiveSamples(world: World): Promise<readonly Sample[]> {
  const [officer, second] = await openDirectiveOffice(world);
  const ciso = await world.person({ organisation: "Survey", kind: "government", name: "Mina", roles: ["agency-ciso"] });
  const unlisted = await world.person({ organisation: "Weather", kind: "government", name: "Noah", roles: ["agency-ciso"] });
  const asked = await makeDirectiveItem(world, ciso);
  const { items } = await requireOk(world.call("GET", "/agency/items", { as: ciso }));
  const open: string = items.find(({ id }: { id: string }) => id !== asked).id;
  const { exceptions: [{ id: exceptionId }] } = (await requireOk(world.call("GET", `/agency/items/${asked}`, { as: ciso })));
  const { directives: [{ id: directiveId }] } = await requireOk(world.call("GET", "/directives"));
  const [words, rewritten] = [toWords({ number: "BOD 99-02", supersedes: ["BOD 22-01"], source: "https://cisa.example/", phases: [{ on: "2026-10-01", what: "Begin." }], notes: ["A note."], sections: [{ heading: "Why", text: "So." }], definitions: [{ term: "Agency", meaning: "One." }] }), toWords({ number: "BOD 99-03" })];
  const { drafts } = await requireOk(world.call("POST", "/directives", { as: officer, body: { words: rewritten } }));
  const draftId: string = drafts.find(({ words: { number } }: { words: { number: string } }) => number === "BOD 99-03").id;
  return [
    { as: officer, path: "/directives", body: { words }, fine: 201 },
    { as: officer, path: "/directives", body: { from: "BOD 26-04" }, fine: 201 },
    { as: officer, path: `/directive-work/drafts/${draftId}/words`, body: rewritten, fine: 200 },
    { as: officer, path: `/directives/${directiveId}/revocation`, body: { reason: "Over." }, fine: 200 },
    { as: officer, path: "/directive-work/agencies/list", body: { organisationId: unlisted.organisationId, branch: "fceb", reason: "Named." }, fine: 201 },
    { as: officer, path: "/directive-work/agencies/strike", body: { organisationId: ciso.organisationId, reason: "Dissolved." }, fine: 201 },
    { as: officer, path: `/directive-work/items/${open}/more`, body: { words: "Who signed?" }, fine: 409 },
    { as: second, path: `/directive-work/exceptions/${exceptionId}/decide`, body: { decision: "granted", until: "2026-11-30", answer: "Yes." }, fine: 200 },
    { as: ciso, path: `/agency/items/${open}/exception`, body: { reason: "Late.", control: "Cut off.", until: "2026-12-01" }, fine: 200 },
    { as: ciso, path: `/agency/items/${open}/done`, body: { words: "Done.", link: "https://agency.example/", digest: "a".repeat(64) }, fine: 200 },
    { as: ciso, path: `/agency/items/${open}/reopening`, body: { reason: "Not yet." }, fine: 200 },
  ];
}

/** What an agency says of its assets and of what is found on them. */
async function instanceSamples(world: World): Promise<readonly Sample[]> {
  const ciso = await world.person({ organisation: "Gauge Office", kind: "government", name: "Gus", roles: ["agency-ciso"] });
  const [officer, second] = await openDirectiveOffice(world);
  await listAgency(world, { by: [officer, second], agency: ciso });
  const { agencyAsset, instance, forensicTask, instanceException } = await makeInstance(world, ciso);
  const saved = { key: "web-01", name: "Portal", kind: "server", environment: "cloud", exposed: "yes", ownerUnit: "Rivers" };
  return [
    { as: ciso, path: "/agency/assets", body: { assets: [saved] }, fine: 200 },
    { as: ciso, path: `/agency/assets/${agencyAsset}/judge`, body: { exposed: "yes", environment: "ot" }, fine: 200 },
    { as: ciso, path: `/agency/forensics/${forensicTask}/step`, body: { step: "preserve" }, fine: 200 },
    { as: ciso, path: `/agency/forensics/${forensicTask}/done`, body: { reportDigest: "a".repeat(64) }, fine: 409 },
    { as: officer, path: `/directive-work/instance-exceptions/${instanceException}/decide`, body: { decision: "refused", answer: "No." }, fine: 200 },
    { as: ciso, path: "/agency/instance-exceptions", body: { cveId: "CVE-2026-10001", environment: "ot", reason: "Late.", control: "Cut off.", until: "2026-12-01" }, fine: 201 },
    { as: ciso, path: `/agency/instances/${instance}/move`, body: { to: "not_affected", justification: "component_not_present" }, fine: 200 },
    { as: ciso, path: "/agency/instances/confirm-gone", body: { cveId: "CVE-2026-10001" }, fine: 409 },
    { as: ciso, path: `/agency/assets/${agencyAsset}/retirement`, body: { reason: "Sold." }, fine: 200 },
  ];
}

/** What the order's taskings, their trackers and other installations take. */
async function taskingSamples(world: World, director: Actor): Promise<readonly Sample[]> {
  const budgetOfficer = await world.person({ organisation: "Budget Office", kind: "government", name: "Pat", roles: ["omb-opm-officer"] });
  const evidence = { kind: "progress", link: "https://treasury.example/page", digest: "a".repeat(64), publishedOn: "2026-07-01", archivedOn: "2026-07-02", archiveLink: "https://archive.example/page" };
  await requireOk(world.call("POST", "/obligations/2(d)/evidence", { as: director, body: evidence }));
  const evidenceId = (await requireOk(world.call("GET", "/obligations"))).taskings.flatMap((tasking: { evidence: { id: string }[] }) => tasking.evidence)[0].id;
  const said = { link: "https://office.example/said", statedOn: "2026-08-01" };
  return [
    { as: director, path: "/obligations/2(d)/evidence", body: { ...evidence, digest: "b".repeat(64) }, fine: 204 },
    { as: budgetOfficer, path: `/obligations/evidence/${evidenceId}/retraction`, body: { reason: "Another one's." }, fine: 204 },
    { as: { ...director, steppedUp: true }, path: "/obligations/installations", body: { installation: "shield.example", publicKeyPem: generateSigningKey().publicKeyPem, paragraphs: ["2(a)"] }, fine: 201 },
    { as: director, path: "/obligations/milestones", body: { statements: [{ payloadType: MILESTONE_PAYLOAD, payload: "e30=", signatures: [{ keyid: "a".repeat(64), sig: Buffer.alloc(64).toString("base64") }] }] }, fine: 422 },
    { as: budgetOfficer, path: "/trackers/grants", body: { programmeId: null, name: "Fund", payer: "Department", funds: "available", amountBand: "not-stated", step: "open", ...said }, fine: 201 },
    { as: budgetOfficer, path: "/trackers/hiring/pathways", body: { pathwayId: null, name: "Force", step: "open", ...said }, fine: 201 },
    { as: budgetOfficer, path: "/trackers/hiring/counts", body: { pathwayId: `pwy_${ABSENT}`, quarter: "2026-Q3", openings: 9, filled: 7, ...said }, fine: 404 },
  ];
}

/** What oversight publishes, and what it notes of the ledger. */
async function oversightSamples(world: World): Promise<readonly Sample[]> {
  const inspector = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
  return [
    { as: inspector, path: "/reports", body: { from: "2026-07-01" }, fine: 201 },
    { as: inspector, path: "/oversight/looks", body: { size: 1 }, fine: 422 },
  ];
}

async function lowSamples(world: World): Promise<readonly Sample[]> {
  const houses = await openHouses(world, "Canary");
  const { developer, partner, evaluator, finder, operator } = houses;
  const { engagement, agreement, determination, invitation, undertaking, earlyAccess, finding, inventory, scan } = await makeRecords(world, houses);
  const keeper = await world.person({ organisation: "Ops", kind: "platform", name: "Kay", roles: ["administrator"] });
  await openOfferedWindow(world, houses, engagement);
  const guard = await world.person({ organisation: "Lock Keepers", kind: "partner", name: "Lou", roles: ["partner-security-lead"] });
  const partnership = await sendPartnerTerms(world, developer, { engagement, partner: guard });
  const people = await clearinghousePeople(world);
  const { analyst, validator } = people;
  await assignPeople(world, people, finding);
  await requireOk(world.call("POST", "/projects", { as: analyst, body: { vendor: "Tide", product: "Tide Gauge", repository: REPOSITORY, contactEmail: "m@tide.example", openAtOnce: 2 } }));
  const [{ id: projectId }] = (await requireOk(world.call("GET", "/projects", { as: analyst }))).projects;
  const known = await bringFinding(world, people, { shows: "level" });
  await world.drain();
  const { caseId } = await requireOk(world.call("GET", `/findings/${known}`, { as: analyst }));
  const director = await world.person({ organisation: "Treasury", kind: "government", name: "Tess", roles: ["clearinghouse-director"] });
  const { digest: termsDigest } = await requireOk(world.call("GET", "/membership/terms"));
  await requireOk(world.call("POST", "/membership", { as: finder, body: { termsDigest, signatory: { name: "Ada", title: "Counsel" }, purposes: ["campaigns"], agrees: true } }));
  const budget = { tokens: 0, usdCents: 0, sandboxMinutes: 0 };
  const campaign = await requireOk(world.call("POST", "/campaigns", { as: director, body: { title: "Gauges", startsAt: "2026-09-01T00:00:00Z", endsAt: "2026-10-01T00:00:00Z", budget, targets: [{ product: "Gauge", authorisation: { kind: "owner", evidence: "Contract." } }], invite: [finder.organisationId] } }));
  await requireOk(world.call("POST", `/campaigns/${campaign.id}/answer`, { as: finder, body: { answer: "accept" } }));
  const [{ id: taskId }] = (await requireOk(world.call("GET", `/campaigns/${campaign.id}`, { as: finder }))).targets;
  await requireOk(world.call("POST", `/campaigns/${campaign.id}/claims`, { as: finder, body: { targetId: taskId } }));
  const handIn = (path: string, body: object, more: Partial<Sample> = {}): Sample => ({ as: finder, path: `/aixcc/v1/task/${taskId}/${path}/`, body, fine: 200, ...more });
  const sarif = { version: "2.1.0", runs: [] };
  // As long as a description may be there, and with whatever tools write into their logs.
  const described = ["far too much text at description"];
  const logged = ["an unknown key at sarif", "a list of lists at sarif.runs"];
  const helper = await world.person({ organisation: "Directives", kind: "government", name: "Dora", roles: ["directive-officer"] });
  const [{ id: helpRequest }] = (await world.call("GET", "/assistance/queue", { as: helper })).json.requests;
  const criteria = (await world.call("GET", "/partners/criteria")).json.criteria as readonly { criterion: string }[];
  const officer = await world.person({ organisation: "Selection", kind: "government", name: "Olaf", roles: ["partner-selection-officer"] });
  await requireOk(world.call("POST", "/partners/complaints", { body: { about: "criteria", text: "Unclear.", email: "anybody@outside.example" } }));
  const [{ id: complaintId }] = (await world.call("GET", "/selection/complaints", { as: officer })).json.complaints;
  await requireOk(world.call("POST", `/selection/complaints/${complaintId}/answer`, { as: officer, body: { answer: "So." } }));
  const authority = await world.person({ organisation: "State Office", kind: "operator", name: "Stella", roles: ["state-local-authority"] });
  const proven = (actor: Actor) => ({ ...actor, steppedUp: true });
  const { id: patchId } = await requireOk(world.call("POST", "/patches", { as: analyst, body: { caseId, diff: GOOD_PATCH, aiGenerated: false, model: null } }));
  const at = world.services.clock();
  const stepId = `step_${ABSENT}`;
  await world.services.db.execute(sql`INSERT INTO distribution.step (id, organisation_id, product_hash, owner_seal)
    VALUES (${stepId}, ${operator.organisationId}, 'gauge', ${sealOwner(ownedTable("distribution.step", ["organisation_id"]), stepId, [operator.organisationId])})`);
  await world.services.db.execute(sql`INSERT INTO publication.advisory (id, case_id, tracking_id, state, revision, content, patch, priority, published_at, revised_at)
    VALUES (${`adv_${ABSENT}`}, ${caseId}, 'BW-2026-0001', 'published', 1, '{"cve":{"id":"CVE-1900-10000"},"revisions":[]}', '{}', '{}', ${at}, ${at})`);
  const questionId = `qst_${ABSENT}`;
  await world.services.db.execute(sql`INSERT INTO distribution.question (id, organisation_id, question_hash, settles, content, owner_seal)
    VALUES (${questionId}, ${operator.organisationId}, 'gauge', 1, ${world.services.keys.seal("distribution-question", questionId, '{"options":[],"assets":[],"advisories":[]}')}, ${sealOwner(ownedTable("distribution.question", ["organisation_id"]), questionId, [operator.organisationId])})`);
  const rolloutId = `out_${ABSENT}`;
  const { proposals: [{ id: proposalId }] } = await requireOk(world.call("POST", "/distribution/waves", { as: proven(analyst), body: WAVES }));
  await requireOk(world.call("POST", `/distribution/waves/${proposalId}/confirmation`, { as: proven(director) }));
  await world.services.db.execute(sql`INSERT INTO distribution.rollout (id, advisory_id, patch_id, policy_version, wave, state, started_at, wave_at) VALUES (${rolloutId}, ${`adv_${ABSENT}`}, 'patch', 1, 'rest', 'ended', ${at}, ${at})`);
  const step = (action: string, rest: object = {}): Sample => ({ as: operator, path: `/operator/plan/${stepId}/${action}`, body: { assets: [`match_${ABSENT}`], ...rest }, fine: 404 });
  const byLink = (path: string, rest: object = {}): Sample => ({ as: undefined, path: `/maintainer/${path}`, body: { token: TOKEN, ...rest }, fine: 410 });
  return [
    ...(await foundationSamples(world)),
    ...(await directiveSamples(world)),
    ...(await instanceSamples(world)),
    { as: proven(keeper), path: "/ledger/witness-addresses", body: { name: "witness.example/w1", url: "https://witness.example/log" }, fine: 200 },
    { as: authority, path: "/operator/enrolment/profile", body: { choice: "energy", sizeBand: "under-10", region: "west" }, fine: 409 },
    { as: authority, path: "/operator/enrolment/terms", body: { version: "1" }, fine: 409 },
    { as: operator, path: "/operator/inventories/text", body: { name: "pasted", text: "Tide Gauge 1.4.0" }, fine: 201, takes: anyText("text") },
    { as: operator, path: "/operator/inventories/rows", body: { name: "form", rows: [{ vendor: "Tide", product: "Tide Gauge", version: "1.4.0", location: "Quay", exposed: "no", count: 2 }] }, fine: 201, takes: ["nothing for a number at rows.0.count"] },
    { as: operator, path: `/operator/inventories/${inventory}/marks`, body: { assets: ["line-2"], exposed: "no", vital: true, setting: "plant" }, fine: 200 },
    { as: operator, path: "/operator/windows", body: { zone: "UTC", weekly: [{ day: "tue", from: "22:00", to: "02:00" }], blackouts: [{ from: "2026-12-24", to: "2026-12-26" }] }, fine: 200 },
    { as: operator, path: `/operator/questions/${questionId}/answer`, body: { value: "1.4.0" }, fine: 204 },
    { as: analyst, path: "/operator-invitations", body: { organisationId: operator.organisationId }, fine: 204 },
    { as: analyst, path: "/paper-forms/entered", body: PAPER_FORM, fine: 201, takes: anyText("list") },
    { as: analyst, path: "/paper-forms/plan", body: { formNumber: "22222-22223" }, fine: 422 },
    { as: analyst, path: "/paper-forms/answers", body: { formNumber: "22222-22223", stepId, answer: { action: "defer", reason: "Harvest.", compensatingControl: "Cut off.", reviewOn: "2026-12-01T00:00:00Z" } }, fine: 422 },
    { as: analyst, path: "/advisory-feeds", body: { url: "https://agency.example/provider-metadata.json" }, fine: 201 },
    { as: director, path: "/sector-choices", body: { choices: [{ code: "water", name: "Water", sector: "water" }], reason: "Plain." }, fine: 200 },
    step("acknowledge"), step("schedule", { at: "2026-12-01T00:00:00Z" }), step("apply"), step("confirm"), step("fail", { reason: "It broke." }), step("roll-back"),
    step("defer", { reason: "Harvest.", compensatingControl: "Cut off.", reviewOn: "2026-12-01T00:00:00Z" }), step("not-affected", { justification: "vulnerable_code_not_present", statement: "Built without it." }),
    byLink("open"), byLink("terms"), byLink("bundle"), byLink("severities", { level: "low" }), byLink("more-time", { reason: "A holiday." }), byLink("messages", { text: "Hello." }),
    byLink("policy"), { ...byLink("policy/set", { policy: POLICY }), takes: ["nothing for a number at policy.perWeek"] }, byLink("mail", { mails: "stop-case" }), byLink("next"),
    { as: analyst, path: "/maintainer-policies", body: { projectId, policy: POLICY }, fine: 201, takes: ["nothing for a number at policy.perWeek"] },
    { as: analyst, path: "/maintainer-contacts", body: { projectId, file: "security.txt", text: "Contact: mailto:m@tide.example\nExpires: 2027-01-31T12:00:00Z\n" }, fine: 201, takes: anyText("text") },
    { as: analyst, path: "/hand-off-destinations", body: { kind: "cna", name: "A CNA", url: "https://cna.example/intake", credential: "secret" }, fine: 201 },
    { as: analyst, path: `/cases/${caseId}/hand-offs`, body: { destinationId: `dest_${ABSENT}`, comment: "Silent." }, fine: 422 },
    { as: analyst, path: `/cases/${caseId}/hand-offs/confirm`, body: { handOffId: `hand_${ABSENT}`, digest: "a".repeat(64) }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/hand-offs/settle`, body: { handOffId: `hand_${ABSENT}`, outcome: "received", receipt: "By telephone." }, fine: 404 },
    { as: undefined, path: "/hand-off/open", body: { token: TOKEN }, fine: 410 },
    { as: undefined, path: "/hand-off/answer", body: { token: TOKEN, outcome: "received", receipt: "CNA-1" }, fine: 410 },
    { as: analyst, path: `/cases/${caseId}/hand-offs/drop`, body: { handOffId: `hand_${ABSENT}` }, fine: 404 },
    { as: proven(keeper), path: "/patch-signing-keys", body: { because: "rotated" }, fine: 200 },
    { as: proven(keeper), path: "/feeds/openpgp-keys", body: { because: "rotated" }, fine: 200 },
    { as: proven(analyst), path: `/advisories/adv_${ABSENT}/correction`, body: { releasableTitle: "Title", releasableSummary: "Summary.", references: [{ kind: "web", url: "https://tide.example/", summary: "Home." }], because: "It was wrong." }, fine: 422 },
    { as: proven(analyst), path: `/advisories/adv_${ABSENT}/withdrawal`, body: { because: "It was wrong." }, fine: 422 },
    { as: proven(analyst), path: `/advisories/adv_${ABSENT}/supersession`, body: { by: `adv_${ABSENT}`, because: "Both are one." }, fine: 422 },
    { as: analyst, path: "/feeds/providers", body: { metadata: { role: "csaf_provider" } }, fine: 422 },
    { as: analyst, path: "/feeds/providers/removal", body: { url: "https://tide.example/provider-metadata.json" }, fine: 404 },
    byLink("patches"), byLink("patches/accept"), byLink("patches/confirm", { patchId }), byLink("patches/release", { patchId, fixedVersion: "1.4.1" }),
    {
      as: developer, path: `/engagements/${engagement}/offer`, fine: 409,
      body: { purpose: "safeguard-testing", variant: "safeguards-on", weights: "developer", tools: ["shell"], logging: "calls", retentionDays: 7, text: "Be kind.", evaluators: [{ email: await mailOf(world, evaluator) }] },
    },
    { as: developer, path: `/engagements/${engagement}/offer/confirmation`, body: { offerId: `off_${ABSENT}` }, fine: 404 },
    { as: developer, path: `/engagements/${engagement}/offer/withdrawal`, body: { offerId: `off_${ABSENT}` }, fine: 404 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/acceptance`, body: { termsDigest: "a".repeat(64), noConflict: true }, fine: 409 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/cleanup`, body: { way: "nothing-kept" }, fine: 409 },
    { as: officer, path: `/early-access/${earlyAccess}/government-view`, body: { view: "object", reason: "Too soon." }, fine: 409 },
    { as: developer, path: `/early-access/${earlyAccess}/developer-decision`, body: { answer: "yes" }, fine: 409 },
    { as: developer, path: `/early-access/${earlyAccess}/terms`, body: { text: "For your own systems.", endsAt: "2027-01-01T00:00:00Z" }, fine: 409 },
    { as: developer, path: "/early-access/stop", body: { engagementId: `eng_${ABSENT}` }, fine: 404 },
    { as: guard, path: `/partner/early-access/${partnership}/model/messages`, body: { system: "Lock 4", messages: [{ role: "user", content: "Who are you?" }] }, fine: 403, takes: anyText("messages.0.content") },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/model/messages`, body: { purpose: "safeguard-testing", messages: [{ role: "user", content: "Who are you?" }] }, fine: 503, takes: anyText("messages.0.content") },
    { as: validator, path: `/findings/${finding}/validation`, body: { decision: "validated", reason: "Seen.", assistedByModel: "m-1" }, fine: 200 },
    { as: validator, path: `/findings/${known}/needs-info`, body: { question: "Which compiler?" }, fine: 409 },
    { as: finder, path: `/findings/${finding}/answer`, body: { answer: "The usual one." }, fine: 409 },
    { as: validator, path: `/findings/${finding}/links`, body: { kind: "chain", otherId: known, reason: "Worse together.", level: "high" }, fine: 201 },
    { as: validator, path: `/findings/${finding}/links/end`, body: { linkId: `link_${ABSENT}`, reason: "Not one." }, fine: 409 },
    { as: validator, path: `/findings/${finding}/replays`, body: { otherId: known }, fine: 202 },
    { as: validator, path: `/findings/${finding}/sample`, body: { decision: "confirmed", reason: "Looked at." }, fine: 409 },
    { as: analyst, path: `/findings/${finding}/assignments/end`, body: { assignmentId: `asg_${ABSENT}` }, fine: 409 },
    { as: analyst, path: `/cases/${caseId}/facts`, body: { fact: "fix-deployed", evidence: "Its users say so." }, fine: 409 },
    { as: proven(analyst), path: `/patches/${patchId}/release`, body: { fixedVersion: "1.4.1" }, fine: 409 },
    { as: analyst, path: `/patches/${patchId}/withdraw`, body: { reason: "It broke." }, fine: 409 },
    { as: analyst, path: `/advisories/adv_${ABSENT}/cve`, body: { cve: { id: "CVE-1900-10042", assigner: { orgId: "7f2c1a52-6c1b-4f0e-9d0a-3b1f5f1c2d3e", shortName: "exercise" } } }, fine: 409 },
    { as: proven(analyst), path: "/pre-notices", body: { caseId: `case_${ABSENT}`, dueBy: "2026-12-01T00:00:00Z" }, fine: 404 },
    { as: operator, path: "/operator/opt-ins", body: { authorityId: authority.organisationId }, fine: 204 },
    { as: operator, path: "/operator/mail", body: { mails: "send", says: "link", everyDays: 7, triesFirst: false }, fine: 200 },
    // Its answer shows what is going out: here an advisory that is no whole one.
    { as: proven(analyst), path: "/distribution/waves", body: { ...WAVES, mostCanaries: 30 }, fine: 422 },
    { as: proven(analyst), path: `/distribution/rollouts/${rolloutId}/skip`, body: { because: "Attacks are seen." }, fine: 422 },
    { as: proven(analyst), path: `/distribution/rollouts/${rolloutId}/resume`, body: { because: "Looked at." }, fine: 409 },
    { as: operator, path: "/operator/opt-ins/end", body: { authorityId: authority.organisationId }, fine: 204 },
    { as: developer, path: "/engagements", body: toEngagementBody("c".repeat(64)), fine: 201 },
    { as: developer, path: "/engagements/drafts", body: toEngagementBody("d".repeat(64)), fine: 201 },
    { as: developer, path: `/engagements/${engagement}/draft`, body: toEngagementBody("e".repeat(64)), fine: 409, takes: ["null for a text at model.credential"] },
    { as: developer, path: `/engagements/${engagement}/dates`, body: { partnerReleaseAt: "2026-12-01T00:00:00Z", publicReleaseAt: "2026-12-02T00:00:00Z", reason: "Later." }, fine: 200 },
    { as: developer, path: `/engagements/${engagement}/consent`, body: { signatory: { name: "Ada", title: "Lead" }, consentScope: ["government-access", "partner-selection", "determination"] }, fine: 200 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/advice`, body: { kind: "observation", text: "Seen." }, fine: 200 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/drafts`, body: { kind: "advice", text: "Perhaps." }, fine: 200 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/plan`, body: { steps: [{ what: "Warm up", at: "2026-10-01T00:00:00Z" }] }, fine: 200 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/weaknesses`, body: { system: "Sign-in", text: "A link works twice." }, fine: 200 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/briefs`, body: { classes: [{ softwareClass: "browsers", defences: "Update." }], text: "Strong at parsing." }, fine: 200 },
    { as: proven(evaluator), path: `/evaluator/engagements/${engagement}/model-keys`, body: { name: "Harness", hours: 2 }, fine: 201 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/model-keys/end`, body: { keyId: `mkey_${ABSENT}` }, fine: 404 },
    { as: developer, path: "/determinations/claims", body: { engagementId: `eng_${ABSENT}` }, fine: 404 },
    { as: developer, path: `/determinations/${determination}/files/removal`, body: { fileId: `dfl_${ABSENT}` }, fine: 404 },
    { as: proven(guard), path: `/partner/early-access/${partnership}/model-keys`, body: { name: "Scanner", system: "Lock 4", hours: 2 }, fine: 403 },
    { as: guard, path: `/partner/early-access/${partnership}/model-keys/end`, body: { keyId: `mkey_${ABSENT}` }, fine: 404 },
    { as: undefined, path: "/partner/model/v1/chat/completions", body: { model: "early-access-model", messages: [{ role: "user", content: "Who are you?" }] }, fine: 403, takes: [...anyText("messages.0.content"), ...anyText("model"), "far too much text at messages.0.content", "a list of lists at messages.0.content"] },
    { as: undefined, path: "/model/v1/chat/completions", body: { model: "model-under-evaluation", messages: [{ role: "user", content: "Who are you?" }] }, fine: 403, takes: [...anyText("messages.0.content"), ...anyText("model"), "far too much text at messages.0.content", "a list of lists at messages.0.content"] },
    { as: developer, path: `/engagements/${engagement}/briefs/consent`, body: { briefId: `brief_${ABSENT}`, recipients: ["cisa"] }, fine: 404 },
    { as: developer, path: `/engagements/${engagement}/grants/end`, body: { personId: `per_${ABSENT}` }, fine: 404 },
    ...["/engagements", "/evaluator/engagements"].flatMap((way): Sample[] => {
      const as = way === "/engagements" ? developer : evaluator;
      return [
        { as, path: `${way}/${engagement}/incidents`, body: { kind: "egress", text: "It called out.", halt: false }, fine: 201 },
        { as, path: `${way}/${engagement}/incidents/notes`, body: { incidentId: `inc_${ABSENT}`, text: "More." }, fine: 404 },
        { as, path: `${way}/${engagement}/incidents/third-parties`, body: { incidentId: `inc_${ABSENT}`, email: "noc@harbour.example", text: "Hello." }, fine: 404 },
      ];
    }),
    { as: developer, path: `/engagements/${engagement}/incidents/close`, body: { incidentId: `inc_${ABSENT}`, learned: "So." }, fine: 404 },
    { as: undefined, path: "/incident/open", body: { token: TOKEN }, fine: 410 },
    { as: undefined, path: "/incident/answer", body: { token: TOKEN, text: "Seen." }, fine: 410 },
    { as: developer, path: "/agreements", body: { ...(await toAgreementBody(world, houses.officer)), scopes: ["safeguard-testing", "incident-information"] }, fine: 201 },
    { as: developer, path: `/agreements/${agreement}/confirmation`, body: { termDigest: "a".repeat(64) }, fine: 409 },
    { as: developer, path: `/agreements/${agreement}/renewal`, body: { until: "2028-01-01T00:00:00Z" }, fine: 200 },
    { as: developer, path: "/nondisclosure/texts", body: { title: "Other terms", text: "Quiet.", agencySigns: true }, fine: 201 },
    { as: proven(evaluator), path: `/undertakings/${undertaking}/signature`, body: { textDigest: "a".repeat(64), name: "Eva", title: "Evaluator", agrees: true }, fine: 409 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/questions`, body: { purpose: "safeguard-testing", text: "Which filter?" }, fine: 200 },
    { as: developer, path: `/engagements/${engagement}/questions/answers`, body: { questionId: `qst_${ABSENT}`, text: "The second." }, fine: 404 },
    { as: houses.officer, path: "/invitations", body: { developerEmail: await mailOf(world, developer) }, fine: 409 },
    { as: developer, path: `/invitations/${invitation}/engagement`, body: { engagementId: engagement }, fine: 204 },
    { as: developer, path: `/engagements/${engagement}/agreements`, body: { agreementIds: [agreement] }, fine: 200 },
    { as: developer, path: "/determinations", body: { engagementId: engagement }, fine: 409 },
    { as: developer, path: `/determinations/${determination}/reconsiderations`, body: { facts: "We mended it.", withAccess: true }, fine: 409 },
    { as: proven(keeper), path: "/director-key", body: { fingerprint: "a".repeat(64) }, fine: 422 },
    { as: developer, path: "/early-access", body: { engagementId: engagement, partnerEmail: await mailOf(world, partner), sector: "transportation", reason: "Runs a harbour." }, fine: 409 },
    { as: developer, path: `/early-access/${earlyAccess}/vetting`, body: { answers: criteria.map(({ criterion }) => ({ criterion, met: true })), conflict: { competitor: false, sameHouse: false, tie: null } }, fine: 200 },
    { as: proven(guard), path: `/partner/early-access/${partnership}/acceptance`, body: { termsDigest: "a".repeat(64), signatory: { name: "Lora", title: "Lead" }, systems: [{ name: "Lock 4", basis: "owns", evidence: "Asset 4" }], controlsAttested: true }, fine: 409 },
    { as: guard, path: `/partner/early-access/${partnership}/controls`, body: { controlsAttested: true }, fine: 409 },
    { as: guard, path: `/partner/early-access/${partnership}/scope`, body: { systems: [{ name: "Lock 4", basis: "owns", evidence: "Asset 4" }] }, fine: 409 },
    { as: guard, path: `/partner/early-access/${partnership}/brokering`, body: { offered: true }, fine: 409 },
    { as: developer, path: `/early-access/${earlyAccess}/scope-answer`, body: { changeId: `scp_${ABSENT}`, answer: "yes" }, fine: 409 },
    { as: proven(officer), path: "/selection/policy/proposals", body: { objection: "advises", viewDays: 14, criteria: criteria.map(({ criterion }) => ({ criterion, text: "Plain." })), reason: "Plainer words." }, fine: 201 },
    { as: undefined, path: "/partners/complaints", body: { about: "criteria", text: "Unclear.", email: "anybody@outside.example", officerEmail: "olaf@selection.example", earlyAccessId: earlyAccess }, fine: 202 },
    { as: officer, path: `/selection/complaints/${complaintId}/answer`, body: { answer: "So." }, fine: 409 },
    { as: undefined, path: "/complaints/open", body: { token: TOKEN }, fine: 410 },
    { as: undefined, path: "/complaints/close", body: { token: TOKEN }, fine: 410 },
    { as: finder, path: "/claims", body: { repository: "https://code.exercise.example/other", path: "src", weakness: "CWE-787", authorisation: { kind: "open-source", evidence: "LICENSE." } }, fine: 200 },
    { as: analyst, path: `/findings/${known}/references`, body: { reference: "CVE-1900-12345" }, fine: 200 },
    { as: analyst, path: `/findings/${known}/exploitation`, body: { exploited: true, evidence: "Seen." }, fine: 200 },
    { as: houses.operator, path: "/webhooks", body: { url: "http://127.0.0.1:9/hooks", events: ["advisory.published"], purls: ["pkg:npm/pump"], leastSeverity: "high" }, fine: 201 },
    { as: analyst, path: "/feeds/source", body: { feed: "kev", url: "https://feeds.example/kev.json" }, fine: 200 },
    { as: finder, path: `/findings/${finding}/severities`, body: { level: "high", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" }, fine: 200 },
    { as: analyst, path: "/opt-outs", body: { product: "Quiet Gauge", reason: "The owner asked." }, fine: 201 },
    { as: houses.operator, path: "/membership", body: { termsDigest, signatory: { name: "Ada", title: "Counsel" }, purposes: ["campaigns"], agrees: true }, fine: 201 },
    {
      as: director, path: "/campaigns", fine: 201,
      body: { title: "Gauges", startsAt: "2026-09-01T00:00:00Z", endsAt: "2026-10-01T00:00:00Z", budget: { tokens: 1, usdCents: 1, sandboxMinutes: 1 }, targets: [{ repository: REPOSITORY, path: "src", weakness: "CWE-787", authorisation: { kind: "owner", evidence: "Contract." } }], invite: [finder.organisationId] },
    },
    handIn("provenance", { provenance: { finder: "Watch", model: "m", modelVersion: "1", harness: "h", human: "none" }, version: "1.4" }),
    handIn("pov", { testcase: "YQ==", fuzzer_name: "gauge", sanitizer: "address", architecture: "x86_64", engine: "libfuzzer" }, { takes: ["far too much text at testcase"] }),
    handIn("patch", { patch: "YQ==" }, { takes: ["far too much text at patch"] }), handIn("freeform", { submission: "YQ==" }, { takes: ["far too much text at submission"] }), handIn("submitted-sarif", { sarif }, { takes: logged }), handIn("bundle", { description: "Together." }, { takes: described }),
    handIn(`bundle/tbun_${ABSENT}`, { description: "Apart." }, { method: "PATCH", fine: 404, takes: described }), handIn(`broadcast-sarif-assessment/bsarif_${ABSENT}`, { assessment: "correct", description: "It is so." }, { fine: 404, takes: described }),
    { as: director, path: `/campaigns/${campaign.id}/broadcasts`, body: { targetId: taskId, sarif, metadata: { round: "1" } }, fine: 201, takes: logged },
    { as: director, path: `/campaigns/${campaign.id}/members`, body: { organisationIds: [finder.organisationId] }, fine: 200 },
    { as: finder, path: `/campaigns/${campaign.id}/answer`, body: { answer: "accept" }, fine: 409 },
    { as: finder, path: `/campaigns/${campaign.id}/claims`, body: { targetId: `tgt_${ABSENT}` }, fine: 404 },
    { as: finder, path: `/campaigns/${campaign.id}/spending`, body: { claimId: `claim_${ABSENT}`, tokens: 1, usdCents: 1, sandboxMinutes: 1 }, fine: 404 },
    { as: analyst, path: "/exchange/disclosure-routes", body: { repository: REPOSITORY, route: "mail", address: "security@tide.example" }, fine: 201 },
    { as: director, path: "/exchange/peers", body: { name: "North", url: "https://clearinghouse.example", publicKeyPem: generateSigningKey().publicKeyPem, token: "x".repeat(43) }, fine: 201 },
    { as: analyst, path: `/findings/${finding}/priority`, body: { inKev: false, exposed: true, automatable: true, technicalImpact: "total" }, fine: 200 },
    { as: analyst, path: "/projects", body: { vendor: "Tide", product: "Gauge", repository: `${REPOSITORY}-2`, purl: "pkg:generic/gauge", contactEmail: "m@tide.example", openAtOnce: 2 }, fine: 201 },
    { as: analyst, path: `/findings/${finding}/assignments`, body: { personId: validator.personId, role: "validator" }, fine: 409 },
    { as: analyst, path: `/cases/${caseId}/messages`, body: { text: "Hello." }, fine: 200 },
    { as: analyst, path: `/cases/${caseId}/participants`, body: { name: "Buoy Works", product: "Buoy", email: "psirt@buoy.example", roles: ["vendor"], replyBy: "2026-09-10T00:00:00Z" }, fine: 201 },
    { as: analyst, path: `/cases/${caseId}/participants/many`, body: { participants: [{ name: "Crane Works", email: "psirt@crane.example", roles: ["vendor"] }] }, fine: 201 },
    { as: analyst, path: `/cases/${caseId}/participants/invitation`, body: { participantId: `part_${ABSENT}`, replyBy: "2026-09-10T00:00:00Z" }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/participants/link`, body: { participantId: `part_${ABSENT}` }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/link-passkeys/revocation`, body: { kind: "participant", id: `part_${ABSENT}` }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/participants/removal`, body: { participantId: `part_${ABSENT}` }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/statuses`, body: { participantId: `part_${ABSENT}`, vulnerability: "case", status: "affected", statement: "We are." }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/threads`, body: { title: "Both", participantIds: [`vendor${caseId.slice(4)}`] }, fine: 201 },
    { as: analyst, path: `/cases/${caseId}/threads/messages`, body: { threadId: `thread_${ABSENT}`, text: "Hello." }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/notes`, body: { text: "Among us." }, fine: 201 },
    { as: analyst, path: `/cases/${caseId}/drafts`, body: { draftId: `draft_${ABSENT}`, title: "Title", text: "Words.", participantIds: [`part_${ABSENT}`] }, fine: 404, takes: ["far too much text at text"] },
    { as: analyst, path: `/cases/${caseId}/tasks`, body: { text: "Do it.", dueAt: "2026-09-20T00:00:00Z", participantId: `part_${ABSENT}` }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/tasks/done`, body: { taskId: `task_${ABSENT}` }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/embargo/proposals`, body: { endsAt: "2026-10-20T00:00:00Z" }, fine: 201 },
    { as: analyst, path: `/cases/${caseId}/embargo/decision`, body: { embargoId: `emb_${ABSENT}`, decision: "activate" }, fine: 404 },
    { as: analyst, path: `/cases/${caseId}/embargo/end`, body: { reason: "All have fixes." }, fine: 409 },
    {
      as: analyst, path: "/embargo-policy/proposals", fine: 201,
      body: { days: 60, extensionDays: 14, exploitedDays: 7, exploitedExtensionDays: 7, silenceDays: 30, onSilence: "task", detailDays: 45, replyDays: 7, replyLeastHours: 72, exitsOnAttacks: true, reason: "Shorter." },
    },
    { as: analyst, path: "/embargo-policy/confirmation", body: { policyId: `epol_${ABSENT}` }, fine: 409 },
    { as: undefined, path: "/participant/open", body: { token: TOKEN }, fine: 410 },
    { as: undefined, path: "/participant/embargo", body: { token: TOKEN, embargoId: `emb_${ABSENT}`, answer: "agree" }, fine: 410 },
    { as: undefined, path: "/participant/report", body: { token: TOKEN, rm: "VALID" }, fine: 410 },
    { as: undefined, path: "/participant/statuses", body: { token: TOKEN, vulnerability: "case", status: "unknown", statement: "We look." }, fine: 410 },
    { as: undefined, path: "/participant/messages", body: { token: TOKEN, threadId: `thread_${ABSENT}`, text: "Hello." }, fine: 410 },
    { as: undefined, path: "/participant/drafts", body: { token: TOKEN, draftId: `draft_${ABSENT}`, version: 1 }, fine: 410 },
    { as: undefined, path: "/participant/tasks", body: { token: TOKEN, taskId: `task_${ABSENT}` }, fine: 410 },
    { as: undefined, path: "/participant/files", body: { token: TOKEN, threadId: `thread_${ABSENT}`, name: "a.diff", content: "YQ==" }, fine: 410, takes: ["far too much text at content"] },
    { as: undefined, path: "/participant/file", body: { token: TOKEN, fileId: `cfl_${ABSENT}` }, fine: 410 },
    { as: undefined, path: "/participant/file/acknowledgement", body: { token: TOKEN, fileId: `cfl_${ABSENT}` }, fine: 410 },
    { as: undefined, path: "/participant/leave", body: { token: TOKEN }, fine: 410 },
    { as: undefined, path: "/participant/mails", body: { token: TOKEN, mails: "stop" }, fine: 410 },
    { as: undefined, path: "/maintainer/mail/wish", body: { token: TOKEN }, fine: 410 },
    { as: undefined, path: "/maintainer/answers", body: { token: TOKEN, answer: "dispute", reason: "Not ours." }, fine: 410 },
    { as: undefined, path: "/maintainer/patches/propose", body: { token: TOKEN, diff: "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n" }, fine: 410 },
    { as: analyst, path: "/patches", body: { caseId: `case_${ABSENT}`, diff: "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", aiGenerated: true, model: "m-1" }, fine: 404 },
    { as: analyst, path: "/advisories", body: { caseId: `case_${ABSENT}`, releasableTitle: "Title", releasableSummary: "Summary.", releasableDetail: "How.", statement: { by: "vendor", name: "Tide", url: "https://tide.example/1", fixedVersion: "1.4.1" }, references: [{ kind: "web", url: "https://tide.example/", summary: "Home." }] }, fine: 404 },
    { as: analyst, path: "/advisory-checks", body: { caseId: `case_${ABSENT}`, releasableTitle: "Title", releasableSummary: "Summary.", releasableDetail: "How.", statement: { by: "vendor", name: "Tide", url: "https://tide.example/1", fixedVersion: "1.4.1" }, references: [{ kind: "web", url: "https://tide.example/", summary: "Home." }] }, fine: 404 },
    { as: operator, path: "/operator/profile", body: { sector: "water", sizeBand: "under-10", region: "south", acceptsTerms: true }, fine: 201 },
    { as: operator, path: "/assistance/requests", body: { kind: "patch-plan", question: "How?" }, fine: 201 },
    { as: operator, path: "/assistance/scans", body: { systemKind: "device", system: "Pump", description: "In the cellar.", owned: true, evidence: "Asset 5." }, fine: 201 },
    { as: operator, path: `/assistance/scans/${scan}/source-address`, body: { url: "https://pumps.invalid/source.tar" }, fine: 422 },
    { as: proven(guard), path: `/assistance/scan-queue/${scan}/run`, body: { tokens: 5000 }, fine: 409 },
    { as: operator, path: `/assistance/requests/${helpRequest}/agree`, body: { offerId: `hof_${ABSENT}` }, fine: 409 },
    { as: operator, path: `/assistance/requests/${helpRequest}/begin`, body: { window: { from: "2030-01-01T00:00:00Z", until: "2030-01-02T00:00:00Z" } }, fine: 409 },
    { as: analyst, path: "/assistance/entered-requests", body: { organisationId: operator.organisationId, kind: "scan", question: "How?", touchesControl: true, consent: { givenBy: "Them", how: "paper", at: "2026-09-01T00:00:00Z" } }, fine: 201 },
    { as: helper, path: `/assistance/queue/${helpRequest}/volunteer`, body: { words: "We would." }, fine: 200 },
    { as: helper, path: `/assistance/queue/${helpRequest}/plan`, body: { steps: [{ act: "Turn it off.", why: "Nobody needs it." }] }, fine: 409 },
    { as: helper, path: "/assistance/catalogue/proposals", body: { key: "course", offer: OFFER, reason: "New." }, fine: 201 },
    { as: helper, path: "/assistance/grants/proposals", body: { key: "fund", grant: FUND, reason: "New." }, fine: 201 },
    { as: guard, path: `/assistance/scan-queue/${scan}/result`, body: { summary: "Fine.", steps: [{ act: "Turn it off.", why: "Nobody needs it." }] }, fine: 409 },
    { as: helper, path: `/assistance/queue/${helpRequest}/answer`, body: { answer: "So." }, fine: 409 },
    { as: helper, path: `/assistance/queue/${helpRequest}/decline`, body: { reason: "Not ours.", elsewhere: "Your State." }, fine: 200 },
    ...(await taskingSamples(world, director)),
    ...(await oversightSamples(world)),
    // Last, because it ends the window that others here need.
    { as: developer, path: `/engagements/${engagement}/releases`, body: { audience: "public" }, fine: 200 },
  ];
}

async function enclaveSamples(world: World): Promise<readonly Sample[]> {
  const analyst = await world.person({ organisation: "Directorate", kind: "government", name: "Ana", roles: ["benchmark-analyst"] });
  const director = { ...(await world.person({ organisation: "Directorate", kind: "government", name: "Dirk", roles: ["nsa-director"] })), steppedUp: true };
  const consultee = await world.person({ organisation: "Science", kind: "government", name: "Cora", roles: ["consultee"] });
  const at = world.services.clock();
  await world.services.db.execute(sql`INSERT INTO benchmarking.request (id, model_digest, sealed_model, state, state_since, requested_at) VALUES (${`req_${ABSENT}`}, 'd', 's', 'consultation', ${at}, ${at})`);
  return [
    ...(await foundationSamples(world)),
    {
      as: analyst, path: "/standards", fine: 201,
      body: { standardId: "std-1", version: "1.0", benchmarkSet: { id: "harbor-0", version: "1" }, epochs: 2, measures: [{ scope: "overall", threshold: 0.5, minimumSamples: 5 }], rule: "any", marking: "EXERCISE", text: "An exercise." },
    },
    { as: consultee, path: `/requests/req_${ABSENT}/views`, body: { office: "NCD", view: "None." }, fine: 404 },
    { as: analyst, path: `/requests/req_${ABSENT}/recommendation`, body: { outcome: "covered", releasableText: "Text." }, fine: 409 },
    { as: director, path: `/requests/req_${ABSENT}/signature`, body: { outcome: "covered" }, fine: 409 },
    { as: analyst, path: `/requests/req_${ABSENT}/standing`, body: { releasableText: "Text." }, fine: 409 },
    { as: analyst, path: `/requests/req_${ABSENT}/lifting`, body: { releasableText: "Text." }, fine: 409 },
    { as: director, path: `/requests/req_${ABSENT}/inspections`, body: { inspector: "The inspectorate", reason: "Yearly." }, fine: 409 },
    {
      as: analyst, path: "/requests", fine: 409,
      body: { modelDigest: "a".repeat(64), modelName: "released-1", endpoint: "https://model.example/v1", credential: "key-1", hosting: "government-hosted", reconsiders: `drq_${ABSENT}` },
    },
    { as: director, path: "/keys/ceremony", body: { kind: "rotation" }, fine: 409 },
    { as: { ...analyst, steppedUp: true }, path: "/keys/ceremony/confirmation", body: { fingerprint: "a".repeat(64) }, fine: 404 },
    { as: director, path: "/keys/delegations", body: { personId: `per_${ABSENT}`, until: "2026-12-01T00:00:00Z" }, fine: 409 },
    { as: director, path: "/keys/delegations/end", body: { delegationId: `dlg_${ABSENT}` }, fine: 409 },
    { as: director, path: "/keys/directors", body: { personId: `per_${ABSENT}` }, fine: 409 },
    { as: director, path: "/keys/directors/end", body: { appointmentId: `apt_${ABSENT}` }, fine: 409 },
  ];
}

/** A world with all that the samples need, and their senders' sessions. */
interface Stage {
  readonly world: World;
  readonly samples: readonly Sample[];
  readonly send: (sample: Sample, text: string) => ReturnType<World["call"]>;
}

describe.each(SIDES.map((side) => ({ ...side, listSamples: side.name === "low" ? lowSamples : enclaveSamples })))("the bodies of the $name side", ({ openWorld, routes, listSamples }) => {
  async function openStage(lasts: "test" | "file"): Promise<Stage> {
    const world = await openWorld({ lasts });
    const samples = await listSamples(world);
    const sessions = new Map<Actor | undefined, Record<string, string>>();
    for (const { as } of samples) sessions.set(as, { "content-type": "application/json", ...(as ? { authorization: `Bearer ${await world.token(as)}` } : {}) });
    return { world, samples, send: ({ as, method = "POST", path }, text) => world.call(method, path, { headers: sessions.get(as) ?? {}, raw: BYTES.encode(text) }) };
  }
  // What is refused leaves nothing behind, so one world does for all of it.
  let opened: Promise<Stage> | undefined;
  const openShared = () => (opened ??= openStage("file"));

  const isOf = ({ method, path }: Route) => {
    const pattern = new RegExp(`^${path.replace("{paragraph}", String.raw`2\(d\)`).replaceAll(/\{[a-zA-Z]+\}/g, "[^/]+")}$`);
    return (sample: Sample) => (sample.method ?? "POST") === method.toUpperCase() && pattern.test(sample.path);
  };

  test("have a sample here each: no route that takes one is forgotten", async () => {
    const { samples } = await openShared();
    expect(routes.filter((route) => route.body && !samples.some(isOf(route))).map(nameOfRoute)).toEqual([]);
    expect(samples.filter((sample) => !routes.some((route) => isOf(route)(sample))).map(({ path }) => path)).toEqual([]);
  }, 60_000);

  test.each([...new Set(routes.filter(({ body }) => body).map(({ room }) => room))])("are refused when anything in them is spoilt, with the field's name and nothing stored: %s", async (room) => {
    const { world, samples, send } = await openShared();
    const ofRoom = samples.filter((sample) => routes.some((route) => route.room === room && isOf(route)(sample)));
    const before = await countStored(world);
    const faults: string[] = [];
    for (const sample of ofRoom) {
      for (const { how, text, field } of listMutants(sample.body).filter((mutant) => !sample.takes?.includes(mutant.how))) {
        const fault = findFault(await send(sample, text), [400, 422], field);
        if (fault) faults.push(`${sample.path}: ${how}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
    expect(await countStored(world)).toEqual(before);
  }, 60_000);

  test("are taken as they stand, or refused for what they ask", async () => {
    const { samples, send } = await openShared();
    const answers: unknown[] = [];
    for (const sample of samples) answers.push([sample.path, (await send(sample, JSON.stringify(sample.body))).status]);
    expect(answers).toEqual(samples.map(({ path, fine }) => [path, fine]));
  }, 60_000);

  test("never fail over half of a character, which no encoding has", async () => {
    const { samples, send } = await openStage("test");
    const faults: string[] = [];
    for (const sample of samples) {
      for (const text of listHalfCharacters(sample.body)) {
        const { status } = await send(sample, text);
        // A model that is not there is said so, whatever it is asked.
        if (status >= 500 && status !== sample.fine) faults.push(`${sample.path}: ${status}`);
      }
    }
    expect(faults).toEqual([]);
  }, 60_000);
});
