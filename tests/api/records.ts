// Records that belong to somebody, each made through the API by the person who may make it.
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { findPersonCard } from "#rooms/access";
import { obligationsRoom } from "#rooms/obligations";
import { sql, type Actor } from "#rooms/platform";
import { gaugeBundle, requireOk, submitBundle } from "../setup/clearinghouse.ts";
import type { World } from "../setup/world.ts";
import { listAgency, toWords } from "../../rooms/obligations/directives/directives.fixture.ts";

export const DAY_MS = 86_400_000;

export function toEngagementBody(digest = "a".repeat(64)) {
  return {
    model: { name: "Canary Model", digest, endpoint: "http://127.0.0.1:9/v1", endpointModel: "canary", credential: "canary-credential" },
    signatory: { name: "Ada Lead", title: "Release lead" },
    consentScope: ["determination", "government-access", "partner-selection"],
    partnerReleaseAt: "2026-11-01T00:00:00Z",
    publicReleaseAt: null,
  };
}

export const INVENTORY = "vendor,product,version\nTide,Tide Gauge,1.4.0\n";

/** A finding told in words, as a stream carries it. */
const CANARY_LINE = JSON.stringify({
  record: {
    schema: "breakwater-finding/1", title: "Canary record", description: "Canary words.", weakness: "CWE-787", target: { name: "tide-gauge", version: "1.4.0", location: "src/gauge.c" },
    provenance: { finder: "Canary finder", model: "scripted-agent", modelVersion: "1", harness: "breakwater hunt", human: "none" },
  },
});

/** The people of one side of a comparison; two calls with other names are two sets of houses that must not see each other. */
export async function openHouses(world: World, name: string) {
  return {
    developer: await world.person({ organisation: `${name} Lab`, kind: "developer", name: `${name} Lead`, roles: ["developer-release-lead", "developer-security-lead"] }),
    evaluator: await world.person({ organisation: `${name} Agency`, kind: "government", name: `${name} Evaluator`, roles: ["agency-evaluator"] }),
    partner: await world.person({ organisation: `${name} Partner`, kind: "partner", name: `${name} Guard`, roles: ["partner-security-lead"] }),
    finder: await world.person({ organisation: `${name} Watch`, kind: "partner", name: `${name} Finder`, roles: ["finder"] }),
    operator: await world.person({ organisation: `${name} Utility`, kind: "operator", name: `${name} Operator`, roles: ["operator"] }),
    ciso: await world.person({ organisation: `${name} Bureau`, kind: "government", name: `${name} Ciso`, roles: ["agency-ciso"] }),
    officer: await world.person({ organisation: `${name} Office`, kind: "government", name: `${name} Officer`, roles: ["partner-selection-officer"] }),
  };
}
export type Houses = Awaited<ReturnType<typeof openHouses>>;

export interface Records {
  readonly engagement: string;
  /** Between the developer and the office, with both words given. */
  readonly agreement: string;
  /** Of the office to the developer. */
  readonly invitation: string;
  /** Of the evaluator to the developer, not signed yet. */
  readonly undertaking: string;
  readonly determination: string;
  readonly earlyAccess: string;
  readonly claim: string;
  readonly finding: string;
  /** A stream's own name for itself, and what of it was stored together. */
  readonly intake: string;
  readonly batch: string;
  readonly inventory: string;
  readonly helpRequest: string;
  readonly scan: string;
  /** Of the agency, under a directive; it asks for more time. */
  readonly directiveItem: string;
  /** Of the agency: something of its own, what a scanner found on it, the investigation that it leads to, and more time asked for it. */
  readonly agencyAsset: string;
  readonly instance: string;
  readonly forensicTask: string;
  readonly instanceException: string;
  /** The operator itself, as a delegate would name it. */
  readonly operatorHouse: string;
}

