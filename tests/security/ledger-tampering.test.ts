// Somebody owns the database, past every role, grant and trigger, and even the log's keys; somebody else has one receipt and
// the log's public keys in files, and the command line without a server (INV-21).
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { appendEntries, exportLedger, listReceipts, sealLedger } from "#rooms/audit";
import { openDatabase, sql, type Actor, type Database, type Statement } from "#rooms/platform";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createWorld, type World } from "../setup/world.ts";

interface Scene {
  readonly world: World;
  readonly lab: Actor;
  /** As the database's owner, with the ledger's own triggers out of the way. */
  readonly tamper: (...statements: readonly Statement[]) => Promise<void>;
  readonly folder: string;
}

/** Places in the log of the lab's three acts; the receipt that is kept is of the second. */
const ACTS = 3;
let scene: Scene;
let kept: number;

beforeEach(async () => {
  const world = await createWorld();
  const folder = await mkdtemp(join(tmpdir(), "breakwater-tampering-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const lab = await world.person({ organisation: "Exercise Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const { services } = world;
  const act = (n: number) => ({ kind: "test.act", subject: `tst_${String(n).padStart(20, "0")}`, by: lab, data: { n } });
  await services.db.inTransaction((tx) => appendEntries(services, tx, Array.from({ length: ACTS }, (_, n) => act(n))));
  const { verifierKey, furtherKeys } = await sealLedger(services);
  const [receipt] = await listReceipts(services, { subject: act(1).subject, organisationId: lab.organisationId });
  kept = receipt?.leafIndex ?? -1;
  await writeFile(join(folder, "receipt.json"), JSON.stringify(receipt));
  await writeFile(join(folder, "ledger.key"), [verifierKey, ...furtherKeys].join("\n"));
  const owner: Database = openDatabase({ url: services.configuration.databaseUrl, maxConnections: 1 });
  onTestFinished(() => owner.close());
  const tamper = async (...statements: readonly Statement[]) => {
    for (const table of ["entry", "leaf", "tile", "checkpoint", "published_head"]) await owner.execute(sql(Object.assign([`ALTER TABLE audit.${table} DISABLE TRIGGER USER`], { raw: [] })));
    for (const statement of statements) await owner.execute(statement);
  };
  scene = { world, lab, tamper, folder };
});

/** What the holder of the receipt is told of the ledger as it is handed out now. */
async function verify(...more: readonly string[]) {
  const { world, folder } = scene;
  const { entries, ...head } = await exportLedger(world.services);
  await writeFile(join(folder, "ledger.json"), `{"schema":"breakwater-ledger/1","verifierKey":${JSON.stringify(head.verifierKey)},"checkpoint":${JSON.stringify(head.checkpoint)},"entries":[${entries.join(",")}]}`);
  let stdout = "";
  const exitCode = await runCli(["ledger", "verify", join(folder, "ledger.json"), "--key", `@${join(folder, "ledger.key")}`, "--receipt", join(folder, "receipt.json"), "--json", ...more], {
    stdout: (text) => (stdout += text), stderr: () => undefined, stdin: process.stdin, env: {}, signal: new AbortController().signal,
  });
  const { findings = [] } = JSON.parse(stdout) as { readonly findings?: readonly { readonly code: string }[] };
  return { exitCode, codes: [...new Set(findings.map(({ code }) => code))].toSorted() };
}

/** The whole tree is thrown away; the sequencer then builds and signs it anew, with the log's true keys. */
const FORGET_TREE = [
  sql`DELETE FROM audit.published_head`, sql`DELETE FROM audit.checkpoint`, sql`DELETE FROM audit.tile`, sql`DELETE FROM audit.leaf`,
  sql`DELETE FROM audit.waiting`, sql`INSERT INTO audit.waiting SELECT sequence FROM audit.entry`,
];
const sequenceOf = (place: number) => sql`(SELECT sequence FROM audit.leaf WHERE leaf_index = ${place})`;
const ALTER = (place: number) => sql`UPDATE audit.entry SET content = replace(content, '"n":', '"n":7') WHERE sequence = ${sequenceOf(place)}`;

test("an untouched ledger verifies against the receipt, and still does when it has grown", async () => {
  expect(await verify()).toEqual({ exitCode: 0, codes: [] });
  await scene.world.person({ organisation: "Other Lab", kind: "developer", name: "Bea", roles: ["developer-release-lead"] });
  expect(await verify()).toEqual({ exitCode: 0, codes: [] });
});

test("an altered entry is found, the one of the receipt and any other", async () => {
  await scene.tamper(ALTER(kept + 1));
  expect(await verify()).toEqual({ exitCode: 1, codes: ["changed"] });
  await scene.tamper(ALTER(kept));
  expect(await verify()).toEqual({ exitCode: 1, codes: ["changed", "receipt-contradicted"] });
});

test("a deleted entry is found, though the places after it were closed up", async () => {
  await scene.tamper(
    sql`CREATE TABLE public.gone AS SELECT ${sequenceOf(kept - 1)} AS sequence`,
    sql`DELETE FROM audit.leaf WHERE leaf_index = ${kept - 1}`,
    sql`UPDATE audit.leaf SET leaf_index = -leaf_index - 1 WHERE leaf_index > ${kept - 1}`,
    sql`UPDATE audit.leaf SET leaf_index = -leaf_index - 2 WHERE leaf_index < 0`,
    sql`DELETE FROM audit.entry WHERE sequence = (SELECT sequence FROM public.gone)`,
  );
  expect(await verify()).toEqual({ exitCode: 1, codes: ["missing", "receipt-contradicted"] });
});

test("two entries that changed places are found", async () => {
  await scene.tamper(
    sql`CREATE TABLE public.pair AS SELECT leaf_index, sequence FROM audit.leaf WHERE leaf_index IN (${kept}, ${kept + 1})`,
    sql`DELETE FROM audit.leaf WHERE leaf_index IN (${kept}, ${kept + 1})`,
    sql`INSERT INTO audit.leaf (leaf_index, sequence, hash) SELECT ${kept}::bigint + ${kept + 1}::bigint - leaf_index, sequence, sha256('x') FROM public.pair`,
  );
  expect(await verify()).toEqual({ exitCode: 1, codes: ["changed", "receipt-contradicted"] });
});

test("a ledger that was cut off, back to a head that the log did sign, is found by its later receipt", async () => {
  const { services } = scene.world;
  const sizes = await services.db.query<{ size: number }>(sql`SELECT size FROM audit.checkpoint ORDER BY size`);
  // A head from before the receipt, signed like any other: the world's first acts alone.
  await scene.tamper(...FORGET_TREE, sql`DELETE FROM audit.waiting WHERE sequence > (SELECT min(sequence) + 1 FROM audit.waiting)`, sql`DELETE FROM audit.entry WHERE sequence NOT IN (SELECT sequence FROM audit.waiting)`);
  expect((await sealLedger(services)).size).toBeLessThan(sizes.at(-1)?.size ?? 0);
  expect(await verify()).toEqual({ exitCode: 1, codes: ["missing", "receipt-contradicted"] });
});

test("a history that was rewritten and signed anew with the log's true keys is found to be a second one", async () => {
  await scene.tamper(ALTER(kept - 1), ...FORGET_TREE);
  expect(await verify()).toEqual({ exitCode: 1, codes: ["log-forked"] });
});

test("the entry of the receipt itself, rewritten and signed anew, is contradicted by it", async () => {
  await scene.tamper(ALTER(kept), ...FORGET_TREE);
  expect(await verify()).toEqual({ exitCode: 1, codes: ["log-forked", "receipt-contradicted"] });
});

test("hashes that were altered where they are stored make the log refuse to sign or prove", async () => {
  await scene.tamper(sql`UPDATE audit.edge SET hashes = (SELECT string_agg(sha256('x'), ''::bytea) FROM generate_series(1, 510))`);
  await expect(listReceipts(scene.world.services, { subject: `tst_${"1".padStart(20, "0")}`, organisationId: scene.lab.organisationId })).rejects.toThrow("the signed log does not hold this entry");
  const { world: { services }, lab } = scene;
  await services.db.inTransaction((tx) => appendEntries(services, tx, [{ kind: "test.act", subject: "tst_00000000000000000009", by: lab, data: {} }]));
  // The trigger that does this is out of the way too.
  await scene.tamper(sql`INSERT INTO audit.waiting SELECT max(sequence) FROM audit.entry ON CONFLICT DO NOTHING`);
  const heads = await services.db.query(sql`SELECT size FROM audit.checkpoint`);
  await expect(sealLedger(services)).rejects.toThrow("it was altered, and nothing more is signed");
  expect(await services.db.query(sql`SELECT size FROM audit.checkpoint`)).toEqual(heads);
});
