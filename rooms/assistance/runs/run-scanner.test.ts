import { readdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createServer } from "node:http";
import { startModelEndpoint, type Conversation, type Move } from "#fakes/model-endpoint";
import { sql, type Actor } from "#rooms/platform";
import { pack } from "tar-stream";
import { expect, onTestFinished, test } from "vitest";
import { mailOf } from "../../../tests/api/records.ts";
import { requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { findExploitDetail } from "../scan.rules.ts";
import { draftResult } from "./draft-result.rules.ts";

const TREE = join(import.meta.dirname, "../../../engines/evaluation/hunting/fixtures/tallybook");
const PROJECT = {
  schema: "breakwater-project/1", name: "tallybook", version: "1.0", repository: null,
  recipe: { language: "c", build: [["gcc", "-g", "-O1", "-fsanitize=address", "-o", "tallybook", "tallybook.c"]], run: ["./tallybook", "{input}"], tests: [["sh", "tests/run.sh"]] },
  controls: ["controls/fish.txt", "controls/slots.txt"],
};
const ASK = { systemKind: "source-code", system: "Tally program", description: "Our own.", owned: true, evidence: "Contract 7" };

async function archive({ project = PROJECT }: { readonly project?: object | null } = {}): Promise<Buffer> {
  const tar = pack();
  for (const entry of await readdir(TREE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    tar.entry({ name: path.slice(TREE.length + 1) }, await readFile(path));
  }
  if (project) tar.entry({ name: "breakwater.json" }, JSON.stringify(project));
  tar.finalize();
  return buffer(tar);
}

/** Makes the program write before its slots, reports it, and says that it is done. */
const MOVES = [
  { tool: "text_editor", input: { command: "create", path: "a.txt", file_text: "slot -9 1\n" } },
  { tool: "report_crash", input: { input: "a.txt", title: "Slots below zero", explanation: "It writes before the slots." } },
];

interface Scene {
  readonly world: World;
  readonly lead: Actor;
  readonly broker: Actor;
  readonly hospital: Actor;
  readonly earlyAccessId: string;
  /** Taken by the partner. */
  readonly id: string;
  own(): Promise<Record<string, unknown> & { run: Record<string, unknown> | null; source: { digest: string } | null }>;
  queued(): Promise<{ details: { titles: string[]; run: Record<string, unknown>; draft: { steps: unknown[] } | null } | null }>;
}

async function scene(decide: (conversation: Conversation) => Move = () => ({ say: "done" }), onAsked?: (scene: () => Scene) => void): Promise<Scene> {
  const world = await createWorld();
  let made: Scene;
  const fake = await startModelEndpoint({ apiKey: "key-1", decide: (conversation) => (onAsked?.(() => made), decide(conversation)) });
  onTestFinished(() => fake.close());
  const person = (organisation: string, kind: "developer" | "government" | "partner" | "operator", name: string, role: "developer-release-lead" | "partner-selection-officer" | "partner-security-lead" | "operator") => world.person({ organisation, kind, name, roles: [role] });
  const [lead, officer, broker, hospital] = [await person("Kelp Lab", "developer", "Ada", "developer-release-lead"), await person("Office", "government", "Sela", "partner-selection-officer"), await person("Lighthouse Defence", "partner", "Pia", "partner-security-lead"), await person("Exercise Hospital", "operator", "Hana", "operator")];
  const post = (as: Actor, path: string, body?: object) => requireOk(world.call("POST", path, { as, ...(body ? { body } : {}) }));
  const { id: engagementId } = await post(lead, "/engagements", {
    model: { name: "Cormorant", digest: "ab".repeat(32), endpoint: fake.url, endpointModel: "scripted-capable", credential: "key-1" }, signatory: { name: "Ada", title: "Lead" }, consentScope: ["partner-selection"], partnerReleaseAt: null, publicReleaseAt: null,
  });
  const { id: earlyAccessId } = await post(lead, "/early-access", { engagementId, partnerEmail: await mailOf(world, broker), sector: "healthcare", reason: "Helps hospitals." });
  const { criteria } = await requireOk(world.call("GET", "/partners/criteria"));
  await post(lead, `/early-access/${earlyAccessId}/vetting`, { answers: criteria.map(({ criterion }: { criterion: string }) => ({ criterion, met: true })), conflict: { competitor: false, sameHouse: false, tie: null } });
  await post(officer, `/early-access/${earlyAccessId}/government-view`, { view: "concur" });
  await post(lead, `/early-access/${earlyAccessId}/developer-decision`, { answer: "yes" });
  const { termsDigest } = await post(lead, `/early-access/${earlyAccessId}/terms`, { text: "For defence.", endsAt: "2027-06-01T00:00:00Z", brokering: true });
  await post({ ...broker, steppedUp: true }, `/partner/early-access/${earlyAccessId}/acceptance`, { termsDigest, signatory: { name: "Pia", title: "Lead" }, systems: [{ name: "Own range", basis: "owns", evidence: "Asset 1" }], controlsAttested: true });
  await post(lead, `/early-access/${earlyAccessId}/provisioning`);
  await post(broker, `/partner/early-access/${earlyAccessId}/proof`);
  await post(lead, `/early-access/${earlyAccessId}/activation`);
  await post(broker, `/partner/early-access/${earlyAccessId}/brokering`, { offered: true });
  const { scans: [{ id }] } = await post(hospital, "/assistance/scans", ASK);
  await post(broker, `/assistance/scan-queue/${id}/take`);
  made = {
    world, lead, broker, hospital, earlyAccessId, id,
    own: async () => (await requireOk(world.call("GET", "/assistance/scans", { as: hospital }))).scans[0],
    queued: async () => (await requireOk(world.call("GET", "/assistance/scan-queue", { as: broker }))).scans.find((one: { id: string }) => one.id === id),
  };
  return made;
}

const handOver = async ({ world, hospital, id }: Scene, bytes?: Buffer) => world.call("POST", `/assistance/scans/${id}/source`, { as: hospital, raw: bytes ?? (await archive()) });
const start = ({ world, broker, id }: Scene, body: object = {}) => world.call("POST", `/assistance/scan-queue/${id}/run`, { as: { ...broker, steppedUp: true }, body });
const filesOf = async ({ world }: Scene) => (await world.services.db.query<{ kind: string }>(sql`SELECT kind FROM assistance.scan_file`)).map(({ kind }) => kind);

test("the scanner examines the operator's own source with the partner's model, and what it proved goes to the clearinghouse when the operator says so", { timeout: 240_000 }, async () => {
  const s = await scene(({ past }) => (MOVES[past.length] ? { call: MOVES[past.length]! } : { say: "done" }));
  expect((await start(s)).json.error.code).toBe("no-source");
  const handed = await requireOk(handOver(s));
  expect(handed.scans[0].source).toMatchObject({ digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const kept = JSON.stringify(await s.world.services.db.query(sql`SELECT * FROM assistance.scan_file`));
  expect(kept).not.toContain("tallybook");
  expect((await s.world.call("POST", `/assistance/scan-queue/${s.id}/run`, { as: s.broker, body: {} })).json.error.code).toBe("step-up-needed");
  await requireOk(start(s));
  expect((await start(s)).json.error.code).toBe("not-in-that-state");
  expect((await handOver(s)).json.error.code).toBe("not-in-that-state");
  await s.world.drain();

  const run = (await s.own()).run;
  expect(run).toMatchObject({ state: "finished", found: 1, isolationHeld: true });
  const { details } = await s.queued();
  expect(details).toMatchObject({ titles: ["Slots below zero"], draft: { steps: [{}, {}, {}] } });
  // The source is gone with the run, and so is its folder; what was proven waits for the operator's word.
  expect(await filesOf(s)).toEqual(["evidence"]);
  expect(existsSync(join(s.world.services.configuration.dataDirectory, "scans", s.id))).toBe(false);

  // Each question stands in the developer's list, by a program, for this scan and nothing else; the key is over.
  const { calls } = await requireOk(s.world.call("GET", `/early-access/${s.earlyAccessId}/calls`, { as: s.lead }));
  expect(new Set(calls.map(({ by, system, outcome }: Record<string, string>) => `${by} ${system} ${outcome}`))).toEqual(new Set([`program ${s.id} answered`]));
  expect((await requireOk(s.world.call("GET", `/partner/early-access/${s.earlyAccessId}/model-keys`, { as: s.broker }))).keys).toMatchObject([{ endedAt: expect.any(String) }]);

  await requireOk(s.world.call("POST", `/assistance/scan-queue/${s.id}/result`, { as: s.broker, body: details?.draft }));
  await requireOk(s.world.call("POST", `/assistance/scans/${s.id}/hand-over`, { as: s.hospital }));
  await s.world.drain();
  expect(await filesOf(s)).toEqual([]);
  const { findings } = await requireOk(s.world.call("GET", "/findings", { as: s.broker }));
  expect(findings).toHaveLength(1);
  expect(JSON.stringify(findings)).not.toContain("Exercise Hospital");
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("assistance.") || kind === "findings.submitted")).toEqual([
    "assistance.scan-asked", "assistance.scan-taken", "assistance.scan-scope-set", "assistance.scan-run-started", "assistance.scan-run-ended", "assistance.scan-delivered", "assistance.findings-handed", "findings.submitted",
    "assistance.evidence-submitted",
  ]);
  expect(await requireOk(s.world.call("POST", `/assistance/scans/${s.id}/erasure`, { as: s.hospital }))).toEqual({ scans: [] });
});

test("the operator stops a scan in the middle of it: the model is asked no more, and nothing of it is kept", { timeout: 120_000 }, async () => {
  let asked = 0;
  let stopped: Promise<unknown> | undefined;
  const s = await scene(
    () => ({ call: { tool: "bash", input: { command: "ls" } } }),
    (made) => {
      asked += 1;
      if (asked === 2) stopped = made().world.call("POST", `/assistance/scans/${made().id}/withdrawal`, { as: made().hospital });
    },
  );
  await requireOk(handOver(s));
  await requireOk(start(s));
  await s.world.drain();
  await stopped;
  expect(await s.own()).toMatchObject({ state: "withdrawn", run: { state: "stopped" }, source: null });
  expect(await filesOf(s)).toEqual([]);
  expect(existsSync(join(s.world.services.configuration.dataDirectory, "scans", s.id))).toBe(false);
  const before = asked;
  await s.world.drain();
  expect(asked).toBe(before);
});

test("a source is an archive of plain files with word of how it is built; what else is handed over is refused with what to do", async () => {
  const s = await scene();
  expect((await handOver(s, Buffer.from("no archive"))).json.error).toMatchObject({ code: "not-a-source", field: "source" });
  await requireOk(handOver(s, await archive({ project: null })));
  expect((await start(s)).json.error).toMatchObject({ code: "no-project", field: "project" });
  await requireOk(handOver(s, await archive({ project: { ...PROJECT, name: "../up" } })));
  expect((await start(s)).json.error.message).toMatch(/name/);
  const other = (await requireOk(s.world.call("POST", "/assistance/scans", { as: s.hospital, body: { ...ASK, systemKind: "device" } }))).scans.find(({ systemKind }: { systemKind: string }) => systemKind === "device");
  expect((await s.world.call("POST", `/assistance/scans/${other.id}/source`, { as: s.hospital, raw: await archive() })).json.error.code).toBe("no-source");
  const bank = await s.world.person({ organisation: "Exercise Bank", kind: "operator", name: "Ben", roles: ["operator"] });
  expect((await s.world.call("POST", `/assistance/scans/${s.id}/source`, { as: bank, raw: await archive() })).status).toBe(404);
  expect(await s.world.services.as(bank).db.query(sql`SELECT id FROM assistance.scan_file`)).toEqual([]);
});

test("a source is fetched once from the operator's address, and one that answers otherwise is refused", async () => {
  const bytes = await archive();
  const server = createServer((request, response) => (request.url === "/source.tar" ? response.end(bytes) : response.writeHead(404).end())).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const s = await scene();
  const fetchFrom = (url: string) => s.world.call("POST", `/assistance/scans/${s.id}/source-address`, { as: s.hospital, body: { url } });
  expect((await fetchFrom(`${base}/elsewhere`)).json.error).toMatchObject({ code: "source-not-there", field: "url" });
  expect((await requireOk(fetchFrom(`${base}/source.tar`))).scans[0].source).toMatchObject({ bytes: bytes.length });
});

test("the draft of a result is in plain words, whatever the source is called", () => {
  const drafts = [draftResult({ name: "tallybook", version: "1.0", found: 0 }), draftResult({ name: "a-b.c_d", version: "1.0~rc1+2", found: 1 }), draftResult({ name: "tallybook", version: "1.0", found: 7 })];
  const texts = drafts.flatMap((draft) => [draft?.summary ?? "", ...(draft?.steps.flatMap(({ act, why }) => [act, why]) ?? [])]);
  expect(texts.filter((text) => findExploitDetail(text) !== undefined)).toEqual([]);
});