/** One record of each kind that an organisation owns. */
export async function makeRecords(world: World, { developer, partner, evaluator, finder, operator, officer, ciso }: Houses): Promise<Records> {
  const post = (as: Actor, path: string, body: object) => requireOk(world.call("POST", path, { as, body }));
  const { id: engagement } = await post(developer, "/engagements", toEngagementBody());
  const { id: determination } = await post(developer, "/determinations", { engagementId: engagement });
  const { texts: [{ digest: nondisclosure }] } = await post(developer, "/nondisclosure/texts", { title: "Canary terms", text: "Canary nondisclosure.", agencySigns: false });
  await post(developer, `/engagements/${engagement}/offer`, {
    purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, nondisclosure, evaluators: [{ email: await mailOf(world, evaluator) }],
  });
  const { id: earlyAccess } = await post(developer, "/early-access", { engagementId: engagement, partnerEmail: await mailOf(world, partner), sector: "transportation", reason: "Runs a harbour." });
  const { claimId: claim } = await post(finder, "/claims", { product: "Canary Gauge", authorisation: { kind: "own-system", evidence: "Asset 17." } });
  const finding = await submitBundle(world, finder, await gaugeBundle({ title: "Canary title" }));
  const intake = `stream-${finding}`;
  const { results: [{ batchId: batch }] } = await requireOk(world.call("POST", `/findings/bulk?intake=${intake}`, { as: finder, raw: Buffer.from(CANARY_LINE) }));
  await enrol(world, operator);
  const { json } = await world.call("POST", "/operator/inventories?fileName=canary.csv", { as: operator, raw: Buffer.from(INVENTORY) });
  await post(operator, `/operator/inventories/${json.id}/marks`, { assets: ["line-2"], vital: true });
  await post(operator, "/operator/windows", { zone: "UTC", weekly: [], blackouts: [{ from: "2026-12-24", to: "2026-12-26" }] });
  const { requests } = await post(operator, "/assistance/requests", { kind: "scan", question: "Canary question" });
  const agreement = await makeAgreement(world, { developer, officer });
  const invitation = await makeInvitation(world, { developer, officer });
  const { scans } = await post(operator, "/assistance/scans", { systemKind: "source-code", system: "Canary pump", description: "Canary cellar", owned: true, evidence: "Canary asset" });
  await requireOk(world.call("POST", `/assistance/scans/${scans[0].id}/source`, { as: operator, raw: await toSourceArchive() }));
  await post(partner, `/assistance/queue/${requests[0].id}/volunteer`, { words: "Canary words" });
  const { undertakings: [{ id: undertaking }] } = await requireOk(world.call("GET", "/undertakings", { as: evaluator }));
  const directiveItem = await makeDirectiveItem(world, ciso);
  const ofAgency = await makeInstance(world, ciso);
  return { engagement, agreement, invitation, undertaking, determination, earlyAccess, claim, finding, intake, batch, inventory: json.id, helpRequest: requests[0].id, scan: scans[0].id, directiveItem, ...ofAgency, operatorHouse: operator.organisationId };
}

/** Two officers who list agencies and issue directives; each with a fresh proof. */
export async function openDirectiveOffice(world: World): Promise<readonly [Actor, Actor]> {
  const officer = async (name: string) => ({ ...(await world.person({ organisation: "Directive Office", kind: "government", name, roles: ["directive-officer"] })), steppedUp: true });
  return [await officer("Dina"), await officer("Dov")];
}

/** Puts the agency on the list, and asks for more time for what a directive asks of it. */
export async function makeDirectiveItem(world: World, ciso: Actor): Promise<string> {
  const by = await openDirectiveOffice(world);
  await listAgency(world, { by, agency: ciso });
  const { directives } = await requireOk(world.call("GET", "/directives"));
  if (directives.length === 0) {
    const { drafts: [draft] } = await requireOk(world.call("POST", "/directives", { as: by[0], body: { words: toWords() } }));
    await requireOk(world.call("POST", `/directive-work/drafts/${draft.id}/issue`, { as: by[1] }));
  }
  // This one job alone: others that wait would run sandboxes.
  await obligationsRoom.jobs?.find(({ name }) => name === "obligations.settle-items")?.run(world.services, {} as never);
  const { items: [{ id }] } = await requireOk(world.call("GET", "/agency/items", { as: ciso }));
  await requireOk(world.call("POST", `/agency/items/${id}/exception`, { as: ciso, body: { reason: "Canary reason", control: "Canary control", until: "2026-12-01" } }));
  return id;
}

/** What a scanner found on an asset of a listed agency, by the row of the table that asks for an investigation too. */
export async function makeInstance(world: World, ciso: Actor): Promise<Pick<Records, "agencyAsset" | "instance" | "forensicTask" | "instanceException">> {
  await world.services.db.execute(sql`INSERT INTO obligations.flaw (cve_id, in_kev, kev_on, changed_at) VALUES ('CVE-2026-10001', true, '2026-08-01', ${world.services.clock()}) ON CONFLICT DO NOTHING`);
  await requireOk(world.call("POST", "/agency/imports?scanner=generic", { as: ciso, raw: Buffer.from("asset,cve\nCanary host,CVE-2026-10001\n") }));
  const { instances: [{ id: instance, assetId: agencyAsset }] } = await requireOk(world.call("GET", "/agency/instances", { as: ciso }));
  const { tasks: [{ id: forensicTask }] } = await requireOk(world.call("GET", "/agency/forensics", { as: ciso }));
  const { id: instanceException } = await requireOk(world.call("POST", "/agency/instance-exceptions", { as: ciso, body: { cveId: "CVE-2026-10001", reason: "Canary reason", control: "Canary control", until: "2026-12-01" } }));
  return { agencyAsset, instance, forensicTask, instanceException };
}

