import { startModelEndpoint } from "#fakes/model-endpoint";
import { newId, sql, type Actor } from "#rooms/platform";
import { expect, onTestFinished, test } from "vitest";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { mailOf } from "../../tests/api/records.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { SCAN_SEAL } from "./ask-scan.ts";
import { findExploitDetail } from "./scan.rules.ts";
import { insertScan } from "./scan.store.ts";

const MORE_THAN_A_LIST = 210;
const DAY_MS = 86_400_000;
const ASK = { systemKind: "control-system", system: "CANARY pump controller", description: "CANARY Only at night.", owned: true, evidence: "CANARY Asset 17" };
const RESULT = { summary: "One service listens that nobody needs.", steps: [{ act: "Turn off remote maintenance on the pump controller.", why: "Anybody on the network can reach it." }] };
const MESSAGES = [{ role: "user", content: "Look at this service." }];

interface Scene {
  readonly world: World;
  readonly hospital: Actor;
  readonly bank: Actor;
  readonly lead: Actor;
  readonly broker: Actor;
  readonly earlyAccessId: string;
  as(actor: Actor, method: string, path: string, body?: object): ReturnType<World["call"]>;
}

/** A partner whose early access is active, under terms that let it run scans for operators, and which offers it. */
async function scene({ brokering = true } = {}): Promise<Scene> {
  const world = await createWorld();
  const fake = await startModelEndpoint({ apiKey: "key-1" });
  onTestFinished(() => fake.close());
  const person = (organisation: string, kind: "developer" | "government" | "partner" | "operator", name: string, role: "developer-release-lead" | "partner-selection-officer" | "partner-security-lead" | "operator") => world.person({ organisation, kind, name, roles: [role] });
  const [lead, officer, broker] = [await person("Kelp Lab", "developer", "Ada", "developer-release-lead"), await person("Office", "government", "Sela", "partner-selection-officer"), await person("Lighthouse Defence", "partner", "Pia", "partner-security-lead")];
  const as: Scene["as"] = (actor, method, path, body) => world.call(method, path, { as: actor, ...(body ? { body } : {}) });
  const post = (actor: Actor, path: string, body?: object) => requireOk(as(actor, "POST", path, body));
  const { id: engagementId } = await post(lead, "/engagements", {
    model: { name: "Cormorant", digest: "ab".repeat(32), endpoint: fake.url, endpointModel: "scripted-capable", credential: "key-1" }, signatory: { name: "Ada", title: "Lead" }, consentScope: ["partner-selection"], partnerReleaseAt: null, publicReleaseAt: null,
  });
  const { id } = await post(lead, "/early-access", { engagementId, partnerEmail: await mailOf(world, broker), sector: "healthcare", reason: "Helps hospitals." });
  const { criteria } = await requireOk(world.call("GET", "/partners/criteria"));
  await post(lead, `/early-access/${id}/vetting`, { answers: criteria.map(({ criterion }: { criterion: string }) => ({ criterion, met: true })), conflict: { competitor: false, sameHouse: false, tie: null } });
  await post(officer, `/early-access/${id}/government-view`, { view: "concur" });
  await post(lead, `/early-access/${id}/developer-decision`, { answer: "yes" });
  const { termsDigest } = await post(lead, `/early-access/${id}/terms`, { text: "For defence.", endsAt: "2027-06-01T00:00:00Z", brokering });
  await post({ ...broker, steppedUp: true }, `/partner/early-access/${id}/acceptance`, { termsDigest, signatory: { name: "Pia", title: "Lead" }, systems: [{ name: "Own range", basis: "owns", evidence: "Asset 1" }], controlsAttested: true });
  await post(lead, `/early-access/${id}/provisioning`);
  await post(broker, `/partner/early-access/${id}/proof`);
  await post(lead, `/early-access/${id}/activation`);
  if (brokering) await post(broker, `/partner/early-access/${id}/brokering`, { offered: true });
  return { world, lead, broker, earlyAccessId: id, as, hospital: await person("Exercise Hospital", "operator", "Hana", "operator"), bank: await person("Exercise Bank", "operator", "Ben", "operator") };
}

