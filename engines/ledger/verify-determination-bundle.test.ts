import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { commit } from "./commitment.ts";
import { DETERMINATION_ENTRY_KINDS, DETERMINATION_PAYLOAD_TYPE } from "./determination-bundle.types.ts";
import type { DeterminationBundle, DeterminationPayload } from "./determination-bundle.types.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { generateNoteKey } from "./note-key.ts";
import { generateSigningKey } from "./signing-key.ts";
import { makeEntry, makeLog, ORIGIN } from "../../tests/setup/small-log.ts";
import type { SmallLog } from "../../tests/setup/small-log.ts";
import { signStatement } from "./statement.ts";
import { verifyDeterminationBundle } from "./verify-determination-bundle.ts";

const director = generateSigningKey();
const somebody = generateSigningKey();
const standardCommitment = commit({ threshold: 5 }).commitment;
const resultsCommitment = commit({ solved: 6 }).commitment;

const payload: DeterminationPayload = {
  determinationId: "det-1",
  modelDigest: "sha256:feed",
  outcome: "covered",
  releasableText: "The model meets the designation.\nNo duty follows.",
  standard: { id: "standard-1", version: "1", commitment: standardCommitment },
  benchmarkSet: { id: "harbour", version: "1.0.0", digest: "sha256:beef" },
  resultsCommitment,
  sealedAt: "2026-06-02T12:00:05.000Z",
  signedAt: "2026-06-02T13:00:00.000Z",
  supersedes: null,
};

// Places in the log.
const KEY = 1;
const STANDARD = 3;
const RESULTS = 6;

function makeEntries(more: Readonly<Record<number, Partial<LedgerEntry>>> = {}): LedgerEntry[] {
  const special: Record<number, Partial<LedgerEntry>> = {
    [KEY]: { kind: DETERMINATION_ENTRY_KINDS.directorKeyAnnounced, data: { keyId: director.keyId, publicKey: director.publicKeyPem } },
    [STANDARD]: { kind: DETERMINATION_ENTRY_KINDS.standardCommitted, data: { ...payload.standard } },
    [RESULTS]: { kind: DETERMINATION_ENTRY_KINDS.resultsSealed, data: { determinationId: "det-1", commitment: resultsCommitment } },
  };
  return Array.from({ length: 10 }, (_, place) => makeEntry(place, { ...special[place], ...more[place] }));
}

interface Parts {
  readonly payload?: unknown;
  readonly signer?: { readonly privateKeyPem: string };
  readonly payloadType?: string;
  readonly sizes?: readonly [number, number, number];
  readonly places?: readonly [number, number, number];
}

/** A bundle as the low side makes it: key, standard and results, each against the checkpoint of the size given. */
async function makeBundle(log: SmallLog, { sizes = [10, 10, 10], places = [KEY, STANDARD, RESULTS], ...parts }: Parts = {}): Promise<DeterminationBundle> {
  const distinct = [...new Set(sizes)].toSorted((a, b) => a - b);
  const consistency = await Promise.all(
    distinct.slice(1).map(async (secondSize, place) => {
      const firstSize = distinct[place] as number;
      const proof = await log.tree.consistencyProof(firstSize, secondSize);
      return { firstSize, secondSize, proof: proof.map((hash) => Buffer.from(hash).toString("hex")) };
    }),
  );
  return {
    schema: "breakwater-determination/1",
    determination: signStatement({ payloadType: parts.payloadType ?? DETERMINATION_PAYLOAD_TYPE, payload: parts.payload ?? payload }, (parts.signer ?? director).privateKeyPem),
    keyReceipt: await log.receiptFor(places[0], sizes[0]),
    standardReceipt: await log.receiptFor(places[1], sizes[1]),
    resultsReceipt: await log.receiptFor(places[2], sizes[2]),
    directorKey: { keyId: director.keyId, publicKey: director.publicKeyPem },
    consistency,
  };
}

let log: SmallLog;
let bundle: DeterminationBundle;
beforeAll(async () => {
  log = await makeLog(makeEntries());
  bundle = await makeBundle(log);
});

const verify = (value: unknown, trustedVerifierKeys = [log.key.verifierKey]) => verifyDeterminationBundle(value, { trustedVerifierKeys });
/** The checks that do not hold; none when the bundle verifies. */
const failuresOf = (value: unknown, trusted?: string[]): string[] => {
  const verdict = verify(value, trusted);
  const failures = verdict.checks.filter(({ ok }) => !ok).map(({ name }) => name);
  expect(verdict.ok).toBe(failures.length === 0);
  return failures;
};

