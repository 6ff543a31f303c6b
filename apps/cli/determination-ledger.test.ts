import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { DETERMINATION_ENTRY_KINDS, DETERMINATION_PAYLOAD_TYPE, generateNoteKey, generateSigningKey, signStatement, type LedgerEntry } from "#engines/ledger";
import { makeEntry, makeLog, ORIGIN, type SmallLog } from "../../tests/setup/small-log.ts";
import { runCli } from "./run-cli.ts";

/*
 * `determination verify --ledger`: a bundle against the whole ledger of the log that its receipts are of, which two keys sign.
 * The determination is from before there were proofs of the rule, so that nothing but the log decides.
 */

const director = generateSigningKey();
const second = generateNoteKey(ORIGIN, "ml-dsa-65");
const key = generateNoteKey(ORIGIN);
const STANDARD = { id: "standard-1", version: "1", commitment: "1a".repeat(64) };
const RESULTS = "2b".repeat(64);
const PAYLOAD = {
  determinationId: "det-1", modelDigest: "sha256:feed", outcome: "covered", releasableText: "It meets the standard.", standard: STANDARD, benchmarkSet: { id: "harbour", version: "1.0.0", digest: "sha256:beef" },
  resultsCommitment: RESULTS, sealedAt: "2026-06-02T12:00:05.000Z", signedAt: "2026-06-02T13:00:00.000Z", supersedes: null,
};
const PLACES = { key: 0, standard: 1, run: 2, results: 3 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-bundle-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await keep("ledger.key", `${key.verifierKey}\n${second.verifierKey}\n`);
  await keep("first.key", key.verifierKey);
});

const keep = (name: string, content: unknown) => writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));

const entriesWith = (more: readonly Partial<LedgerEntry>[] = []): LedgerEntry[] =>
  [
    { kind: DETERMINATION_ENTRY_KINDS.directorKeyAnnounced, data: { keyId: director.keyId, publicKey: director.publicKeyPem } },
    { kind: DETERMINATION_ENTRY_KINDS.standardCommitted, data: { ...STANDARD, sequence: 1, supersedes: null, committedAt: "2026-06-01T00:00:00.000Z" } },
    { kind: DETERMINATION_ENTRY_KINDS.runBegun, data: { determinationId: "det-1", standard: STANDARD.commitment, begunAt: "2026-06-02T00:00:00.000Z" } },
    { kind: DETERMINATION_ENTRY_KINDS.resultsSealed, data: { determinationId: "det-1", commitment: RESULTS, standard: STANDARD.commitment } },
    ...more,
    {},
  ].map((entry, place) => makeEntry(place, entry));

const openLog = (entries = entriesWith(), further = [second]): Promise<SmallLog> => makeLog(entries, key, further);

async function keepBundle(log: SmallLog): Promise<void> {
  await keep("determination.json", {
    schema: "breakwater-determination/1", determination: signStatement({ payloadType: DETERMINATION_PAYLOAD_TYPE, payload: PAYLOAD }, director.privateKeyPem),
    keyReceipt: await log.receiptFor(PLACES.key), standardReceipt: await log.receiptFor(PLACES.standard), resultsReceipt: await log.receiptFor(PLACES.results),
    directorKey: { keyId: director.keyId, publicKey: director.publicKeyPem }, consistency: [],
  });
}

async function keepLedger(log: SmallLog, entries: readonly LedgerEntry[] = log.entries): Promise<void> {
  await keep("ledger.json", { schema: "breakwater-ledger/1", verifierKey: key.verifierKey, furtherKeys: [second.verifierKey], checkpoint: await log.checkpointAt(log.entries.length), entries });
}

async function verify(keyFile: string | null = "ledger.key") {
  let stdout = "";
  const args = ["determination", "verify", join(folder, "determination.json"), ...(keyFile === null ? [] : ["--key", `@${join(folder, keyFile)}`]), "--ledger", join(folder, "ledger.json"), "--json"];
  const exitCode = await runCli(args, { stdout: (text) => (stdout += text), stderr: () => undefined, stdin: process.stdin, env: { XDG_CACHE_HOME: folder }, signal: new AbortController().signal });
  const { ok, checks = [], error } = JSON.parse(stdout) as { ok?: boolean; checks?: { name: string; ok: boolean; sentence: string }[]; error?: { code: string } };
  return { exitCode, ok, no: checks.filter((check) => !check.ok).map(({ name }) => name), said: checks.find(({ name }) => name === "one-standard")?.sentence, error: error?.code };
}