const ask = async (s: Scene, by = s.hospital): Promise<string> => (await requireOk(s.as(by, "POST", "/assistance/scans", ASK))).scans.find(({ state }: { state: string }) => state === "asked").id;
const queueOf = async (s: Scene, as: Actor) => (await s.as(as, "GET", "/assistance/scan-queue")).json;
const take = (s: Scene, id: string, as = s.broker) => s.as(as, "POST", `/assistance/scan-queue/${id}/take`);
const askModel = (s: Scene, system: string) => s.as(s.broker, "POST", `/partner/early-access/${s.earlyAccessId}/model/messages`, { system, messages: MESSAGES });
const kindsOf = async (s: Scene, actor: Actor) => (await s.as(actor, "GET", "/inbox")).json.entries.map(({ kind, link }: { kind: string; link: string }) => `${kind} ${link}`);

test("an operator asks, a partner runs the model for it, and the operator reads in plain words what to do and hands the findings on", async () => {
  const s = await scene();
  const id = await ask(s);
  expect(await kindsOf(s, s.broker)).toContain("assistance.scan-asked /assistance/scans");
  expect(await queueOf(s, s.broker)).toMatchObject({ mayTake: true, scans: [{ id, state: "asked", systemKind: "control-system", details: null }] });
  expect((await askModel(s, id)).json.error.code).toBe("outside-scope");
  expect((await take(s, id)).json.scans[0]).toMatchObject({ state: "taken", details: { organisationName: "Exercise Hospital", system: ASK.system, evidence: ASK.evidence, earlyAccessId: s.earlyAccessId } });
  expect((await askModel(s, id)).status).toBe(200);
  expect((await s.as(s.broker, "POST", `/assistance/scan-queue/${id}/result`, RESULT)).json.scans[0].state).toBe("delivered");
  expect((await askModel(s, id)).json.error.code).toBe("outside-scope");
  const [scan] = (await s.as(s.hospital, "GET", "/assistance/scans")).json.scans;
  expect(scan).toMatchObject({ state: "delivered", takenBy: "Lighthouse Defence", result: RESULT });
  expect(await kindsOf(s, s.hospital)).toEqual(expect.arrayContaining(["assistance.scan-taken /operator/scans", "assistance.scan-delivered /operator/scans"]));
  expect((await s.as(s.hospital, "POST", `/assistance/scans/${id}/hand-over`)).json.scans[0].state).toBe("handed-over");
  expect(await kindsOf(s, s.broker)).toContain("assistance.findings-handed /findings/submit");
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("assistance.") || kind.startsWith("partners.brokered"))).toEqual([
    "assistance.scan-asked", "partners.brokered-scan-started", "assistance.scan-taken", "partners.brokered-scan-ended", "assistance.scan-delivered", "assistance.findings-handed",
  ]);
  expect((await s.world.services.publishedCounts())["assistance"]).toMatchObject({ scansAsked: 1, scansDelivered: 1 });
});

test("what an operator says of its system is shown to the partner that took it up and to nobody else, the developer included, and is sealed", async () => {
  const s = await scene();
  const other = await s.world.person({ organisation: "Other Partner", kind: "partner", name: "Paul", roles: ["partner-security-lead"] });
  const officer = await s.world.person({ organisation: "Directives", kind: "government", name: "Dora", roles: ["directive-officer"] });
  const id = await ask(s);
  expect(JSON.stringify(await queueOf(s, s.broker))).not.toMatch(/CANARY|Exercise Hospital/);
  await take(s, id);
  await askModel(s, id);
  expect(await queueOf(s, other)).toEqual({ mayTake: false, scans: [] });
  expect((await take(s, id, other)).status).toBe(404);
  expect((await s.as(s.bank, "GET", "/assistance/scans")).json).toEqual({ scans: [] });
  expect((await s.as(s.bank, "POST", `/assistance/scans/${id}/withdrawal`)).status).toBe(404);
  expect((await s.as(officer, "GET", "/assistance/scan-queue")).status).toBe(403);
  const developers = JSON.stringify([(await s.as(s.lead, "GET", `/early-access/${s.earlyAccessId}`)).json, (await s.as(s.lead, "GET", `/reads?subject=${s.earlyAccessId}`)).json, (await s.as(s.lead, "GET", "/inbox")).json]);
  expect(developers).toContain(id);
  const kept = JSON.stringify([await s.world.services.db.query(sql`SELECT * FROM assistance.scan`), await s.world.services.db.query(sql`SELECT content FROM audit.entry`), await s.world.services.db.query(sql`SELECT * FROM platform.notification`)]);
  for (const place of [developers, kept]) expect(place).not.toMatch(/CANARY|Exercise Hospital/);
});

