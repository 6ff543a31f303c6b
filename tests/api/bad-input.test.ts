import { beforeEach, describe, expect, test } from "vitest";
import { MAX_BULK_BYTES, MAX_BULK_LINES, MAX_BUNDLE_BYTES } from "#contracts/findings";
import { MAX_INVENTORY_BYTES } from "#contracts/distribution";
import type { Role } from "#contracts/access";
import { SIGNED_IN } from "#rooms/access";
import { ownedTable, sealOwner, sql, type Actor, type Route } from "#rooms/platform";
import { assignPeople, bringFinding, clearinghousePeople, gaugeBundle, GOOD_PATCH, REPOSITORY, requireOk } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";
import { MATRIX } from "./matrix.ts";
import { listHalfCharacters, listMutants } from "./mutants.ts";
import { enrol, INVENTORY, mailOf, makeRecords, openHouses, openOfferedWindow, sendPartnerTerms, toEngagementBody } from "./records.ts";
import { nameOfRoute, SIDES } from "./sides.ts";
import { countStored } from "./stored.ts";

type Reply = Awaited<ReturnType<World["call"]>>;

const BYTES = new TextEncoder();
const ABSENT = "00000000000000000000";

/** Somebody whom the policies admit to the route. */
async function admittedTo(world: World, { permission }: Route): Promise<Record<string, string>> {
  const role = permission === SIGNED_IN ? "operator" : (Object.keys(MATRIX[permission] ?? {})[0] as Role | undefined);
  if (role === undefined) return {};
  const actor = await world.person({ organisation: `House of ${role}`, kind: role === "administrator" ? "platform" : "government", name: role, roles: [role] });
  return { authorization: `Bearer ${await world.token({ ...actor, steppedUp: true })}` };
}

/** What is wrong with a refusal; undefined when it says which field, and what about it. */
function findFault({ status, json }: Reply, statuses: readonly number[], field?: string): string | undefined {
  const { code, message, field: named } = json?.error ?? {};
  if (!statuses.includes(status)) return `${status} ${JSON.stringify(json)}`;
  if (typeof code !== "string" || typeof message !== "string" || message.length < 10) return `no code or message: ${JSON.stringify(json)}`;
  if (typeof named !== "string" || named === "") return `no field: ${JSON.stringify(json)}`;
  // The text itself may be wrong, or what it stands in because of it.
  return field === undefined || field === "body" || named === field || named.startsWith(`${field}.`) || field.startsWith(`${named}.`) ? undefined : `names ${named} instead of ${field}`;
}

