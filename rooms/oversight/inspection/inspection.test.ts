import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recordRead } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { verifyConsistency } from "#engines/ledger";
import type { Inspection } from "#contracts/oversight";
import type { Actor } from "#rooms/platform";
import { createWorld } from "../../../tests/setup/world.ts";
import { openReportScene, type ReportScene } from "../reports/reports.fixture.ts";
import { findAnomaly, isMissed, longestGapMs } from "./inspection.rules.ts";
import { weekOf } from "./week-of.ts";

const POLICIES = join(import.meta.dirname, "../../access/policies");
const look = async ({ world, inspector }: ReportScene): Promise<Inspection> => (await world.call("GET", "/oversight/inspection", { as: inspector })).json;
const rootOf = (checkpoint: string) => Buffer.from(checkpoint.split("\n")[2] ?? "", "base64");

test("the log of today is proven to continue the one that the inspector last looked at", async () => {
  const scene = await openReportScene();
  const first = await look(scene);
  expect(first.integrity.lastLook).toBeNull();
  const taken = await scene.world.call("POST", "/oversight/looks", { as: scene.inspector, body: { size: first.integrity.size } });
  expect([taken.status, taken.json]).toEqual([201, { at: "2026-09-01T12:00:00.000Z", size: first.integrity.size }]);
  await scene.act("engagement.opened", 9);
  scene.world.pass(3_600_000);
  const { integrity } = await look(scene);
  expect(integrity.size).toBeGreaterThan(first.integrity.size + 9);
  expect(integrity.lastLook).toMatchObject({ at: "2026-09-01T12:00:00.000Z", size: first.integrity.size, checkpoint: first.integrity.checkpoint });
  const claim = { firstSize: first.integrity.size, firstRoot: rootOf(first.integrity.checkpoint), secondSize: integrity.size, secondRoot: rootOf(integrity.checkpoint), proof: (integrity.lastLook?.proof ?? []).map((hash) => Buffer.from(hash, "hex")) };
  expect(verifyConsistency(claim)).toBe(true);
  expect(verifyConsistency({ ...claim, firstRoot: rootOf(integrity.checkpoint) })).toBe(false);
  expect(await scene.world.ledgerKinds()).toContain("oversight.looked");
});

test("a look at a head that was never signed is refused, an older one takes nothing back, and nobody has another's", async () => {
  const scene = await openReportScene();
  const { world, inspector } = scene;
  const { integrity } = await look(scene);
  const take = (size: number, as: Actor) => world.call("POST", "/oversight/looks", { as, body: { size } });
  const refused = await take(integrity.size + 1000, inspector);
  expect([refused.status, refused.json.error]).toMatchObject([422, { code: "head-not-known", field: "size" }]);
  await scene.act("engagement.opened", 3);
  const later = (await look(scene)).integrity.size;
  await take(later, inspector);
  await take(integrity.size, inspector);
  expect((await look(scene)).integrity.lastLook?.size).toBe(later);
  const colleague = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ivo", roles: ["oversight"] });
  expect((await look({ ...scene, inspector: colleague })).integrity.lastLook).toBeNull();
});

test("reads show as counts by week, purpose and kind of organisation, small ones not told apart, and nobody by name", async () => {
  const scene = await openReportScene();
  const { world } = scene;
  const owner = await world.person({ organisation: "Canary Lab", kind: "developer", name: "Canary Owner", roles: ["developer-release-lead"] });
  const reader = await world.person({ organisation: "Canary Agency", kind: "government", name: "Canary Reader", roles: ["agency-evaluator"] });
  const read = (purpose: string, times: number) => world.services.db.inTransaction(async (tx) => {
    for (let place = 0; place < times; place += 1) await recordRead(world.services, tx, { actor: reader, subject: `eng_${place}`, ownerOrganisationId: owner.organisationId, purpose, what: "Canary record" });
  });
  await read("safeguard-testing", 12);
  await read("vulnerability-research", 1);
  world.pass(7 * 86_400_000);
  await read("safeguard-testing", 5);
  const shown = await world.call("GET", "/oversight/inspection", { as: scene.inspector });
  expect((shown.json as Inspection).reads).toEqual([
    { week: "2026-09-07", purpose: "safeguard-testing", readerKind: "government", reads: { least: 5, most: 9 } },
    { week: "2026-08-31", purpose: "safeguard-testing", readerKind: "government", reads: { least: 10, most: 14 } },
    { week: "2026-08-31", purpose: "vulnerability-research", readerKind: "government", reads: { least: 0, most: 4 } },
  ]);
  expect(shown.text).not.toMatch(/Canary|per_|org_|eng_/);
});

