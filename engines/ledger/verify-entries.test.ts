import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signCheckpoint } from "./checkpoint.ts";
import { canonicalEntry } from "./ledger-entry.ts";
import { generateNoteKey, parseSignerKey } from "./note-key.ts";
import { makeEntry, makeLog, makeLogOf } from "../../tests/setup/small-log.ts";
import { verifyEntries } from "./verify-entries.ts";
import type { LedgerExport } from "./verify-entries.ts";

const log = await makeLogOf(20);
const { lines, leafHashes } = log;
const trustedVerifierKeys = [log.key.verifierKey];
const checkpoint = await log.checkpointAt(20);
const foreignLine = canonicalEntry(makeEntry(99));

/** What is found, as `code from-to`. */
async function verdictOn(input: Partial<LedgerExport>): Promise<readonly string[]> {
  const verdict = await verifyEntries({ entries: lines, checkpoints: [checkpoint], trustedVerifierKeys, ...input });
  return verdict.ok ? ["ok"] : verdict.findings.map(({ code, from, to }) => (from === null ? code : `${code} ${from}-${to}`));
}

const without = (from: number, count = 1): string[] => lines.toSpliced(from, count);

describe("an exported ledger", () => {
  test("verifies when every entry is as signed", async () => {
    expect(await verifyEntries({ entries: lines, checkpoints: [checkpoint], trustedVerifierKeys })).toEqual({
      ok: true,
      origin: "ledger.example/breakwater",
      size: 20,
      root: Buffer.from(await log.tree.root()).toString("hex"),
      unsigned: 0,
      checkpoints: 1,
      receipts: 0,
      signatures: [{ name: "ledger.example/breakwater", algorithm: "ed25519", verifierKey: log.key.verifierKey, at: null, size: 20 }],
    });
  });

  test("verifies as a stream, and counts entries that are newer than the last checkpoint", async () => {
    async function* stream(): AsyncGenerator<string> {
      yield* lines;
    }
    const verdict = await verifyEntries({
      entries: stream(),
      checkpoints: [await log.checkpointAt(17), await log.checkpointAt(4)],
      trustedVerifierKeys,
      receipts: [await log.receiptFor(3, 9)],
    });
    expect(verdict).toMatchObject({ ok: true, size: 17, unsigned: 3, checkpoints: 3, receipts: 1 });
  });

  test.each([
    ["altered", lines.with(5, foreignLine), ["altered 5-5"]],
    ["deleted", without(5), ["deleted 5-5"]],
    ["deleted three in a row", without(5, 3), ["deleted 5-7"]],
    ["inserted", lines.toSpliced(5, 0, foreignLine), ["inserted 5-5"]],
    ["doubled", lines.toSpliced(5, 0, lines[2] as string), ["inserted 5-5"]],
    ["swapped", lines.with(5, lines[9] as string).with(9, lines[5] as string), ["reordered 5-5", "reordered 9-9"]],
    ["moved to the end", [...without(5), lines[5] as string], ["reordered 5-19"]],
    ["truncated", lines.slice(0, 15), ["truncated 15-19"]],
    ["emptied", [], ["truncated 0-19"]],
    ["both altered and deleted", without(12).with(3, foreignLine), ["altered 3-3", "deleted 12-12"]],
  ])("shows to the entry what was %s, when the log's leaf hashes are there", async (_, entries, findings) => {
    expect(await verdictOn({ entries, leafHashes })).toEqual(findings);
  });

  test.each([
    ["altered", lines.with(5, foreignLine), ["changed 0-19"]],
    ["swapped", lines.with(5, lines[9] as string).with(9, lines[5] as string), ["changed 0-19"]],
    ["deleted", without(5), ["missing 0-19"]],
    ["truncated", lines.slice(0, 15), ["missing 0-19"]],
  ])("is refused with an entry %s even with nothing but one checkpoint", async (_, entries, findings) => {
    expect(await verdictOn({ entries })).toEqual(findings);
  });

  test("shows damage between the checkpoints that still fit and the first that does not", async () => {
    const checkpoints = await Promise.all([4, 8, 12, 20].map(log.checkpointAt));
    expect(await verdictOn({ entries: lines.with(9, foreignLine), checkpoints })).toEqual(["changed 8-11"]);
    expect(await verdictOn({ entries: lines.slice(0, 13), checkpoints })).toEqual(["missing 12-19"]);
  });

  test("does not believe leaf hashes that were changed to fit the damage", async () => {
    const forged = await makeLog(log.entries.with(5, makeEntry(99)));
    expect(await verdictOn({ entries: forged.lines, leafHashes: forged.leafHashes })).toEqual(["changed 0-19"]);
    expect(await verdictOn({ entries: forged.lines, leafHashes: leafHashes.map((hash) => hash.toUpperCase()) })).toEqual(["changed 0-19"]);
  });

  test("is refused on the strength of one receipt that anybody kept, even if the log's key signed the changed history anew", async () => {
    const kept = await log.receiptFor(5, 8);
    const rewritten = await makeLog(log.entries.with(5, makeEntry(99)), log.key);
    const newCheckpoint = await rewritten.checkpointAt(20);
    expect(await verdictOn({ entries: rewritten.lines, leafHashes: rewritten.leafHashes, checkpoints: [newCheckpoint] })).toEqual(["ok"]);
    expect(await verdictOn({ entries: rewritten.lines, leafHashes: rewritten.leafHashes, checkpoints: [newCheckpoint], receipts: [kept] })).toEqual(["receipt-contradicted 5-5", "log-forked 0-7"]);
    // A receipt of another entry does as well, because its checkpoint covers the changed one.
    expect(await verdictOn({ entries: rewritten.lines, checkpoints: [newCheckpoint], receipts: [await log.receiptFor(2, 8)] })).toEqual(["log-forked 0-7"]);
    // Nor does it help to keep the old entries beside the new checkpoint.
    expect(await verdictOn({ checkpoints: [newCheckpoint, checkpoint] })).toEqual(["log-forked 0-19"]);
    expect(await verdictOn({ entries: lines.slice(0, 12), leafHashes: rewritten.leafHashes, checkpoints: [newCheckpoint], receipts: [await log.receiptFor(0, 16)] })).toEqual(["log-forked 0-15"]);
  });

  test("detects with one receipt and no other checkpoint what was altered, deleted, reordered or cut off", async () => {
    const only = { checkpoints: [], receipts: [await log.receiptFor(2)] };
    expect(await verdictOn(only)).toEqual(["ok"]);
    expect(await verdictOn({ ...only, entries: lines.with(11, foreignLine) })).toEqual(["changed 0-19"]);
    expect(await verdictOn({ ...only, entries: without(1) })).toEqual(["receipt-contradicted 2-2", "missing 0-19"]);
    expect(await verdictOn({ ...only, entries: [...without(11), lines[11] as string] })).toEqual(["changed 0-19"]);
    expect(await verdictOn({ ...only, entries: lines.slice(0, 2) })).toEqual(["receipt-contradicted 2-2", "missing 0-19"]);
  });

  test("names lines that are not the canonical JSON of an entry", async () => {
    const line = lines[5] as string;
    for (const bad of ["", "{", "null", "{}", ` ${line}`, line.replace('{"at"', '{"at":"x","at"'), JSON.stringify(makeEntry(5)), line.replace("person-1", "\ud800"), line + " ".repeat(70_000)]) {
      expect(await verdictOn({ entries: lines.with(5, bad), leafHashes })).toEqual(["entry-malformed 5-5", "altered 5-5"]);
    }
  });

  test("is refused without a checkpoint, or with one that is false or of another log", async () => {
    const other = await makeLogOf(20);
    expect(await verdictOn({ checkpoints: [] })).toEqual(["no-checkpoint"]);
    expect(await verdictOn({ checkpoints: ["hello", checkpoint] })).toEqual(["checkpoint-refused"]);
    expect(await verdictOn({ checkpoints: [await other.checkpointAt(20)] })).toEqual(["checkpoint-refused", "no-checkpoint"]);
    expect(await verdictOn({ receipts: [await other.receiptFor(1), null] })).toEqual(["receipt-refused", "receipt-refused"]);

    const elsewhere = generateNoteKey("elsewhere.example");
    const foreign = signCheckpoint({ origin: "elsewhere.example", size: 20, root: await log.tree.root() }, parseSignerKey(elsewhere.signerKey));
    expect(await verdictOn({ checkpoints: [checkpoint, foreign], trustedVerifierKeys: [...trustedVerifierKeys, elsewhere.verifierKey] })).toEqual(["checkpoint-refused"]);
  });

  test("bounds what it says about a hostile export", async () => {
    const verdict = await verifyEntries({ entries: Array.from({ length: 5000 }, () => "\u001b[2J"), checkpoints: [checkpoint], trustedVerifierKeys });
    expect(verdict).toMatchObject({ ok: false, findingsTotal: 5001 });
    expect(verdict.ok ? [] : verdict.findings).toHaveLength(100);
    expect(JSON.stringify(verdict)).not.toContain("\\u001b");
  });

  test("never verifies after any number of random edits that change it", async () => {
    const edit = fc.record({ kind: fc.constantFrom("alter", "delete", "insert", "move"), at: fc.nat({ max: 19 }), to: fc.nat({ max: 19 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 5 }), fc.boolean(), async (edits, withLeafHashes) => {
        let entries: readonly string[] = lines;
        for (const { kind, at, to } of edits) {
          if (kind === "alter") entries = entries.toSpliced(at, 1, foreignLine);
          if (kind === "delete") entries = entries.toSpliced(at, 1);
          if (kind === "insert") entries = entries.toSpliced(at, 0, foreignLine);
          if (kind === "move") entries = entries.toSpliced(at, 1).toSpliced(to, 0, ...entries.slice(at, at + 1));
        }
        const isUnchanged = lines.every((line, place) => entries[place] === line);
        const verdict = await verdictOn(withLeafHashes ? { entries, leafHashes } : { entries });
        expect(verdict.length > 0 && verdict[0] === "ok").toBe(isUnchanged);
        expect(verdict).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