test("a bundle and the whole ledger that it comes from convince whoever has both keys of the log in one file", async () => {
  const log = await openLog();
  await keepBundle(log);
  await keepLedger(log);
  expect(await verify()).toEqual({ exitCode: 0, ok: true, no: [], error: undefined, said: "Of the ledger's 5 entries none shows a second standard that was active at the same time, nor one chosen after the results." });
  expect(await verify("first.key")).toMatchObject({ exitCode: 0, ok: true });
});

test("a later ledger of the same log does as well, and one that ends before the bundle's receipts does not", async () => {
  await keepBundle(await openLog());
  const later = await openLog([...entriesWith(), makeEntry(5), makeEntry(6)]);
  await keepLedger(later);
  expect(await verify()).toMatchObject({ exitCode: 0, ok: true, said: expect.stringContaining("Of the ledger's 7 entries") as string });
  const earlier = await openLog(entriesWith().slice(0, 3));
  await keepLedger(earlier);
  expect(await verify()).toMatchObject({ exitCode: 1, ok: false, no: ["one-standard"], said: expect.stringContaining("does not verify with this bundle's receipts") as string });
});

test.each([
  ["a second standard at the same place of the line", [{ kind: DETERMINATION_ENTRY_KINDS.standardCommitted, data: { ...STANDARD, version: "2", commitment: "3c".repeat(64), sequence: 1, supersedes: null, committedAt: "2026-06-03T00:00:00.000Z" } }], "Two standards claim one place in the line"],
  ["a standard that had been replaced when the run began", [{ kind: DETERMINATION_ENTRY_KINDS.standardCommitted, data: { ...STANDARD, version: "2", commitment: "3c".repeat(64), sequence: 2, supersedes: STANDARD.commitment, committedAt: "2026-06-01T12:00:00.000Z" } }], "had taken its place"],
  ["other results, sealed under another standard than their run was begun with", [
    { kind: DETERMINATION_ENTRY_KINDS.runBegun, data: { determinationId: "det-2", standard: STANDARD.commitment, begunAt: "2026-06-04T00:00:00.000Z" } },
    { kind: DETERMINATION_ENTRY_KINDS.resultsSealed, data: { determinationId: "det-2", commitment: RESULTS, standard: "3c".repeat(64) } },
  ], "were sealed under another standard than its run was begun with"],
])("a ledger that shows %s makes the answer no, though the bundle alone verifies", async (_what, more, said) => {
  const log = await openLog(entriesWith(more));
  await keepBundle(log);
  await keepLedger(log);
  expect(await verify()).toEqual({ exitCode: 1, ok: false, no: ["one-standard"], error: undefined, said: expect.stringContaining(said) as string });
});

test("a ledger of another history, or one that was altered, is no ledger of this bundle", async () => {
  const log = await openLog();
  await keepBundle(log);
  const fork = await openLog(entriesWith().with(PLACES.results, makeEntry(PLACES.results, { kind: DETERMINATION_ENTRY_KINDS.resultsSealed, data: { determinationId: "det-1", commitment: "9f".repeat(64), standard: STANDARD.commitment } })));
  await keepLedger(fork);
  expect(await verify()).toMatchObject({ exitCode: 1, no: ["one-standard"], said: expect.stringContaining("does not verify with this bundle's receipts") as string });
  await keepLedger(log, log.entries.toSpliced(PLACES.run, 1));
  expect(await verify()).toMatchObject({ exitCode: 1, no: ["one-standard"] });
});

test("what only one of two trusted keys has signed is not believed, be it the ledger's head or the bundle's receipts", async () => {
  const log = await openLog();
  const signedByOne = await openLog(entriesWith(), []);
  await keepBundle(log);
  await keepLedger(signedByOne);
  expect(await verify()).toMatchObject({ exitCode: 1, no: ["one-standard"], said: expect.stringContaining("ML-DSA-65") as string });
  expect(await verify("first.key")).toMatchObject({ exitCode: 0 });
  await keepBundle(signedByOne);
  await keepLedger(log);
  expect((await verify()).no).toEqual(expect.arrayContaining(["standard-recorded", "results-recorded", "one-standard"]));
});

test("without a key of the reader's own the answer is no, and a file that is no ledger is told apart", async () => {
  const log = await openLog();
  await keepBundle(log);
  await keepLedger(log);
  expect(await verify(null)).toMatchObject({ exitCode: 1, ok: false, no: ["log-key", "one-standard"] });
  await keep("ledger.json", { schema: "something else" });
  expect(await verify()).toMatchObject({ exitCode: 1, error: "not-a-ledger" });
  await keepLedger(log);
  await keep("determination.json", {});
  expect(await verify()).toMatchObject({ exitCode: 1, ok: false, said: "The bundle holds no receipts that the ledger could be compared with." });
});