test("whoever puts in force what they proposed themselves shows, computed from the ledger, by the entry's place", async () => {
  const scene = await openReportScene();
  const { world } = scene;
  const acts = async () => (await look(scene)).twoPersonActs.find(({ id }) => id === "two-people-waves");
  const [ann, ben] = [{ personId: "per_ann", organisationId: "org_a" }, { personId: "per_ben", organisationId: "org_a" }];
  const write = (kind: string, subject: string, by: typeof ann) => world.services.db.inTransaction((tx) => appendEntry(world.services, tx, { kind: `distribution.waves-${kind}`, subject, by, data: {} }));
  await write("proposed", "wav_1", ann);
  await write("in-force", "wav_1", ben);
  expect(await acts()).toMatchObject({ checked: 1, exceptions: [] });
  await write("proposed", "wav_2", ann);
  await write("in-force", "wav_2", ann);
  await write("in-force", "wav_3", ben);
  const kinds = await world.ledgerKinds();
  const places = kinds.flatMap((kind, place) => (kind === "distribution.waves-in-force" ? [place] : []));
  expect(await acts()).toMatchObject({ checked: 3, exceptions: places.slice(1) });
});

/** What takes two people, by the word of the policies that says so; or why it is no matter of two persons of this ledger. */
const POLICY_PAIRS: Readonly<Record<string, string | null>> = {
  "assistance:publish-list": "two-people-lists",
  "benchmarking:publish-standard": null, // The enclave keeps a ledger of its own.
  "benchmarking:sign": null,
  "distribution:confirm-waves": "two-people-waves",
  "obligations:confirm-agency-change": "two-people-agencies",
  "obligations:confirm-installation": "two-people-installations",
  "obligations:decide-exception": "two-people-exceptions",
  "obligations:decide-instance-exception": "two-people-instance-exceptions",
  "obligations:issue-directive": "two-people-directives",
  "obligations:revoke-directive": "two-people-revocations",
  "obligations:strike-evidence": "two-people-evidence",
  "partners:confirm-policy": "two-people-selection-policy",
  "partners:handle-complaint": null, // One person handles it, who is not complained of.
  "remediation:confirm": null, // A finder's patch is written by a house, and a maintainer who takes it up both enters and confirms it.
};
/** Two people by the rooms' own code, not by a policy. */
const PAIRS_OF_CODE = ["two-people-proposals", "two-people-embargo-policy", "two-people-director-key"];

