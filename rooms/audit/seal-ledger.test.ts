import { spawn } from "node:child_process";
import { once } from "node:events";
import { generateNoteKey, leafHash, MerkleTree, TileNodes, verifyConsistency, verifyEntries, verifyReceipt } from "#engines/ledger";
import { sql, type Actor, type Services } from "#rooms/platform";
import { expect, onTestFinished, test } from "vitest";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { appendEntries, appendEntry, exportLedger, getReceipt, proveConsistency, publishHead, sealLedger } from "./index.ts";
import { showTile } from "./prove.ts";

const BY = { personId: "per_00000000000000000000", organisationId: "org_00000000000000000000" };
const act = (place: number) => ({ kind: "test.act", subject: `tst_${String(place).padStart(20, "0")}`, by: BY, data: { place } });

const append = (services: Services, count: number, from = 0) => services.db.inTransaction((tx) => appendEntries(services, tx, Array.from({ length: count }, (_, place) => act(from + place))));

/** Every entry has one leaf, the leaves have no gap, and what is signed is what stands in the tables. */
async function expectWhole({ services }: World): Promise<number> {
  const ledger = await exportLedger(services);
  const [counted] = await services.db.query<{ entries: number; leaves: number; last: number; waiting: number }>(sql`SELECT (SELECT count(*) FROM audit.entry) AS entries,
    (SELECT count(DISTINCT sequence) FROM audit.leaf) AS leaves, (SELECT max(leaf_index) FROM audit.leaf) AS last, (SELECT count(*) FROM audit.waiting) AS waiting`);
  expect(counted).toEqual({ entries: ledger.size, leaves: ledger.size, last: ledger.size - 1, waiting: 0 });
  const verdict = await verifyEntries({ entries: ledger.entries, checkpoints: [ledger.checkpoint], trustedVerifierKeys: [ledger.verifierKey, ...ledger.furtherKeys] });
  expect(verdict).toMatchObject({ ok: true, size: ledger.size, unsigned: 0 });
  return ledger.size;
}

test("an act that commits after a later one is sequenced after it, and none is left out", async () => {
  const world = await createWorld();
  const { services } = world;
  const before = (await sealLedger(services)).size;
  let commit: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (commit = resolve));
  let written: () => void = () => undefined;
  const isWritten = new Promise<void>((resolve) => (written = resolve));
  const early = services.db.inTransaction(async (tx) => {
    const id = await appendEntry(services, tx, act(1));
    written();
    await held;
    return id;
  });
  await isWritten;
  const late = await services.db.inTransaction((tx) => appendEntry(services, tx, act(2)));
  expect((await sealLedger(services)).size).toBe(before + 1);
  commit();
  const first = await early;
  expect((await sealLedger(services)).size).toBe(before + 2);
  expect([(await getReceipt(services, late)).leafIndex, (await getReceipt(services, first)).leafIndex]).toEqual([before, before + 1]);
  await expectWhole(world);
});

test("several sequencers at once, while acts go on, make one log without gap or double", { timeout: 60_000 }, async () => {
  const world = await createWorld();
  const { services } = world;
  const write = async (from: number) => {
    for (let batch = 0; batch < 12; batch += 1) await append(services, 7, from + 7 * batch);
  };
  const seal = async () => {
    for (let turn = 0; turn < 10; turn += 1) await sealLedger(services);
  };
  await Promise.all([write(0), write(1000), seal(), write(2000), seal(), seal()]);
  await sealLedger(services);
  expect(await expectWhole(world)).toBeGreaterThanOrEqual(3 * 84);
});

