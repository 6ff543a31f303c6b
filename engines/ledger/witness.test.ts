import { describe, expect, test } from "vitest";
import { openCheckpoint, signCheckpoint, type TreeHead } from "./checkpoint.ts";
import { LedgerRefusal } from "./ledger.errors.ts";
import type { MerkleTree } from "./merkle-tree.ts";
import { generateNoteKey, parseSignerKey, parseVerifierKey } from "./note-key.ts";
import { sha256 } from "./sha256.ts";
import { addSignatures } from "./signed-note.ts";
import { makeEntry, makeLog, makeLogOf, ORIGIN } from "../../tests/setup/small-log.ts";
import { checkCosignatures, cosignCheckpoint } from "./witness.ts";

const log = await makeLogOf(21);
const logKeys = [parseVerifierKey(log.key.verifierKey)];
const key = generateNoteKey("witness.example/w1", "cosignature-ed25519");
const signers = [parseSignerKey(key.signerKey)];

/** The same key's log with another seventh entry: what a fork is. */
const forked = await makeLog(Array.from({ length: 30 }, (_, place) => makeEntry(place === 7 ? 777 : place)), log.key);

const headAt = async (tree: MerkleTree, size: number): Promise<TreeHead> => ({ origin: ORIGIN, size, root: await tree.root(size) });
const ask = (seen: TreeHead | null, checkpoint: string, proof: readonly Uint8Array[] = []) => cosignCheckpoint({ seen, checkpoint, proof, logKeys, signers, seconds: 1_764_000_000 });

const refusalOf = (act: () => unknown): string => {
  try {
    act();
    return "cosigned";
  } catch (error) {
    if (error instanceof LedgerRefusal) return error.code;
    throw error;
  }
};

describe("a witness", () => {
  test("cosigns the first head it sees, and then every one that continues it", async () => {
    const first = ask(null, await log.checkpointAt(8));
    expect(first.head).toEqual(await headAt(log.tree, 8));
    const second = ask(first.head, await log.checkpointAt(21), await log.tree.consistencyProof(8, 21));
    const note = addSignatures(await log.checkpointAt(21), second.lines);
    expect(openCheckpoint(note, [...logKeys, parseVerifierKey(key.verifierKey)]).signatures.map(({ name, at }) => [name, at])).toEqual([[ORIGIN, null], ["witness.example/w1", "2025-11-24T16:00:00.000Z"]]);
    expect(ask(second.head, await log.checkpointAt(21)).head).toEqual(second.head);
  });

  test("refuses a second head of the same size: a split view", async () => {
    const seen = await headAt(log.tree, 21);
    const other = await forked.checkpointAt(21);
    expect(refusalOf(() => ask(seen, other))).toBe("log-forked");
    expect(() => ask(seen, other)).toThrow("the log's key has signed two different histories of 21 entries");
  });

  test("refuses an older head, a later one that does not continue it, and one of whose continuing nothing is shown", async () => {
    const seen = await headAt(log.tree, 21);
    const [older, later, proof] = [await log.checkpointAt(8), await forked.checkpointAt(30), await forked.tree.consistencyProof(21, 30)];
    expect(refusalOf(() => ask(seen, older))).toBe("rolled-back");
    expect(refusalOf(() => ask(seen, later, proof))).toBe("not-consistent");
    expect(refusalOf(() => ask(seen, later))).toBe("not-consistent");
  });

  test("refuses a head that the log has not signed, and one of another log", async () => {
    const stranger = await makeLogOf(21);
    const unsigned = await stranger.checkpointAt(21);
    expect(refusalOf(() => ask(null, unsigned))).toBe("untrusted-key");
    const own = generateNoteKey("other.example/log");
    const other = signCheckpoint({ origin: "other.example/log", size: 30, root: sha256("x") }, parseSignerKey(own.signerKey));
    const keys = [parseVerifierKey(own.verifierKey)];
    expect(refusalOf(() => cosignCheckpoint({ seen: { origin: ORIGIN, size: 21, root: sha256("y") }, checkpoint: other, proof: [], logKeys: keys, signers, seconds: 1 }))).toBe("malformed");
  });
});

describe("what a witness brings back", () => {
  test("is taken when it fits the head and is of a witness that is known, one line at a time", async () => {
    const checkpoint = await log.checkpointAt(21);
    const { lines } = ask(null, checkpoint);
    expect(checkCosignatures(checkpoint, lines, [key.verifierKey]).map(({ verifier, line }) => [verifier.name, line])).toEqual([["witness.example/w1", lines[0]]]);
    const earlier = await log.checkpointAt(20);
    expect(refusalOf(() => checkCosignatures(earlier, lines, [key.verifierKey]))).toBe("bad-signature");
    expect(refusalOf(() => checkCosignatures(checkpoint, lines, []))).toBe("untrusted-key");
    const stranger = generateNoteKey("witness.example/w2", "cosignature-ed25519");
    const smuggled = `${lines[0]}${ask(null, checkpoint).lines[0]?.replace("w1", "w2")}`;
    expect(refusalOf(() => checkCosignatures(checkpoint, [smuggled], [key.verifierKey, stranger.verifierKey]))).toBe("malformed");
    expect(refusalOf(() => checkCosignatures(checkpoint, ["\u2014 x"], [key.verifierKey]))).toBe("malformed");
  });
});