/** The office enters an agreement, and the developer gives its word. */
export async function makeAgreement(world: World, { developer, officer }: Pick<Houses, "developer" | "officer">): Promise<string> {
  const { id, terms } = await requireOk(world.call("POST", "/agreements", { as: officer, body: await toAgreementBody(world, developer) }));
  await requireOk(world.call("POST", `/agreements/${id}/confirmation`, { as: developer, body: { termDigest: terms[0].digest } }));
  return id;
}

export async function toAgreementBody(world: World, counterpart: Actor) {
  return {
    counterparts: [{ email: await mailOf(world, counterpart) }], scopes: ["safeguard-testing"], legalBasis: "Canary memorandum.", beginsAt: "2026-09-01T00:00:00Z", until: "2027-01-01T00:00:00Z",
    confidentialityText: "Canary confidence.", mayBePublic: true,
  };
}

export async function makeInvitation(world: World, { developer, officer }: Pick<Houses, "developer" | "officer">): Promise<string> {
  const { sent } = await requireOk(world.call("POST", "/invitations", { as: officer, body: { developerEmail: await mailOf(world, developer) } }));
  return sent[0].id;
}

/** A tar of one file: what an operator hands over to be examined. */
async function toSourceArchive(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: "pump.c" }, "int main(void) { return 0; }\n");
  tar.finalize();
  return buffer(tar);
}

export function enrol(world: World, operator: Actor): Promise<unknown> {
  return requireOk(world.call("POST", "/operator/profile", { as: operator, body: { sector: "energy", sizeBand: "10-to-49", region: "midwest", acceptsTerms: true } }));
}

/** The address that the world gave to a person. */
export async function mailOf(world: World, { personId }: Actor): Promise<string> {
  const card = await findPersonCard(world.services.db, personId);
  if (!card) throw new Error(`There is no person ${personId}`);
  return card.email;
}

/** Takes what was offered to an evaluator as far as an open window: from here on they may use the model and give advice. */
export async function openOfferedWindow(world: World, { developer, evaluator }: Pick<Houses, "developer" | "evaluator">, engagement: string): Promise<void> {
  const { termsDigest } = await requireOk(world.call("GET", `/evaluator/engagements/${engagement}`, { as: evaluator }));
  await requireOk(world.call("POST", `/evaluator/engagements/${engagement}/acceptance`, { as: evaluator, body: { termsDigest, noConflict: true } }));
  const { undertakings } = await requireOk(world.call("GET", `/undertakings?engagementId=${engagement}`, { as: evaluator }));
  for (const { id } of undertakings.filter(({ awaitsYou }: { awaitsYou: boolean }) => awaitsYou)) {
    const { documentDigest } = await requireOk(world.call("GET", `/undertakings/${id}`, { as: evaluator }));
    await requireOk(world.call("POST", `/undertakings/${id}/signature`, { as: { ...evaluator, steppedUp: true }, body: { textDigest: documentDigest, name: "Canary Signer", title: "Evaluator", agrees: true } }));
  }
  await requireOk(world.call("POST", `/engagements/${engagement}/window`, { as: developer }));
}

/** Chooses a partner of an engagement with both keys and sends it terms: from here on the partner knows of it. */
export async function sendPartnerTerms(world: World, developer: Actor, { engagement, partner }: { readonly engagement: string; readonly partner: Actor }): Promise<string> {
  const officer = await world.person({ organisation: "Selection Office", kind: "government", name: "Sela", roles: ["partner-selection-officer"] });
  const post = (as: Actor, path: string, body: object) => requireOk(world.call("POST", path, { as, body }));
  const { id } = await post(developer, "/early-access", { engagementId: engagement, partnerEmail: await mailOf(world, partner), sector: "dams", reason: "Runs a lock." });
  const { criteria } = await requireOk(world.call("GET", "/partners/criteria"));
  await post(officer, `/early-access/${id}/vetting`, { answers: criteria.map(({ criterion }: { criterion: string }) => ({ criterion, met: true })), conflict: { competitor: false, sameHouse: false, tie: null } });
  await post(officer, `/early-access/${id}/government-view`, { view: "concur" });
  await post(developer, `/early-access/${id}/developer-decision`, { answer: "yes" });
  await post(developer, `/early-access/${id}/terms`, { text: "For your own systems.", endsAt: "2027-01-01T00:00:00Z" });
  return id;
}