describe("a determination bundle", () => {
  test("convinces somebody who has only the file and the log's key, check by check, in plain words", () => {
    const verdict = verify(JSON.parse(JSON.stringify(bundle)));
    expect(verdict).toEqual({
      ok: true,
      determination: payload,
      decisionProof: null,
      limits: expect.stringContaining("do not show that the runs themselves were honest") as string,
      checks: [
        { name: "bundle-readable", ok: true, sentence: "The file is a determination bundle, complete and of known form." },
        { name: "log-key", ok: true, sentence: `The log's key "${log.key.verifierKey}" is one you trust.` },
        { name: "director-key", ok: true, sentence: `The Director's key ${director.keyId.slice(0, 16)}… was announced in the log, at place 1.` },
        { name: "signature", ok: true, sentence: 'The Director\'s key signed the outcome "covered" on 2026-06-02T13:00:00.000Z.' },
        { name: "standard-recorded", ok: true, sentence: "The log holds the fixing of the standard at place 3, and its signed checkpoint proves it." },
        { name: "standard-unchanged", ok: true, sentence: 'The standard that was used is the one that was fixed: "standard-1", version "1".' },
        { name: "results-recorded", ok: true, sentence: "The log holds the sealing of the results at place 6, and its signed checkpoint proves it." },
        { name: "results-unchanged", ok: true, sentence: "The results the Director decided on are the ones that were sealed, for this determination." },
        { name: "one-log", ok: true, sentence: 'All three receipts are of one log, "ledger.example/breakwater", which up to size 10 only ever grew.' },
        { name: "order", ok: true, sentence: "First the standard was fixed, then the results were sealed, then the determination was signed." },
      ],
    });
  });

  test("verifies when it was marked for whoever downloaded it, and not when the mark says something else", () => {
    const marking = { label: "developer-confidential", recipient: "per_1 of org_1", at: "2026-09-01T12:00:00.000Z", mark: "0123456789abcdef01234567" };
    expect(failuresOf({ marking, ...bundle })).toEqual([]);
    for (const other of [{ ...marking, outcome: "covered" }, { ...marking, recipient: "a\u001b[2Jb" }, "covered", null]) expect(failuresOf({ marking: other, ...bundle })).toEqual(["bundle-readable"]);
  });

  test("says nothing of threshold, score or results", () => {
    expect(JSON.stringify(bundle)).not.toMatch(/threshold|solved/);
  });

  test("verifies with receipts taken at different times, and only with the steps between their checkpoints", async () => {
    for (const sizes of [[2, 4, 7], [10, 5, 7], [10, 4, 10], [8, 8, 9]] as const) {
      const staggered = await makeBundle(log, { sizes });
      expect(failuresOf(staggered)).toEqual([]);
      expect(failuresOf({ ...staggered, consistency: [] })).toEqual(["one-log"]);
      expect(failuresOf({ ...staggered, consistency: staggered.consistency.map((step) => ({ ...step, proof: step.proof.toReversed().slice(1) })) })).toEqual(["one-log"]);
    }
  });

  test("is not accepted without a log key of the reader's own, and says why", async () => {
    expect(failuresOf(bundle, [])).toEqual(["log-key"]);
    expect(verifyDeterminationBundle(bundle).checks[1]?.sentence).toContain("anybody can make a log");
    // A whole forged world, consistent in itself.
    expect(failuresOf(await makeBundle(await makeLog(makeEntries())))).toEqual(["log-key"]);
  });

  test("is held to all keys of the log that the reader trusts: what only one of two has signed is not believed, receipt by receipt", async () => {
    const second = generateNoteKey(ORIGIN, "ml-dsa-65");
    const both = [log.key.verifierKey, second.verifierKey];
    const signedByBoth = await makeBundle(await makeLog(makeEntries(), log.key, [second]));
    expect(failuresOf(signedByBoth, both)).toEqual([]);
    expect(failuresOf(signedByBoth)).toEqual([]);
    expect(failuresOf(bundle, both)).toEqual(["director-key", "signature", "standard-recorded", "standard-unchanged", "results-recorded", "results-unchanged", "one-log", "order"]);
    expect(failuresOf({ ...signedByBoth, resultsReceipt: bundle.resultsReceipt }, both)).toEqual(["results-recorded", "results-unchanged", "one-log", "order"]);
    expect(verify(bundle, both).checks.find(({ name }) => name === "standard-recorded")?.sentence).toContain("has not signed this checkpoint with the ML-DSA-65 key");
    const forged = generateNoteKey(ORIGIN, "ml-dsa-65");
    expect(failuresOf(await makeBundle(await makeLog(makeEntries(), log.key, [forged])), both)).toContain("standard-recorded");
  });

  test("is refused when anybody but the announced Director signed, whoever runs the log", async () => {
    expect(failuresOf(await makeBundle(log, { signer: somebody }))).toEqual(["signature", "standard-unchanged", "results-unchanged", "order"]);
    const swapped = { ...bundle, directorKey: { keyId: somebody.keyId, publicKey: somebody.publicKeyPem } };
    expect(failuresOf(swapped)).toContain("director-key");
    expect(verify({ ...swapped, determination: signStatement({ payloadType: DETERMINATION_PAYLOAD_TYPE, payload }, somebody.privateKeyPem) }).determination).toBeNull();
  });

  test("is refused when the announced key has another id than it claims, or is no key", async () => {
    for (const data of [{ keyId: somebody.keyId, publicKey: director.publicKeyPem }, { keyId: director.keyId, publicKey: "no key" }]) {
      const odd = await makeLog(makeEntries({ [KEY]: { data } }), log.key);
      expect(failuresOf({ ...(await makeBundle(odd)), directorKey: data })).toEqual(["director-key", "signature", "standard-unchanged", "results-unchanged", "order"]);
    }
  });

  test("is refused when the outcome or any other signed word was changed", () => {
    const forged = Buffer.from(JSON.stringify({ ...payload, outcome: "not_covered" })).toString("base64");
    expect(failuresOf({ ...bundle, determination: { ...bundle.determination, payload: forged } })).toContain("signature");
  });

  test("is refused when the Director signed something else than a determination", async () => {
    expect(failuresOf(await makeBundle(log, { payloadType: "application/vnd.breakwater.lease+json" }))).toContain("signature");
    for (const other of [
      {},
      { ...payload, outcome: "approved" },
      { ...payload, score: 6 },
      { ...payload, resultsCommitment: "6" },
      { ...payload, signedAt: "yesterday" },
      { ...payload, releasableText: "x".repeat(20_001) },
      { ...payload, standard: { ...payload.standard, threshold: 5 } },
    ]) {
      expect(failuresOf(await makeBundle(log, { payload: other }))).toContain("signature");
    }
  });

  test("is refused when another standard was used than the one fixed beforehand", async () => {
    for (const standard of [{ ...payload.standard, commitment: commit({ threshold: 4 }).commitment }, { ...payload.standard, version: "2" }, { ...payload.standard, id: "standard-2" }]) {
      expect(failuresOf(await makeBundle(log, { payload: { ...payload, standard } }))).toEqual(["standard-unchanged"]);
    }
  });

  test("is refused when other results were used than the ones sealed, or those of another determination", async () => {
    expect(failuresOf(await makeBundle(log, { payload: { ...payload, resultsCommitment: commit({ solved: 1 }).commitment } }))).toEqual(["results-unchanged"]);
    expect(failuresOf(await makeBundle(log, { payload: { ...payload, determinationId: "det-2" } }))).toEqual(["results-unchanged"]);
  });

  describe("whose rule can be proven to have been applied", () => {
    const ruleCommitment = "a1".repeat(32);
    const countsCommitment = "b2".repeat(32);
    const provable = { ...payload, standard: { ...payload.standard, ruleCommitment }, countsCommitment };
    const fixed = { ...provable.standard, sequence: 2, supersedes: "3c".repeat(64), committedAt: "2026-06-01T00:00:00.000Z" };
    const counted = { determinationId: "det-1", commitment: resultsCommitment, standard: standardCommitment, countsCommitment };
    const bundleOf = async (more: { readonly payload?: unknown; readonly standard?: object; readonly results?: object } = {}) => {
      const entries = makeEntries({ [STANDARD]: { data: { ...fixed, ...more.standard } }, [RESULTS]: { data: { ...counted, ...more.results } } });
      return makeBundle(await makeLog(entries, log.key), { payload: more.payload ?? provable });
    };

    test("verifies with its place in the line of standards, and brings the proof along unchecked", async () => {
      const withProof = { ...(await bundleOf()), decisionProof: { circuit: "breakwater-decision-1", proof: "AAAA" } };
      const verdict = verify(withProof);
      expect([verdict.ok, verdict.determination, verdict.decisionProof]).toEqual([true, provable, withProof.decisionProof]);
      expect(verdict.checks.map(({ sentence }) => sentence)).toEqual(expect.arrayContaining([
        'The standard that was used is the one that was fixed: "standard-1", version "1", number 2 in the log\'s line of standards.',
        "The results the Director decided on are the ones that were sealed, for this determination and under this standard.",
      ]));
      for (const odd of [{ circuit: "x", proof: "not base64" }, { circuit: "x", proof: "AAAA", score: "AAAA" }, { circuit: "x", proof: "A".repeat(40_004) }, null, {}]) expect(failuresOf({ ...withProof, decisionProof: odd })).toEqual(["bundle-readable"]);
    });

    test("is refused when the rule or the counts are not the ones that were committed to, or the results are another standard's", async () => {
      expect(failuresOf(await bundleOf({ payload: { ...provable, standard: { ...provable.standard, ruleCommitment: "a2".repeat(32) } } }))).toEqual(["standard-unchanged"]);
      expect(failuresOf(await bundleOf({ payload: { ...provable, countsCommitment: "b3".repeat(32) } }))).toEqual(["results-unchanged"]);
      expect(failuresOf(await bundleOf({ results: { standard: "4d".repeat(64) } }))).toEqual(["results-unchanged"]);
      expect(failuresOf(await bundleOf({ standard: { sequence: 0 } }))).toEqual(["standard-unchanged"]);
    });

    test("is refused when it names only one of the two commitments, or neither where the log has both", async () => {
      for (const half of [{ ...provable, standard: payload.standard }, { ...payload, standard: provable.standard }]) expect(failuresOf(await bundleOf({ payload: half }))).toContain("signature");
      expect(failuresOf(await bundleOf({ payload }))).toEqual(["standard-unchanged", "results-unchanged"]);
    });
  });

  test("is refused when an entry of another kind carries the right digits", async () => {
    const posed = await makeLog(makeEntries({ [STANDARD]: { kind: "engagement.note-added" }, [RESULTS]: { kind: "engagement.note-added" } }), log.key);
    expect(failuresOf(await makeBundle(posed))).toEqual(["standard-unchanged", "results-unchanged"]);
  });

  test("is refused when the standard was fixed only after the results", async () => {
    const entries = makeEntries();
    const late = await makeLog(entries.with(STANDARD, entries[RESULTS] as LedgerEntry).with(RESULTS, entries[STANDARD] as LedgerEntry), log.key);
    expect(failuresOf(await makeBundle(late, { places: [KEY, RESULTS, STANDARD] }))).toEqual(["order"]);
  });

  test("is refused when it states to have been signed before the results were sealed or its key announced", async () => {
    expect(failuresOf(await makeBundle(log, { payload: { ...payload, sealedAt: "2026-06-02T13:00:00.001Z" } }))).toEqual(["order"]);
    expect(failuresOf(await makeBundle(log, { payload: { ...payload, sealedAt: "2026-06-02T12:00:01.000Z", signedAt: "2026-06-02T12:00:05.500Z" } }))).toEqual(["order"]);
    const lateKey = await makeLog(makeEntries({ [KEY]: { at: "2026-06-03T00:00:00.000Z" } }), log.key);
    expect(failuresOf(await makeBundle(lateKey))).toEqual(["order"]);
  });

  test("is refused when its receipts come from two histories that one log key signed", async () => {
    const fork = await makeLog(makeEntries({ 9: { by: "person-2" } }), log.key);
    expect(failuresOf({ ...bundle, resultsReceipt: await fork.receiptFor(RESULTS) })).toEqual(["one-log"]);
    expect(failuresOf({ ...(await makeBundle(log, { sizes: [10, 10, 8] })), standardReceipt: await fork.receiptFor(STANDARD) })).toEqual(["one-log"]);
  });

  test("is refused when one receipt is of a log with another key, or was changed", async () => {
    const other = await makeLog(makeEntries());
    expect(failuresOf({ ...bundle, resultsReceipt: await other.receiptFor(RESULTS) })).toEqual(["results-recorded", "results-unchanged", "one-log", "order"]);
    expect(failuresOf({ ...bundle, standardReceipt: { ...bundle.standardReceipt, leafIndex: 0 } })).toEqual(["standard-recorded", "standard-unchanged", "one-log", "order"]);
    expect(failuresOf({ ...bundle, keyReceipt: { ...bundle.keyReceipt, proof: [] } })).toEqual(["director-key", "signature", "standard-unchanged", "results-unchanged", "one-log", "order"]);
  });

  test("never throws and never verifies, whatever JSON stands in one of its fields", () => {
    const paths = ["schema", "determination", "standardReceipt", "resultsReceipt", "directorKey", "keyReceipt", "consistency"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (field, value) => {
        fc.pre(JSON.stringify(value) !== JSON.stringify(bundle[field]));
        expect(failuresOf({ ...bundle, [field]: value })).not.toEqual([]);
      }),
    );
    expect(failuresOf(null)).toEqual(["bundle-readable"]);
    expect(failuresOf({ ...bundle, extra: 1 })).toEqual(["bundle-readable"]);
  });

  test("never throws on hostile keys inside well-formed text", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (point) => {
        const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), point]).toString("base64");
        const publicKey = `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`;
        expect(failuresOf({ ...bundle, directorKey: { ...bundle.directorKey, publicKey } })).toContain("director-key");
        const note = Buffer.concat([Buffer.of(1), point]).toString("base64");
        const receipt = { ...bundle.standardReceipt, verifierKey: `ledger.example/breakwater+00000000+${note}` };
        expect(failuresOf({ ...bundle, standardReceipt: receipt })).toContain("standard-recorded");
      }),
    );
  });
});