test("a sequencer that is killed amid its work leaves nothing half done, and the next one goes on", { timeout: 60_000 }, async () => {
  const world = await createWorld();
  const { services } = world;
  const { databaseUrl, dataDirectory } = services.configuration;
  await sealLedger(services);
  for (let killing = 0; killing < 2; killing += 1) {
    const sequencer = spawn(process.execPath, [`${import.meta.dirname}/fixtures/seal-for-ever.ts`], { env: { ...process.env, DATABASE_URL: databaseUrl, BREAKWATER_DATA: dataDirectory }, stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void sequencer.kill("SIGKILL"));
    await once(sequencer.stdout, "data");
    await append(services, 3000, 10_000 * killing);
    sequencer.kill("SIGKILL");
    await once(sequencer, "exit");
  }
  expect((await sealLedger(services)).size).toBeGreaterThanOrEqual(6000);
  await expectWhole(world);
});

test("at every size on its way over tiles and tiles of tiles the log is the tree of RFC 6962, and proves what was before", { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const { services } = world;
  const heads: { size: number; root: Uint8Array }[] = [];
  for (const count of [1, 2, 250, 3, 256, 511, 1, 65_000, 400]) {
    await append(services, count);
    const { size } = await sealLedger(services);
    const [row] = await services.db.query<{ root: Buffer }>(sql`SELECT root FROM audit.checkpoint WHERE size = ${size}`);
    heads.push({ size, root: row?.root as Buffer });
  }
  const contents = await services.db.query<{ content: string }>(sql`SELECT content FROM audit.leaf JOIN audit.entry USING (sequence) ORDER BY leaf_index`);
  const reference = await MerkleTree.fromLeafHashes(contents.map(({ content }) => leafHash(content)));
  const last = heads.at(-1) as (typeof heads)[number];
  for (const { size, root } of heads) {
    expect([size, Buffer.from(root).toString("hex")]).toEqual([size, Buffer.from(await reference.root(size)).toString("hex")]);
    const proof = (await proveConsistency(services, size, last.size)).map((hash) => Buffer.from(hash, "hex"));
    expect(verifyConsistency({ firstSize: size, firstRoot: root, secondSize: last.size, secondRoot: last.root, proof })).toBe(true);
  }
  const ids = contents.map(({ content }) => (JSON.parse(content) as { id: string }).id);
  const { verifierKey } = await sealLedger(services);
  for (const index of [0, 255, 256, 65_535, 65_536, last.size - 1]) expect(verifyReceipt(await getReceipt(services, ids[index] as string), [verifierKey])).toMatchObject({ ok: true, leafIndex: index });
});

test("the public log stands still between full hours, whatever happens, and then holds all that did", async () => {
  const world = await createWorld();
  const { services } = world;
  world.setTime("2026-09-01T12:20:00.000Z");
  const first = await publishHead(services);
  await append(services, 5);
  world.setTime("2026-09-01T12:59:59.999Z");
  await world.drain();
  expect(await publishHead(services)).toEqual(first);
  expect((await sealLedger(services)).size).toBe(first.size + 5);
  world.setTime("2026-09-01T13:00:00.000Z");
  const heads = await Promise.all([publishHead(services), publishHead(services)]);
  expect(heads.map(({ size }) => size)).toEqual([first.size + 5, first.size + 5]);
  expect((await world.call("GET", "/ledger/checkpoint")).json).toMatchObject({ size: first.size + 5, checkpoint: heads[0]?.checkpoint });
});

test("anybody can follow the public log by its tiles alone, which hold no entry, and is told nothing beyond the public head", async () => {
  const world = await createWorld();
  const { services } = world;
  await append(services, 700);
  const { size, checkpoint } = await publishHead(services);
  await append(services, 3);
  await sealLedger(services);
  const paths: string[] = [];
  const tree = new MerkleTree(
    new TileNodes(size, async (path) => {
      paths.push(path);
      const reply = await world.call("GET", `/tlog/${path}`);
      expect([path, reply.status, reply.headers.get("content-type")]).toEqual([path, 200, "application/octet-stream"]);
      expect([path, reply.headers.get("cache-control")]).toEqual([path, path.includes(".p/") ? "public, max-age=60" : "public, max-age=31536000, immutable"]);
      return (await showTile(services, path)).bytes; // The reply's bytes; a test's world reads replies as text.
    }),
    size,
  );
  expect(Buffer.from(await tree.root()).toString("base64")).toBe(checkpoint.split("\n")[2]);
  const head = await world.call("GET", "/tlog/checkpoint");
  expect([head.text, head.headers.get("cache-control")]).toEqual([checkpoint, "public, max-age=60"]);
  const width = size % 256;
  expect(paths).toContain(`tile/0/00${Math.floor(size / 256)}.p/${width}`);
  for (const [path, status] of [[`tile/0/00${Math.floor(size / 256)}.p/${width + 1}`, 404], ["tile/0/009", 404], ["tile/2/000.p/1", 404], ["tile/0/9", 400], ["tile/0/x000/000", 400], ["tile/entries/000", 400]] as const) {
    const refused = await world.call("GET", `/tlog/${path}`);
    expect([path, refused.status, refused.headers.get("cache-control")]).toEqual([path, status, "no-store"]);
  }
  expect((await world.call("GET", `/ledger/consistency?first=${size}&second=${size + 3}`)).json.error).toMatchObject({ code: "invalid-input", field: "second" });
  const [hidden] = await services.db.query<{ hash: Buffer }>(sql`SELECT hash FROM audit.leaf WHERE leaf_index = ${size}`);
  const [shown] = await services.db.query<{ hash: Buffer }>(sql`SELECT hash FROM audit.leaf WHERE leaf_index = 9`);
  expect((await world.call("GET", `/ledger/inclusion?leafHash=${hidden?.hash.toString("hex")}`)).status).toBe(404);
  expect((await world.call("GET", `/ledger/inclusion?leafHash=${shown?.hash.toString("hex")}`)).json).toMatchObject({ leafIndex: 9, size });
});

test("a witness is named by an administrator with a fresh proof, and stands in the ledger", async () => {
  const world = await createWorld();
  const administrator: Actor = await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] });
  const key = generateNoteKey("witness.example/w1", "cosignature-ed25519");
  const name = (as: Actor, verifierKey = key.verifierKey) => world.call("POST", "/ledger/witnesses", { as, body: { verifierKey } });
  expect((await name(administrator)).json.error.code).toBe("step-up-needed");
  const proven = { ...administrator, steppedUp: true };
  expect((await name(proven, generateNoteKey("log.example").verifierKey)).json.error).toMatchObject({ code: "invalid-input", field: "verifierKey" });
  expect(await name(proven)).toMatchObject({ status: 201, json: { name: "witness.example/w1", verifierKey: key.verifierKey } });
  expect((await name(proven)).status).toBe(409);
  expect((await world.ledgerKinds()).filter((kind) => kind === "audit.witness-named")).toHaveLength(1);
  expect((await world.call("GET", "/ledger/witnesses")).json.witnesses).toMatchObject([{ name: "witness.example/w1", verifierKey: key.verifierKey }]);
});
