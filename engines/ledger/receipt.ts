import { openCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { canonicalEntry, parseLedgerEntry } from "./ledger-entry.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { leafHash, MAX_PROOF_HASHES, verifyInclusion } from "./merkle-proof.ts";
import type { MerkleTree } from "./merkle-tree.ts";
import { readCount, readHash, readLines, readList, readObject, readOneOf, readText } from "./read-field.ts";
import { MAX_KEY_CHARACTERS, MAX_NOTE_CHARACTERS, parseVerifierKey } from "./signed-note.ts";

/** Proof, for one party to keep, that an entry stands in the log; checked without the log. */
export interface Receipt {
  readonly schema: "breakwater-receipt/1";
  readonly entry: LedgerEntry;
  readonly leafIndex: number;
  /** Inclusion proof against the checkpoint's root, hex. */
  readonly proof: readonly string[];
  /** The signed checkpoint's text. */
  readonly checkpoint: string;
  /** Says which key to check with. It is the issuer's claim: only a key you had beforehand makes it true. */
  readonly verifierKey: string;
}

export type ReceiptCode = "malformed" | "untrusted-key" | "bad-signature" | "not-included";

export type ReceiptVerdict =
  | { readonly ok: true; readonly entry: LedgerEntry; readonly leafIndex: number; readonly checkpoint: Checkpoint }
  | { readonly ok: false; readonly code: ReceiptCode; readonly message: string };

/** Makes the receipt of an entry that stands at `leafIndex` in `tree`; refuses to hand out one that does not verify. */
export async function issueReceipt({ tree, entry, leafIndex, checkpoint, verifierKey }: {
  readonly tree: MerkleTree;
  readonly entry: LedgerEntry;
  readonly leafIndex: number;
  readonly checkpoint: string;
  readonly verifierKey: string;
}): Promise<Receipt> {
  const { size } = openCheckpoint(checkpoint, [parseVerifierKey(verifierKey)]);
  const proof = await tree.inclusionProof(leafIndex, size);
  const receipt: Receipt = {
    schema: "breakwater-receipt/1",
    entry,
    leafIndex,
    proof: proof.map((hash) => Buffer.from(hash).toString("hex")),
    checkpoint,
    verifierKey,
  };
  const verdict = verifyReceipt(receipt, [verifierKey]);
  if (!verdict.ok) throw new LedgerRefusal("malformed", `no receipt for leaf ${leafIndex}: ${verdict.message}`);
  return receipt;
}

/**
 * Checks an attacker-controlled receipt, without network, against verifier keys that the caller had from elsewhere.
 * `ok` means: the log that owns the key has signed a tree in which exactly this entry stands at exactly this place.
 */
export function verifyReceipt(receipt: unknown, trustedVerifierKeys: readonly string[]): ReceiptVerdict {
  let fields: ParsedReceipt;
  let checkpoint: Checkpoint;
  try {
    fields = parseReceipt(receipt, "receipt");
    if (!trustedVerifierKeys.includes(fields.verifierKey)) {
      const key = quote(fields.verifierKey, MAX_KEY_CHARACTERS);
      const message = `receipt.verifierKey ${key} is not a key you trust; get the log's key from its publisher, not from the receipt`;
      return { ok: false, code: "untrusted-key", message };
    }
    checkpoint = openCheckpoint(fields.checkpoint, [parseVerifierKey(fields.verifierKey)]);
  } catch (error) {
    if (!(error instanceof LedgerRefusal)) throw error;
    const code = error.code === "untrusted-key" || error.code === "bad-signature" ? error.code : "malformed";
    return { ok: false, code, message: error.message };
  }
  const { entry, leafIndex, proof } = fields;
  const { size, root } = checkpoint;
  if (!verifyInclusion({ leafHash: leafHash(canonicalEntry(entry)), index: leafIndex, size, proof, root })) {
    const message = `the signed log does not hold this entry at place ${leafIndex}: the entry, its place or the proof was changed`;
    return { ok: false, code: "not-included", message };
  }
  return { ok: true, entry, leafIndex, checkpoint };
}

interface ParsedReceipt extends Omit<Receipt, "proof" | "schema"> {
  readonly proof: readonly Uint8Array[];
}

/** Shape and bounds only: nothing in the result is to be believed yet. */
export function parseReceipt(value: unknown, where: string): ParsedReceipt {
  const fields = readObject(value, where, ["schema", "entry", "leafIndex", "proof", "checkpoint", "verifierKey"]);
  readOneOf(fields.schema, `${where}.schema`, ["breakwater-receipt/1"]);
  return {
    entry: parseLedgerEntry(fields.entry, `${where}.entry`),
    leafIndex: readCount(fields.leafIndex, `${where}.leafIndex`),
    proof: readList(fields.proof, `${where}.proof`, { maxItems: MAX_PROOF_HASHES, item: readHash }),
    checkpoint: readLines(fields.checkpoint, `${where}.checkpoint`, MAX_NOTE_CHARACTERS),
    verifierKey: readText(fields.verifierKey, `${where}.verifierKey`, MAX_KEY_CHARACTERS),
  };
}