test("only its owner has a system scanned, and the evidence is kept with the scan and its keyed digest in the ledger", async () => {
  const s = await scene();
  for (const [over, field] of [[{ owned: false }, "owned"], [{ evidence: "" }, "evidence"]] as const) {
    expect((await s.as(s.hospital, "POST", "/assistance/scans", { ...ASK, ...over })).json.error.field).toBe(field);
  }
  await ask(s);
  expect((await s.as(s.hospital, "GET", "/assistance/scans")).json.scans).toMatchObject([{ evidence: ASK.evidence }]);
  const [entry] = await s.world.services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry WHERE kind = 'assistance.scan-asked'`);
  expect(JSON.parse(entry?.content ?? "").data).toEqual({ systemKind: "control-system", authorisation: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test("a partner takes a scan up only under an active early access whose terms include it, and which it offers", async () => {
  const s = await scene({ brokering: false });
  const id = await ask(s);
  expect(await kindsOf(s, s.broker)).not.toContain("assistance.scan-asked /assistance/scans");
  expect(await queueOf(s, s.broker)).toEqual({ mayTake: false, scans: [] });
  expect((await take(s, id)).json.error.code).toBe("no-brokering");
  const other = await scene();
  const asked = await ask(other);
  await other.as(other.broker, "POST", `/partner/early-access/${other.earlyAccessId}/brokering`, { offered: false });
  expect((await take(other, asked)).json.error.code).toBe("no-brokering");
  await other.as(other.broker, "POST", `/partner/early-access/${other.earlyAccessId}/brokering`, { offered: true });
  await other.as(other.lead, "POST", `/early-access/${other.earlyAccessId}/suspension`);
  expect((await take(other, asked)).json.error.code).toBe("no-brokering");
});

test("when the developer stops the partner, its scans wait for another one; and an operator takes its request back at any time", async () => {
  const s = await scene();
  const id = await ask(s);
  await take(s, id);
  await s.as(s.lead, "POST", `/early-access/${s.earlyAccessId}/suspension`);
  await s.world.drain();
  expect((await s.as(s.hospital, "GET", "/assistance/scans")).json.scans[0]).toMatchObject({ state: "asked", takenBy: null });
  expect(await queueOf(s, s.broker)).toEqual({ mayTake: false, scans: [] });
  await s.as(s.lead, "POST", `/early-access/${s.earlyAccessId}/resumption`);
  await take(s, id);
  expect((await s.as(s.hospital, "POST", `/assistance/scans/${id}/withdrawal`)).json.scans[0].state).toBe("withdrawn");
  expect((await askModel(s, id)).json.error.code).toBe("outside-scope");
  expect((await s.as(s.broker, "POST", `/assistance/scan-queue/${id}/result`, RESULT)).status).toBe(404);
  expect(await queueOf(s, s.broker)).toEqual({ mayTake: true, scans: [] });
  const again = await ask(s);
  await take(s, again);
  expect((await s.as(s.broker, "POST", `/assistance/scan-queue/${again}/hand-back`)).json.scans[0]).toMatchObject({ id: again, state: "asked", details: null });
});

test("results are at most five steps in plain words, without the detail of any exploit", async () => {
  const s = await scene();
  const id = await ask(s);
  await take(s, id);
  const deliver = async (over: object) => (await s.as(s.broker, "POST", `/assistance/scan-queue/${id}/result`, { ...RESULT, ...over })).json.error;
  expect((await deliver({ steps: Array.from({ length: 6 }, () => RESULT.steps[0]) })).field).toBe("steps");
  expect(await deliver({ summary: "Send GET ../../etc/passwd to it." })).toMatchObject({ code: "not-plain", field: "summary" });
  expect(await deliver({ steps: [RESULT.steps[0], { act: "Run `nc -e /bin/sh`.", why: "It opens." }] })).toMatchObject({ code: "not-plain", field: "steps.1.act" });
  expect((await s.as(s.hospital, "GET", "/assistance/scans")).json.scans[0]).toMatchObject({ state: "taken", result: null });
  const detailed = ["<script>alert(1)</script>", "see https://evil.example/poc", "%41%41%41", "write to 0xdeadbeef", "A".repeat(80), "$(reboot)", "a; reboot", "deadbeefdeadbeefdeadbeef"];
  expect(detailed.filter((text) => findExploitDetail(text) === undefined)).toEqual([]);
  const plain = ["Turn off the maintenance account; nobody uses it.".replace(";", ","), "Install version 4.2.1 of the pump software from its maker.", "Ask your service company to close port 23 (Telnet).", "Change the password that came with the device: 8 or more signs, and/or a key."];
  expect(plain.map(findExploitDetail)).toEqual(plain.map(() => undefined));
});

test("what has ended never hides from a partner what waits, nor one operator's scans another's from their delegate", async () => {
  const s = await scene();
  const { services } = s.world;
  const at = new Date(services.clock().getTime() + DAY_MS);
  const waiting = await ask(s);
  const taken = await ask(s, s.bank);
  await take(s, taken);
  await services.as(s.hospital).db.inTransaction(async (tx) => {
    for (let place = 0; place < MORE_THAN_A_LIST; place += 1) {
      const id = newId("scn");
      await insertScan(tx, { id, organisationId: s.hospital.organisationId, askedBy: s.hospital.personId, systemKind: "device", sealedDetails: services.keys.seal(SCAN_SEAL, id, JSON.stringify({ system: "Old", description: "", evidence: "" })), at });
    }
    await tx.execute(sql`UPDATE assistance.scan SET state = 'handed-over', runner_organisation_id = ${s.broker.organisationId}, early_access_id = ${s.earlyAccessId} WHERE id <> ${waiting} AND organisation_id = ${s.hospital.organisationId}`);
  });
  const { scans } = await queueOf(s, s.broker);
  expect(scans.slice(0, 2).map(({ id }: { id: string }) => id)).toEqual([taken, waiting]);

  const servant = await s.world.person({ organisation: "Exercise Service", kind: "partner", name: "Max", roles: ["operator-delegate"] });
  const until = new Date(services.clock().getTime() + 30 * DAY_MS).toISOString();
  for (const owner of [s.hospital, s.bank]) await requireOk(s.as({ ...owner, steppedUp: true }, "POST", `/organisations/${owner.organisationId}/delegates`, { delegateOrganisationId: servant.organisationId, until }));
  expect((await s.as(servant, "GET", `/assistance/scans?organisationId=${s.bank.organisationId}`)).json.scans).toMatchObject([{ id: taken }]);
});

test("the database lets a partner take a scan in its own name alone, and shows others no scan that is taken", async () => {
  const s = await scene();
  const other = await s.world.person({ organisation: "Other Partner", kind: "partner", name: "Paul", roles: ["partner-security-lead"] });
  const id = await ask(s);
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => s.world.services.as(actor).db.execute(statement);
  await expect(attempt(other, sql`UPDATE assistance.scan SET state = 'taken', runner_organisation_id = ${s.broker.organisationId}, runner_person_id = ${s.broker.personId} WHERE id = ${id}`)).rejects.toThrow("row-level security");
  await take(s, id);
  for (const actor of [other, s.bank]) expect(await s.world.services.as(actor).db.query(sql`SELECT id FROM assistance.scan`)).toEqual([]);
  expect(await attempt(other, sql`UPDATE assistance.scan SET state = 'asked' WHERE id = ${id}`)).toBe(0);
  await expect(attempt(s.hospital, sql`UPDATE assistance.scan SET state = 'delivered' WHERE id = ${id}`)).rejects.toThrow("row-level security");
});

test("an operator's own file holds its scans, and nobody else's", async () => {
  const s = await scene();
  await ask(s);
  await s.as(s.bank, "POST", "/assistance/scans", { ...ASK, system: "Othercanary tellers" });
  const owned = await s.world.services.exportOwned(s.hospital.organisationId);
  expect(owned["assistance"]?.["scans"]).toMatchObject([{ system: ASK.system, description: ASK.description, state: "asked" }]);
  expect(JSON.stringify(owned)).not.toContain("Othercanary");
});
