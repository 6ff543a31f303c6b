import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DETERMINATION_ENTRY_KINDS, DETERMINATION_PAYLOAD_TYPE, generateSigningKey, signStatement, type DeterminationBundle, type DeterminationPayload, type LedgerEntry } from "#engines/ledger";
import { makeEntry, makeLog, type SmallLog } from "../../tests/setup/small-log.ts";
import { verifyDetermination } from "./index.ts";
import { CLAIM, PROOF, PROOF_WORK } from "../../tests/setup/proven-decision.ts";

const director = generateSigningKey();
const { reference, ruleCommitment, countsCommitment } = CLAIM;
const PAYLOAD: DeterminationPayload = {
  determinationId: reference.determinationId, modelDigest: reference.modelDigest, outcome: "covered", releasableText: "It meets the standard.",
  standard: { ...reference.standard, ruleCommitment }, benchmarkSet: reference.benchmarkSet, resultsCommitment: reference.resultsCommitment, countsCommitment,
  sealedAt: "2026-06-02T12:00:05.000Z", signedAt: "2026-06-02T13:00:00.000Z", supersedes: null,
};

let log: SmallLog;
const bundleOf = async (payload: DeterminationPayload): Promise<DeterminationBundle> => {
  const { standard, countsCommitment: counts, determinationId, resultsCommitment: commitment } = payload;
  const isProvable = counts !== undefined;
  const data: readonly [keyof typeof DETERMINATION_ENTRY_KINDS, LedgerEntry["data"]][] = [
    ["directorKeyAnnounced", { keyId: director.keyId, publicKey: director.publicKeyPem }],
    ["standardCommitted", { ...standard, ...(isProvable ? { sequence: 1, supersedes: null, committedAt: "2026-06-01T00:00:00.000Z" } : {}) }],
    ["resultsSealed", { determinationId, commitment, ...(isProvable ? { countsCommitment: counts, standard: standard.commitment } : {}) }],
  ];
  log = await makeLog(data.map(([kind, one], place) => makeEntry(place, { kind: DETERMINATION_ENTRY_KINDS[kind], data: one })));
  return {
    schema: "breakwater-determination/1", determination: signStatement({ payloadType: DETERMINATION_PAYLOAD_TYPE, payload }, director.privateKeyPem),
    keyReceipt: await log.receiptFor(0), standardReceipt: await log.receiptFor(1), resultsReceipt: await log.receiptFor(2),
    directorKey: { keyId: director.keyId, publicKey: director.publicKeyPem }, consistency: [],
  };
};
const verify = async (bundle: unknown) => {
  const { ok, checks, limits } = await verifyDetermination(bundle, { cacheFolder: PROOF_WORK, trustedVerifierKeys: [log.key.verifierKey] });
  return { ok, no: checks.filter((check) => !check.ok).map(({ name }) => name), said: checks.at(-1)?.sentence, limits };
};

test("somebody who has only the file and the log's key is convinced that the fixed rule was applied, and told what that does not show", { timeout: 240_000 }, async () => {
  const verdict = await verify(JSON.parse(JSON.stringify({ ...(await bundleOf(PAYLOAD)), decisionProof: PROOF })));
  expect(verdict).toEqual({
    ok: true, no: [],
    said: 'It is proven that the outcome "covered" follows from the sealed results by the rule of the fixed standard. Nothing else of either is shown.',
    limits: expect.stringContaining("They do not show that the runs themselves were honest"),
  });
});

test("a bundle whose signed outcome is another than the proven one does not verify", { timeout: 240_000 }, async () => {
  expect(await verify({ ...(await bundleOf({ ...PAYLOAD, outcome: "not_covered" })), decisionProof: PROOF })).toMatchObject({ ok: false, no: ["rule-applied"], said: expect.stringContaining("does not show that this outcome follows") });
});

test("a bundle without its proof says that it is on its way, and one from before there were proofs that none exists", async () => {
  expect(await verify(await bundleOf(PAYLOAD))).toMatchObject({ ok: false, no: ["rule-applied"], said: expect.stringContaining("fetch the bundle again") });
  const { countsCommitment: _counts, ...old } = { ...PAYLOAD, standard: reference.standard };
  expect(await verify(await bundleOf(old))).toMatchObject({ ok: true, said: expect.stringContaining("No proof exists"), limits: expect.stringContaining("nor that the outcome follows from the results") });
  expect(await verify({ ...(await bundleOf(old)), decisionProof: PROOF })).toMatchObject({ ok: false, no: ["rule-applied"] });
  expect(await verify({ schema: "something else" })).toMatchObject({ ok: false, no: ["bundle-readable", "rule-applied"] });
});

let elsewhere: string;
beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), "breakwater-without-o1js-"));
});
afterAll(() => rm(elsewhere, { recursive: true }));

test("where o1js is not installed everything else is checked, and the answer is no and says how to add it", async () => {
  const root = join(import.meta.dirname, "../..");
  await cp(join(root, "package.json"), join(elsewhere, "package.json"));
  for (const engine of ["ledger", "decision-proof"]) await cp(join(root, "engines", engine), join(elsewhere, "engines", engine), { recursive: true });
  // What only an audit needs, which this is not.
  await cp(join(root, "engines/evaluation/statistics"), join(elsewhere, "engines/evaluation/statistics"), { recursive: true });
  await writeFile(join(elsewhere, "engines/evaluation/index.ts"), 'export * from "./statistics/index.ts";\n');
  await writeFile(join(elsewhere, "bundle.json"), JSON.stringify({ bundle: { ...(await bundleOf(PAYLOAD)), decisionProof: PROOF }, key: log.key.verifierKey }));
  await writeFile(join(elsewhere, "verify.ts"), `
    import { readFileSync } from "node:fs";
    import { verifyDetermination } from "#engines/decision-proof";
    const { bundle, key } = JSON.parse(readFileSync("bundle.json", "utf8"));
    const { ok, checks } = await verifyDetermination(bundle, { cacheFolder: "work", trustedVerifierKeys: [key] });
    console.log(JSON.stringify({ ok, no: checks.filter((check) => !check.ok) }));
  `);
  const { stdout } = await promisify(execFile)(process.execPath, ["verify.ts"], { cwd: elsewhere });
  expect(JSON.parse(stdout)).toEqual({ ok: false, no: [{ name: "rule-applied", ok: false, sentence: expect.stringContaining("npm install --no-save o1js@2.15.0") }] });
});