describe.each(SIDES)("on the $name side", (side) => {
  test("every route with a JSON body refuses what is no such body, with a sentence and nothing stored", async () => {
    const world = await side.openWorld();
    const faults: string[] = [];
    for (const route of side.routes.filter(({ body }) => body)) {
      const headers = await admittedTo(world, route);
      const before = await countStored(world);
      const limit = route.maxBytes ?? 64 * 1024;
      const json = { ...headers, "content-type": "application/json" };
      const path = route.path.replace("{paragraph}", "2(d)").replaceAll("{id}", `fnd_${ABSENT}`);
      const send = (raw: Uint8Array, sent = json) => world.call(route.method.toUpperCase(), path, { headers: sent, raw });
      const attempts: readonly (readonly [string, readonly number[], Promise<Reply>])[] = [
        ["nothing", [400], send(BYTES.encode(""))],
        ["half of an object", [400], send(BYTES.encode('{"a":'))],
        ["a list", [400], send(BYTES.encode("[]"))],
        ["null", [400], send(BYTES.encode("null"))],
        ["a number", [400], send(BYTES.encode("1e999"))],
        ["no UTF-8", [400], send(Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d))],
        ["bytes of nothing in particular", [400], send(Uint8Array.from({ length: 1000 }, (_, at) => (at * 97 + 13) % 256))],
        ["a list in a list in a list", [400], send(BYTES.encode("[".repeat(30_000) + "]".repeat(30_000)))],
        ["objects in objects", [400], send(BYTES.encode('{"a":'.repeat(10_000) + "1" + "}".repeat(10_000)))],
        ["the prototype's key", [400], send(BYTES.encode('{"__proto__":{"token":"x","roles":["administrator"]}}'))],
        ["more than it takes", [413], send(BYTES.encode(`{"a":"${"x".repeat(limit)}"}`))],
        ["another media type", [415], send(BYTES.encode("{}"), { ...headers, "content-type": "text/plain" })],
      ];
      for (const [what, statuses, attempt] of attempts) {
        const reply = await attempt;
        // A record that is not there is said before anybody looks at the body; the samples below have records.
        const fault = route.resource ? (reply.status === 404 ? undefined : String(reply.status)) : findFault(reply, statuses);
        if (fault) faults.push(`${nameOfRoute(route)} ${what}: ${fault}`);
      }
      const after = await countStored(world);
      expect({ ...after, "access.session": 0 }, nameOfRoute(route)).toEqual({ ...before, "access.session": 0 });
    }
    expect(faults).toEqual([]);
  });

  test("every route refuses an id or a question that is none of ours, and names it", async () => {
    const world = await side.openWorld();
    const faults: string[] = [];
    for (const route of side.routes) {
      const headers = await admittedTo(world, route);
      const call = (path: string) => world.call(route.method.toUpperCase(), path, { headers, ...(route.body ? { body: {} } : {}) });
      if (route.permission !== "signed-in" && route.path.includes("{id}")) {
        for (const id of ["1", `FND_${ABSENT}`, encodeURIComponent(`fnd_${ABSENT}'; DROP TABLE access.person; --`), "%00", "x".repeat(3000)]) {
          const fault = findFault(await call(route.path.replaceAll("{id}", id)), [400], "id");
          if (fault) faults.push(`${nameOfRoute(route)} ${id.slice(0, 40)}: ${fault}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });
});

interface Sample {
  readonly as: Actor | undefined;
  /** POST by default. */
  readonly method?: "POST" | "PUT";
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
    { as: undefined, path: "/sign-in/links", body: { email: "nobody@exercise.example" }, fine: 204 },
    { as: undefined, path: "/sign-in/redeem", body: { token: TOKEN, carrier: "token" }, fine: 410 },
    { as: undefined, path: "/sign-in/passkey", body: { assertion: ASSERTION, carrier: "token" }, fine: 403 },
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

async function lowSamples(world: World): Promise<readonly Sample[]> {
  const houses = await openHouses(world, "Canary");
  const { developer, partner, evaluator, finder, operator } = houses;
  const { engagement, earlyAccess, finding } = await makeRecords(world, houses);
  await openOfferedWindow(world, houses, engagement);
  const guard = await world.person({ organisation: "Lock Keepers", kind: "partner", name: "Lou", roles: ["partner-security-lead"] });
  const partnership = await sendPartnerTerms(world, developer, { engagement, partner: guard });
  const people = await clearinghousePeople(world);
  const { analyst, validator } = people;
  await assignPeople(world, people, finding);
  await requireOk(world.call("POST", "/projects", { as: analyst, body: { vendor: "Tide", product: "Tide Gauge", repository: REPOSITORY, contactEmail: "m@tide.example", openAtOnce: 2 } }));
  const known = await bringFinding(world, people, { shows: "level" });
  await world.drain();
  const { caseId } = await requireOk(world.call("GET", `/findings/${known}`, { as: analyst }));
  const director = await world.person({ organisation: "Treasury", kind: "government", name: "Tess", roles: ["clearinghouse-director"] });
  const helper = await world.person({ organisation: "Directives", kind: "government", name: "Dora", roles: ["directive-officer"] });
  const [{ id: helpRequest }] = (await world.call("GET", "/assistance/queue", { as: helper })).json.requests;
  const criteria = (await world.call("GET", "/partners/criteria")).json.criteria as readonly { criterion: string }[];
  const officer = await world.person({ organisation: "Selection", kind: "government", name: "Olaf", roles: ["partner-selection-officer"] });
  const authority = await world.person({ organisation: "State Office", kind: "operator", name: "Stella", roles: ["state-local-authority"] });
  const proven = (actor: Actor) => ({ ...actor, steppedUp: true });
  const { id: patchId } = await requireOk(world.call("POST", "/patches", { as: analyst, body: { caseId, diff: GOOD_PATCH, aiGenerated: false, model: null } }));
  const at = world.services.clock();
  const stepId = `step_${ABSENT}`;
  await world.services.db.execute(sql`INSERT INTO distribution.step (id, organisation_id, product_hash, owner_seal)
    VALUES (${stepId}, ${operator.organisationId}, 'gauge', ${sealOwner(ownedTable("distribution.step", ["organisation_id"]), stepId, [operator.organisationId])})`);
  await world.services.db.execute(sql`INSERT INTO publication.advisory (id, case_id, tracking_id, state, revision, content, patch, priority, published_at, revised_at)
    VALUES (${`adv_${ABSENT}`}, ${caseId}, 'BW-2026-0001', 'published', 1, '{"cve":{"id":"CVE-1900-10000"},"revisions":[]}', '{}', '{}', ${at}, ${at})`);
  const step = (action: string, rest: object = {}): Sample => ({ as: operator, path: `/operator/plan/${stepId}/${action}`, body: { assets: [`match_${ABSENT}`], ...rest }, fine: 404 });
  const byLink = (path: string, rest: object = {}): Sample => ({ as: undefined, path: `/maintainer/${path}`, body: { token: TOKEN, ...rest }, fine: 410 });
  return [
    ...(await foundationSamples(world)),
    step("acknowledge"), step("schedule", { at: "2026-12-01T00:00:00Z" }), step("apply"), step("confirm"), step("fail", { reason: "It broke." }), step("roll-back"),
    step("defer", { reason: "Harvest.", compensatingControl: "Cut off.", reviewOn: "2026-12-01T00:00:00Z" }), step("not-affected", { justification: "vulnerable_code_not_present", statement: "Built without it." }),
    byLink("open"), byLink("terms"), byLink("bundle"), byLink("severities", { level: "low" }), byLink("more-time", { reason: "A holiday." }), byLink("messages", { text: "Hello." }),
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
    { as: analyst, path: `/findings/${finding}/assignments/end`, body: { assignmentId: `asg_${ABSENT}` }, fine: 409 },
    { as: analyst, path: `/cases/${caseId}/facts`, body: { fact: "fix-deployed", evidence: "Its users say so." }, fine: 409 },
    { as: proven(analyst), path: `/patches/${patchId}/release`, body: { fixedVersion: "1.4.1" }, fine: 409 },
    { as: analyst, path: `/patches/${patchId}/withdraw`, body: { reason: "It broke." }, fine: 409 },
    { as: analyst, path: `/advisories/adv_${ABSENT}/cve`, body: { cve: { id: "CVE-1900-10042", assigner: { orgId: "7f2c1a52-6c1b-4f0e-9d0a-3b1f5f1c2d3e", shortName: "exercise" } } }, fine: 409 },
    { as: proven(analyst), path: "/pre-notices", body: { caseId: `case_${ABSENT}`, dueBy: "2026-12-01T00:00:00Z" }, fine: 404 },
    { as: operator, path: "/operator/opt-ins", body: { authorityId: authority.organisationId }, fine: 204 },
    { as: operator, path: "/operator/opt-ins/end", body: { authorityId: authority.organisationId }, fine: 204 },
    { as: developer, path: "/engagements", body: toEngagementBody("c".repeat(64)), fine: 201 },
    { as: developer, path: `/engagements/${engagement}/dates`, body: { partnerReleaseAt: "2026-12-01T00:00:00Z", publicReleaseAt: "2026-12-02T00:00:00Z", reason: "Later." }, fine: 200 },
    { as: developer, path: `/engagements/${engagement}/consent`, body: { signatory: { name: "Ada", title: "Lead" }, consentScope: ["government-access", "partner-selection", "determination"] }, fine: 200 },
    { as: evaluator, path: `/evaluator/engagements/${engagement}/advice`, body: { kind: "observation", text: "Seen." }, fine: 200 },
    { as: developer, path: "/determinations", body: { engagementId: engagement }, fine: 409 },
    { as: developer, path: "/early-access", body: { engagementId: engagement, partnerEmail: await mailOf(world, partner), reason: "Runs a harbour." }, fine: 409 },
    { as: developer, path: `/early-access/${earlyAccess}/vetting`, body: { answers: criteria.map(({ criterion }) => ({ criterion, met: true })) }, fine: 200 },
    { as: guard, path: `/partner/early-access/${partnership}/acceptance`, body: { termsDigest: "a".repeat(64), systems: [{ name: "Lock 4", basis: "owns" }], controlsAttested: true }, fine: 409 },
    { as: finder, path: "/claims", body: { repository: "https://code.exercise.example/other", path: "src", weakness: "CWE-787", authorisation: { kind: "open-source", evidence: "LICENSE." } }, fine: 200 },
    { as: finder, path: `/findings/${finding}/severities`, body: { level: "high", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" }, fine: 200 },
    { as: analyst, path: "/opt-outs", body: { product: "Quiet Gauge", reason: "The owner asked." }, fine: 201 },
    { as: analyst, path: `/findings/${finding}/priority`, body: { inKev: false, exposed: true, automatable: true, technicalImpact: "total" }, fine: 200 },
    { as: analyst, path: "/projects", body: { vendor: "Tide", product: "Gauge", repository: `${REPOSITORY}-2`, purl: "pkg:generic/gauge", contactEmail: "m@tide.example", openAtOnce: 2 }, fine: 201 },
    { as: analyst, path: `/findings/${finding}/assignments`, body: { personId: validator.personId, role: "validator" }, fine: 409 },
    { as: analyst, path: `/cases/${caseId}/messages`, body: { text: "Hello." }, fine: 200 },
    { as: undefined, path: "/maintainer/answers", body: { token: TOKEN, answer: "dispute", reason: "Not ours." }, fine: 410 },
    { as: undefined, path: "/maintainer/patches/propose", body: { token: TOKEN, diff: "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n" }, fine: 410 },
    { as: analyst, path: "/patches", body: { caseId: `case_${ABSENT}`, diff: "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", aiGenerated: true, model: "m-1" }, fine: 404 },
    { as: analyst, path: "/advisories", body: { caseId: `case_${ABSENT}`, releasableTitle: "Title", releasableSummary: "Summary.", references: [{ kind: "web", url: "https://tide.example/", summary: "Home." }] }, fine: 404 },
    { as: operator, path: "/operator/profile", body: { sector: "water", sizeBand: "under-10", region: "south", acceptsTerms: true }, fine: 201 },
    { as: operator, path: "/assistance/requests", body: { kind: "patch-plan", question: "How?" }, fine: 201 },
    { as: helper, path: `/assistance/queue/${helpRequest}/answer`, body: { answer: "So." }, fine: 409 },
    { as: director, path: "/obligations/2(d)/evidence", body: { kind: "progress", link: "https://treasury.example/page", digest: "a".repeat(64), publishedOn: "2026-07-01", archivedOn: "2026-07-02" }, fine: 204 },
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
  ];
}

describe.each(SIDES.map((side) => ({ ...side, listSamples: side.name === "low" ? lowSamples : enclaveSamples })))("the bodies of the $name side", ({ openWorld, routes, listSamples }) => {
  let world: World;
  let samples: readonly Sample[];
  const sessions = new Map<Actor | undefined, Record<string, string>>();
  beforeEach(async () => {
    world = await openWorld();
    samples = await listSamples(world);
    for (const { as } of samples) sessions.set(as, { "content-type": "application/json", ...(as ? { authorization: `Bearer ${await world.token(as)}` } : {}) });
  });
  const send = ({ as, method = "POST", path }: Sample, text: string) => world.call(method, path, { headers: sessions.get(as) ?? {}, raw: BYTES.encode(text) });

  test("have a sample here each: no route that takes one is forgotten", () => {
    const isOf = ({ method, path }: Route) => {
      const pattern = new RegExp(`^${path.replace("{paragraph}", String.raw`2\(d\)`).replaceAll(/\{[a-zA-Z]+\}/g, "[^/]+")}$`);
      return (sample: Sample) => (sample.method ?? "POST") === method.toUpperCase() && pattern.test(sample.path);
    };
    expect(routes.filter((route) => route.body && !samples.some(isOf(route))).map(nameOfRoute)).toEqual([]);
    expect(samples.filter((sample) => !routes.some((route) => isOf(route)(sample))).map(({ path }) => path)).toEqual([]);
  });

  test("are refused when anything in them is spoilt, with the field's name and nothing stored; as they stand they are taken", async () => {
    const before = await countStored(world);
    const faults: string[] = [];
    for (const sample of samples) {
      for (const { how, text, field } of listMutants(sample.body).filter((mutant) => !sample.takes?.includes(mutant.how))) {
        const fault = findFault(await send(sample, text), [400, 422], field);
        if (fault) faults.push(`${sample.path}: ${how}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
    expect(await countStored(world)).toEqual(before);
    const answers: unknown[] = [];
    for (const sample of samples) answers.push([sample.path, (await send(sample, JSON.stringify(sample.body))).status]);
    expect(answers).toEqual(samples.map(({ path, fine }) => [path, fine]));
  }, 60_000);

  test("never fail over half of a character, which no encoding has", async () => {
    const faults: string[] = [];
    for (const sample of samples) {
      for (const text of listHalfCharacters(sample.body)) {
        const { status } = await send(sample, text);
        // A model that is not there is said so, whatever it is asked.
        if (status >= 500 && status !== sample.fine) faults.push(`${sample.path}: ${status}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

describe("uploads", () => {
  let world: World;
  let finder: Actor;
  let operator: Actor;
  beforeEach(async () => {
    world = await createWorld();
    ({ finder, operator } = await openHouses(world, "Canary"));
    await enrol(world, operator);
  });

  const noise = Uint8Array.from({ length: 4096 }, (_, at) => (at * 193 + 7) % 256);

  async function refuseAll(attempts: readonly (readonly [what: string, status: number, code: string, attempt: () => Promise<Reply>])[]): Promise<void> {
    const before = { ...(await countStored(world)), "access.session": 0 };
    for (const [what, status, code, attempt] of attempts) {
      const reply = await attempt();
      expect([what, reply.status, reply.json?.error?.code]).toEqual([what, status, code]);
      expect(findFault(reply, [status]), what).toBeUndefined();
    }
    expect({ ...(await countStored(world)), "access.session": 0 }).toEqual(before);
  }

  test("that are no evidence bundle are refused", async () => {
    const bundle = await gaugeBundle();
    const submit = (raw: Uint8Array, query = "") => () => world.call("POST", `/findings${query}`, { as: finder, raw });
    const spoilt = Uint8Array.from(bundle);
    spoilt.set(BYTES.encode("/../../"), 0);
    await refuseAll([
      ["nothing", 422, "bundle-refused", submit(new Uint8Array())],
      ["noise", 422, "bundle-refused", submit(noise)],
      ["a bundle cut in the middle", 422, "bundle-refused", submit(bundle.subarray(0, Math.floor(bundle.length / 2) + 100))],
      ["a bundle whose first name leads out", 422, "bundle-refused", submit(spoilt)],
      ["zeros", 422, "bundle-refused", submit(new Uint8Array(10_240))],
      ["more than is taken", 413, "too-large", submit(new Uint8Array(MAX_BUNDLE_BYTES + 1))],
      ["an appeal of nothing", 400, "invalid-input", submit(bundle, "?appealOf=mine")],
      ["an appeal of what is not there", 409, "appeal-not-open", submit(bundle, `?appealOf=find_${ABSENT}`)],
    ]);
    expect((await submit(bundle)()).status).toBe(201);
  });

  test("of many findings are refused line by line, and whole when they are too many or too large", async () => {
    const bulk = (raw: Uint8Array) => world.call("POST", "/findings/bulk", { as: finder, raw });
    const lines = ["{", "null", "[]", '{"__proto__":{"bundle":"AAAA"}}', '{"bundle":"AAAA","constructor":{}}', '{"bundle":7}', '{"bundle":"\\u0000"}', `{"bundle":"${Buffer.from(noise).toString("base64")}"}`, "[".repeat(20_000)];
    const before = { ...(await countStored(world)), "access.session": 0 };
    const told = await bulk(Buffer.concat([BYTES.encode(`${lines.join("\n")}\n`), Uint8Array.of(0x22, 0xff, 0xfe, 0x22, 0x0a), noise]));
    expect(told.status).toBe(200);
    expect([told.json.accepted, told.json.duplicates]).toEqual([0, 0]);
    expect(told.json.refused).toBe(told.json.results.length);
    expect(told.json.refused).toBeGreaterThan(lines.length);
    for (const { line, refused } of told.json.results) expect([line, typeof refused.code, typeof refused.field, refused.message.length > 10]).toEqual([line, "string", "string", true]);
    expect({ ...(await countStored(world)), "access.session": 0 }).toEqual(before);
    await refuseAll([
      ["too many lines", 413, "too-many-lines", () => bulk(BYTES.encode("{}\n".repeat(MAX_BULK_LINES + 1)))],
      ["more than is taken", 413, "too-large", () => bulk(new Uint8Array(MAX_BULK_BYTES + 1))],
    ]);
  });

  test("that are no inventory are refused", async () => {
    const upload = (raw: Uint8Array, fileName = "list.csv") => () => world.call("POST", `/operator/inventories?fileName=${encodeURIComponent(fileName)}`, { as: operator, raw });
    const cycloneDx = (text: string) => upload(BYTES.encode(text), "sbom.cdx.json");
    await refuseAll([
      ["nothing", 422, "inventory-not-readable", upload(new Uint8Array())],
      ["noise", 422, "inventory-not-readable", upload(noise)],
      ["zeros", 422, "inventory-not-readable", upload(new Uint8Array(1000))],
      ["a spreadsheet's own format", 422, "inventory-not-readable", upload(Uint8Array.of(0x50, 0x4b, 3, 4, ...noise), "list.xlsx")],
      ["half of JSON", 422, "inventory-not-readable", cycloneDx('{"bomFormat":"CycloneDX","components":[')],
      ["JSON of another kind", 422, "inventory-not-readable", cycloneDx('{"bomFormat":"SPDX"}')],
      ["brackets", 422, "inventory-not-readable", cycloneDx("[".repeat(1_000_000))],
      ["the prototype's key", 422, "inventory-not-readable", cycloneDx('{"__proto__":{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}}')],
      ["more than is taken", 413, "too-large", upload(new Uint8Array(MAX_INVENTORY_BYTES + 1))],
      ["a name of two lines", 400, "invalid-input", upload(BYTES.encode(INVENTORY), "a\nb.csv")],
      ["a name that is too long", 400, "invalid-input", upload(BYTES.encode(INVENTORY), "x".repeat(300))],
      ["no name", 400, "invalid-input", () => world.call("POST", "/operator/inventories", { as: operator, raw: BYTES.encode(INVENTORY) })],
    ]);
    expect((await upload(BYTES.encode(INVENTORY))()).status).toBe(201);
    // Nothing is left out in silence, however deep it was hidden.
    const deep = await cycloneDx(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":${'[{"components":'.repeat(5000)}[]${"}]".repeat(5000)}}`)();
    expect(deep).toMatchObject({ status: 201, json: { assets: 0, skipped: 1, skippedLines: [{ place: "components[0]" }] } });
  });
});