test("every act that a policy gives to somebody else than who began it is looked at, and so are those of the rooms' own code", async () => {
  const policies = globSync("*.cedar", { cwd: POLICIES }).flatMap((file) => readFileSync(join(POLICIES, file), "utf8").split(/;\s*$/m));
  const others = policies.filter((text) => /!resource\.\w+\.contains\(principal\)/.test(text) || (/^forbid/m.test(text) && /when \{ resource\.\w+\.contains\(principal\) \}/.test(text)));
  const actions = new Set(others.flatMap((text) => [...text.matchAll(/Action::"([^"]+)"/g)].map(([, action]) => action)));
  expect(actions).toEqual(new Set(Object.keys(POLICY_PAIRS)));
  const { services } = await createWorld();
  const pairs = services.figures.filter(({ how }) => how.form === "pairs").map(({ id }) => id);
  expect(new Set(pairs)).toEqual(new Set([...Object.values(POLICY_PAIRS).filter((id) => id !== null), ...PAIRS_OF_CODE]));
});

test("what was proposed, taken back and proposed by another is judged by the last proposal alone", async () => {
  const scene = await openReportScene();
  const { world } = scene;
  const exceptionsOf = async (id: string) => (await look(scene)).twoPersonActs.find((act) => act.id === id)?.exceptions;
  const [ann, ben] = [{ personId: "per_ann", organisationId: "org_a" }, { personId: "per_ben", organisationId: "org_a" }];
  const write = (kind: string, by: typeof ann, { subject = "rec_1", data = {} }: { subject?: string; data?: Readonly<Record<string, unknown>> } = {}) =>
    world.services.db.inTransaction((tx) => appendEntry(world.services, tx, { kind: `obligations.${kind}`, subject, by, data }));
  await write("directive-revocation-proposed", ann);
  await write("directive-revocation-withdrawn", ann);
  await write("directive-revocation-proposed", ben);
  await write("directive-revoked", ann);
  expect(await exceptionsOf("two-people-revocations")).toEqual([]);
  await write("directive-revocation-proposed", ann);
  await write("directive-revoked", ann);
  expect(await exceptionsOf("two-people-revocations")).toEqual([(await world.ledgerKinds()).lastIndexOf("obligations.directive-revoked")]);
  // The same officer may decide as often as an agency asks.
  const decide = { subject: "exc_1", data: { itemId: "rec_1", decision: "granted" } };
  for (const _ of [1, 2]) {
    await write("item-moved", ann, { data: { event: "ask-exception" } });
    await write("item-moved", ben, { data: { event: "grant" } });
    await write("exception-decided", ben, decide);
  }
  expect(await exceptionsOf("two-people-exceptions")).toEqual([]);
  await write("item-moved", ann, { data: { event: "ask-exception" } });
  await write("exception-decided", ann, decide);
  expect(await exceptionsOf("two-people-exceptions")).toHaveLength(1);
});

test("alarms of thirteen weeks are counted by week, and acts on keys are listed with their places", async () => {
  const scene = await openReportScene();
  await scene.act("determination.bundle-refused", 2);
  scene.world.pass(100 * 86_400_000);
  await scene.act("determination.bundle-refused", 1);
  await scene.act("findings.reproduction-halted", 2, (place) => ({ isolationHeld: place === 1 }));
  await scene.act("remediation.signing-key-rotated", 1);
  await scene.act("access.key-rotated", 1);
  for (const step of ["proposed", "pinned", "ended"]) await scene.act(`obligations.installation-${step}`, 1);
  const { anomalies, ceremonies } = await look(scene);
  expect(anomalies).toEqual([
    { kind: "isolation-failed", week: "2026-12-07", count: { least: 1, most: 1 } },
    { kind: "refused-bundle", week: "2026-12-07", count: { least: 1, most: 1 } },
  ]);
  const kinds = await scene.world.ledgerKinds();
  expect(ceremonies).toEqual(["obligations.installation-ended", "obligations.installation-pinned", "obligations.installation-proposed", "access.key-rotated", "remediation.signing-key-rotated"].map((kind) => ({ index: kinds.indexOf(kind), at: "2026-12-10T12:00:00.000Z", kind })));
});

test("work that should have run and did not shows as missed, and what cannot have run yet does not", async () => {
  const scene = await openReportScene();
  const missed = async () => (await look(scene)).schedules.filter((work) => work.missed).map(({ job }) => job);
  expect(await missed()).toEqual([]);
  scene.world.pass(3 * 3_600_000);
  const hourly = await missed();
  expect(hourly).toContain("audit.seal-ledger");
  expect(hourly).not.toContain("oversight.publish-quarter");
  scene.world.pass(2 * 86_400_000);
  expect(await missed()).toContain("oversight.publish-quarter");
});

test("the view is oversight's alone", async () => {
  const { world } = await openReportScene();
  for (const role of ["administrator", "clearinghouse-director", "directive-officer"] as const) {
    const person = await world.person({ organisation: `House of ${role}`, kind: "government", name: "Pat", roles: [role] });
    expect((await world.call("GET", "/oversight/inspection", { as: person })).status).toBe(403);
    expect((await world.call("POST", "/oversight/looks", { as: person, body: { size: 1 } })).status).toBe(403);
  }
  expect((await world.call("GET", "/oversight/inspection")).status).toBe(401);
});

test("weeks begin on Monday, cron expressions have a longest gap, and a worker may be a little late", () => {
  expect(["2026-08-31T00:00:00.000Z", "2026-09-06T23:59:59.999Z", "2026-09-07T00:00:00.000Z"].map((at) => weekOf(new Date(at)))).toEqual(["2026-08-31", "2026-08-31", "2026-09-07"]);
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  expect(["* * * * *", "*/15 * * * *", "17 * * * *", "23 */6 * * *", "0 6 * * *", "11 5,17 * * *", "17 4 * * 1", "0 0 1 * *"].map(longestGapMs)).toEqual([minute, 15 * minute, hour, 6 * hour, day, day, 7 * day, 31 * day]);
  const begun = new Date("2026-09-01T00:00:00.000Z");
  const at = (minutes: number, lastRanAt: Date | null = null) => isMissed({ schedule: "17 * * * *", lastRanAt, begun, now: new Date(begun.getTime() + minutes * minute) });
  expect([at(69), at(71), at(120, new Date(begun.getTime() + 60 * minute))]).toEqual([false, true, false]);
  expect([findAnomaly({ kind: "access.session-ended", data: { reason: "replayed" } }), findAnomaly({ kind: "access.session-ended", data: { reason: "idle" } })]).toEqual(["suspect-session", undefined]);
});
