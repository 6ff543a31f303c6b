import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { canonicalJson, leafHash, MerkleTree, parseSignerKey, signCheckpoint, TileNodes, verifyInclusion } from "#engines/ledger";
import { appendEntries, exportLedger, publishHead } from "#rooms/audit";
import type { Actor } from "#rooms/platform";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { createWorld, type World } from "../setup/world.ts";

let world: World;
let address: string;
let folder: string;
let lab: Actor;
const SUBJECT = "tst_00000000000000000001";

beforeEach(async () => {
  world = await createWorld();
  folder = await mkdtemp(join(tmpdir(), "breakwater-witness-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const answer = getRequestListener(createLowSideApi(world.services).fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  lab = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  await happen(3);
  const { verifierKey, furtherKeys } = await publishHead(world.services);
  await writeFile(join(folder, "ledger.key"), [verifierKey, ...furtherKeys].join("\n"));
});

const happen = (count: number) => world.services.db.inTransaction((tx) => appendEntries(world.services, tx, Array.from({ length: count }, () => ({ kind: "test.act", subject: SUBJECT, by: lab, data: {} }))));

/** Of what the commands answer, the fields that a test takes apart. */
interface Answer {
  readonly verifierKeys: readonly string[];
  readonly signatures: readonly { readonly algorithm: string }[];
  readonly lines: readonly string[];
  readonly proof: readonly string[];
  readonly leafIndex: number;
}

/** Runs a command line with `--json`; `~` stands for this test's folder. */
async function breakwater(line: string, as?: Actor): Promise<{ readonly exitCode: number; readonly answer: Answer }> {
  let stdout = "";
  const env = { BREAKWATER_SERVER: address, ...(as ? { BREAKWATER_TOKEN: await world.token(as) } : {}) };
  const exitCode = await runCli([...line.split(" ").map((word) => word.replaceAll("~", folder)), "--json"], { stdout: (text) => (stdout += text), stderr: () => undefined, stdin: process.stdin, env, signal: new AbortController().signal });
  return { exitCode, answer: JSON.parse(stdout.replaceAll(folder, "~")) as Answer };
}

/** A witness whose keys an administrator has named. */
async function makeWitness(): Promise<readonly string[]> {
  const { exitCode, answer } = await breakwater("ledger witness --state ~/w1.json --name witness.example/w1");
  expect([exitCode, (await stat(join(folder, "w1.json"))).mode & 0o777]).toEqual([0, 0o600]);
  const administrator = { ...(await world.person({ organisation: "Ops", kind: "platform", name: "Adam", roles: ["administrator"] })), steppedUp: true };
  for (const verifierKey of answer.verifierKeys) expect((await world.call("POST", "/ledger/witnesses", { as: administrator, body: { verifierKey } })).status).toBe(201);
  await writeFile(join(folder, "witness.key"), answer.verifierKeys.join("\n"));
  return answer.verifierKeys;
}

const nextHour = () => world.pass(3_600_000);

describe("a witness of its own", () => {
  test("cosigns the public head, again when it has grown, and receipts carry what it signed", async () => {
    await makeWitness();
    const first = (await publishHead(world.services)).size;
    expect(await breakwater("ledger witness --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 0, answer: { size: first, seen: null, lines: [expect.any(String), expect.any(String)] } });
    await happen(300);
    nextHour();
    const second = (await publishHead(world.services)).size;
    expect(await breakwater("ledger witness --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 0, answer: { size: second, seen: first } });
    const shown = (await world.call("GET", "/ledger/checkpoint")).json.checkpoint as string;
    expect(shown.split("\n").filter((line) => line.startsWith("\u2014 witness.example/w1 "))).toHaveLength(2);

    await breakwater(`ledger receipts --subject ${SUBJECT} --out ~/kept`, lab);
    const verified = await breakwater("ledger verify ~/kept/receipt-1.json --key @~/ledger.key --witness @~/witness.key");
    expect(verified).toMatchObject({ exitCode: 0, answer: { ok: true, size: second, signatures: [{ algorithm: "ed25519" }, { algorithm: "ml-dsa-65" }, {}, {}] } });
    expect(verified.answer.signatures.slice(2).map(({ algorithm }) => algorithm).toSorted()).toEqual(["cosignature-ed25519", "cosignature-ml-dsa-44"]);
  });

  test("is demanded by whoever names it: a receipt or ledger that it has not seen is not enough", async () => {
    await makeWitness();
    await breakwater(`ledger receipts --subject ${SUBJECT} --out ~/kept`, lab);
    expect(await breakwater("ledger verify ~/kept/receipt-1.json --key @~/ledger.key")).toMatchObject({ exitCode: 0 });
    expect(await breakwater("ledger verify ~/kept/receipt-1.json --key @~/ledger.key --witness @~/witness.key")).toMatchObject({ exitCode: 1, answer: { ok: false, code: "not-witnessed" } });
    await keepExport();
    expect(await breakwater("ledger verify ~/ledger.json --key @~/ledger.key --witness @~/witness.key")).toMatchObject({ exitCode: 1, answer: { findings: [{ code: "not-witnessed" }, { code: "not-witnessed" }] } });
    await publishHead(world.services);
    await breakwater("ledger witness --state ~/w1.json --key @~/ledger.key");
    await keepExport();
    expect(await breakwater("ledger verify ~/ledger.json --key @~/ledger.key --witness @~/witness.key")).toMatchObject({ exitCode: 0, answer: { ok: true } });
  });

  test("refuses a split view, keeps both heads as evidence, and goes on with the history it knows", async () => {
    await makeWitness();
    await breakwater("ledger witness --state ~/w1.json --key @~/ledger.key");
    const { size } = await publishHead(world.services);
    // The log's true key signs another history of the same size, as only its owner can.
    const signer = parseSignerKey(world.services.keys.secret("ledger", () => ""));
    const second = parseSignerKey(world.services.keys.secret("ledger-ml-dsa", () => ""));
    const other = await MerkleTree.fromLeafHashes(Array.from({ length: size + 2 }, (_, place) => leafHash(`another ${place}`)));
    const fork = async (at: number, proof: readonly Uint8Array[]) => {
      const checkpoint = signCheckpoint({ origin: signer.name, size: at, root: await other.root(at) }, signer, second);
      await writeFile(join(folder, "fork.json"), JSON.stringify({ first: size, second: at, proof: proof.map((hash) => Buffer.from(hash).toString("hex")), checkpoint }));
      return checkpoint;
    };
    const checkpoint = await fork(size, []);
    expect(await breakwater("ledger witness ~/fork.json --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 1, answer: { error: { code: "log-forked" } } });
    const evidence = JSON.parse(await readFile(join(folder, `w1.json.evidence-${size}-${size}.json`), "utf8")) as { readonly seen: string; readonly shown: string };
    expect(evidence).toMatchObject({ shown: checkpoint, seen: expect.stringContaining(`\n${size}\n`) as string });
    expect(evidence.seen).not.toBe(evidence.shown);
    await fork(size + 2, await other.consistencyProof(size));
    expect(await breakwater("ledger witness ~/fork.json --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 1, answer: { error: { code: "not-consistent" } } });
    await fork(size - 1, []);
    expect(await breakwater("ledger witness ~/fork.json --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 1, answer: { error: { code: "rolled-back" } } });
    expect(await breakwater("ledger witness --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 0, answer: { size, seen: size } });
  });

  test("takes no second keys, runs once at a time, and says what it is missing", async () => {
    await makeWitness();
    expect(await breakwater("ledger witness --state ~/w1.json --name witness.example/w1")).toMatchObject({ exitCode: 2, answer: { error: { code: "usage" } } });
    expect(await breakwater("ledger witness --state ~/w1.json")).toMatchObject({ exitCode: 2, answer: { error: { message: expect.stringContaining("--key KEY is missing") as string } } });
    expect(await breakwater("ledger witness --state ~/none.json --key @~/ledger.key")).toMatchObject({ exitCode: 2 });
    await writeFile(join(folder, "w1.json.lock"), "");
    expect(await breakwater("ledger witness --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 1, answer: { error: { code: "witness-runs" } } });
    await rm(join(folder, "w1.json.lock"));
    await writeFile(join(folder, "junk.json"), '{"first":0}');
    expect(await breakwater("ledger witness ~/junk.json --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 2, answer: { error: { code: "not-a-proof" } } });
    expect((await readdir(folder)).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  test("brings nothing that it has not signed, nor of a head that was not public", async () => {
    await makeWitness();
    const { size } = await publishHead(world.services);
    const { answer } = await breakwater("ledger witness --state ~/w1.json --key @~/ledger.key");
    const [line] = answer.lines;
    const bring = (body: object) => world.call("POST", "/ledger/cosignatures", { body });
    expect(await bring({ size, lines: [line] })).toMatchObject({ status: 201, json: { taken: 0 } });
    expect((await bring({ size: size + 1, lines: [line] })).status).toBe(404);
    expect((await bring({ size, lines: [line?.replace("w1", "w2")] })).json.error).toMatchObject({ code: "invalid-input", field: "lines" });
    expect((await bring({ size, lines: [`${line}${line}`] })).json.error).toMatchObject({ code: "invalid-input" });
  });
});

async function keepExport(): Promise<void> {
  const { entries, checkpoint, witnessed, verifierKey, furtherKeys } = await exportLedger(world.services);
  await writeFile(join(folder, "ledger.json"), canonicalJson({ schema: "breakwater-ledger/1", verifierKey, furtherKeys, checkpoint, ...(witnessed === null ? {} : { witnessed }), entries: entries.map((entry) => JSON.parse(entry) as unknown) }));
}

describe("proofs made offline", () => {
  test("from an exported ledger, an entry's receipt and a proof of continuation, both of which verify", async () => {
    await keepExport();
    const { entries } = await exportLedger(world.services);
    const { id } = JSON.parse(entries[2] as string) as { readonly id: string };
    expect(await breakwater(`ledger prove ~/ledger.json --entry ${id} --out ~/receipt.json`)).toMatchObject({ exitCode: 0, answer: { leafIndex: 2 } });
    expect(await breakwater("ledger verify ~/receipt.json --key @~/ledger.key")).toMatchObject({ exitCode: 0, answer: { ok: true, leafIndex: 2, entry: { id } } });
    await makeWitness();
    await breakwater("ledger prove ~/ledger.json --from 0 --out ~/first.json");
    expect(await breakwater("ledger witness ~/first.json --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 0, answer: { size: entries.length } });
    await happen(20);
    await keepExport();
    await breakwater(`ledger prove ~/ledger.json --from ${entries.length} --out ~/next.json`);
    expect(await breakwater("ledger witness ~/next.json --state ~/w1.json --key @~/ledger.key")).toMatchObject({ exitCode: 0, answer: { seen: entries.length } });
  });

  test("from the public tiles, over HTTP and out of a folder that holds a copy of them", async () => {
    await happen(400);
    nextHour();
    const { size, checkpoint } = await publishHead(world.services);
    const root = Buffer.from(checkpoint.split("\n")[2] as string, "base64");
    const { entries } = await exportLedger(world.services);
    const leaf = Buffer.from(leafHash(entries[300] as string));
    const expectProof = ({ exitCode, answer }: Awaited<ReturnType<typeof breakwater>>) => {
      const proof = answer.proof.map((hash) => Buffer.from(hash, "hex"));
      expect([exitCode, answer.leafIndex, verifyInclusion({ leafHash: leaf, index: 300, size, proof, root })]).toEqual([0, 300, true]);
    };
    expectProof(await breakwater(`ledger prove --leaf ${leaf.toString("hex")}`));
    await mirror(size, checkpoint);
    expectProof(await breakwater(`ledger prove ~/mirror --leaf ${leaf.toString("hex")}`));
    expect(await breakwater("ledger prove ~/mirror --from 256")).toMatchObject({ exitCode: 0, answer: { first: 256, second: size } });
    expect(await breakwater(`ledger prove ~/mirror --leaf ${"0".repeat(64)}`)).toMatchObject({ exitCode: 1, answer: { error: { code: "no-such-entry" } } });
    expect(await breakwater(`ledger prove ~/mirror --from ${size + 1}`)).toMatchObject({ exitCode: 1, answer: { error: { code: "out-of-range" } } });
    const spoil = async (tile: string, at: number) => {
      const file = join(folder, "mirror/tile", tile);
      const bytes = await readFile(file);
      bytes[at * 32] = (bytes[at * 32] ?? 0) ^ 1;
      await writeFile(file, bytes);
    };
    await spoil("0/000", 4);
    const fifth = Buffer.from(leafHash(entries[5] as string)).toString("hex");
    expect(await breakwater(`ledger prove ~/mirror --leaf ${fifth}`)).toMatchObject({ exitCode: 1, answer: { error: { code: "does-not-fit" } } });
    await spoil("1/000.p/1", 0);
    expect(await breakwater("ledger prove ~/mirror --from 256")).toMatchObject({ exitCode: 1, answer: { error: { code: "does-not-fit" } } });
  });

  test("are refused with a reason where there is nothing to prove", async () => {
    await keepExport();
    expect(await breakwater("ledger prove ~/ledger.json")).toMatchObject({ exitCode: 2, answer: { error: { code: "usage" } } });
    expect(await breakwater("ledger prove ~/ledger.json --from 1 --entry x")).toMatchObject({ exitCode: 2 });
    expect(await breakwater("ledger prove ~/ledger.json --entry ent_nobody")).toMatchObject({ exitCode: 1, answer: { error: { code: "no-such-entry" } } });
    expect(await breakwater("ledger prove ~/ledger.json --leaf 00")).toMatchObject({ exitCode: 2 });
    expect(await breakwater("ledger prove ~/ledger.json --from 99999")).toMatchObject({ exitCode: 1, answer: { error: { code: "out-of-range" } } });
    expect(await breakwater("ledger prove --entry ent_x")).toMatchObject({ exitCode: 2 });
    expect(await breakwater("ledger prove ~/none.json --from 1")).toMatchObject({ exitCode: 2, answer: { error: { code: "unreadable" } } });
  });
});

/** A copy of the public log in a folder, as any monitor may make it. */
async function mirror(size: number, checkpoint: string): Promise<void> {
  const write = async (path: string, bytes: Uint8Array | string) => {
    const file = join(folder, "mirror", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  };
  await write("checkpoint", checkpoint);
  const nodes = new TileNodes(size, async (path) => {
    const reply = await fetch(`${address}/api/tlog/${path}`);
    const bytes = new Uint8Array(await reply.arrayBuffer());
    await write(path, bytes);
    return bytes;
  });
  await nodes.read(Array.from({ length: size }, (_, index) => ({ level: 0, index })));
  for (let index = 0; index < Math.floor(size / 256); index += 1) await nodes.read([{ level: 8, index }]);
}
