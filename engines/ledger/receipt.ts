import { openCheckpoint, toChecked } from "./checkpoint.ts";
import type { CheckedSignature, Checkpoint } from "./checkpoint.ts";
import { canonicalEntry, parseLedgerEntry } from "./ledger-entry.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { leafHash, MAX_PROOF_HASHES, verifyInclusion } from "./merkle-proof.ts";
import type { MerkleTree } from "./merkle-tree.ts";
import { MAX_KEY_CHARACTERS, parseVerifierKey, parseWitnessKey } from "./note-key.ts";
import type { NoteVerifier } from "./note-key.ts";
import { readCount, readHash, readLines, readList, readObject, readOneOf, readText } from "./read-field.ts";
import { MAX_NOTE_CHARACTERS, MAX_SIGNATURES, openNote } from "./signed-note.ts";

/** Proof, for one party to keep, that an entry stands in the log; checked without the log. */
export interface Receipt {
  /** 1 has no `furtherKeys`. */
  readonly schema: "breakwater-receipt/1" | "breakwater-receipt/2";
  readonly entry: LedgerEntry;
  readonly leafIndex: number;
  /** Inclusion proof against the checkpoint's root, hex. */
  readonly proof: readonly string[];
  /** The signed checkpoint's text, with the cosignatures of witnesses. */
  readonly checkpoint: string;
  /** Says which key to check with. It is the issuer's claim: only a key you had beforehand makes it true. */
  readonly verifierKey: string;
  /** The log's keys of other kinds that have signed too, and equally claims: each must fit, also where nobody trusts it. */
  readonly furtherKeys?: readonly string[];
}

export type ReceiptCode = "malformed" | "untrusted-key" | "bad-signature" | "signature-missing" | "not-included" | "not-witnessed" | "unsupported";

export type ReceiptVerdict =
  | {
      readonly ok: true;
      readonly entry: LedgerEntry;
      readonly leafIndex: number;
      /** Its `signatures` are those of keys that the reader trusts. */
      readonly checkpoint: Checkpoint;
      /** Signatures that fit the keys which the receipt itself names and the reader did not. */
      readonly claimed: readonly CheckedSignature[];
    }
  | { readonly ok: false; readonly code: ReceiptCode; readonly message: string };

export interface ReceiptParts {
  readonly tree: MerkleTree;
  readonly entry: LedgerEntry;
  readonly leafIndex: number;
  readonly checkpoint: string;
  readonly verifierKey: string;
  readonly furtherKeys?: readonly string[];
}

/** Makes the receipt of an entry that stands at `leafIndex` in `tree`; refuses to hand out one that does not verify. */
export async function issueReceipt({ tree, entry, leafIndex, checkpoint, verifierKey, furtherKeys = [] }: ReceiptParts): Promise<Receipt> {
  const { size } = openCheckpoint(checkpoint, [parseVerifierKey(verifierKey)]);
  const proof = await tree.inclusionProof(leafIndex, size);
  const receipt: Receipt = {
    schema: "breakwater-receipt/2",
    entry,
    leafIndex,
    proof: proof.map((hash) => Buffer.from(hash).toString("hex")),
    checkpoint,
    verifierKey,
    furtherKeys,
  };
  const verdict = verifyReceipt(receipt, [verifierKey, ...furtherKeys]);
  if (!verdict.ok) throw new LedgerRefusal("malformed", `no receipt for leaf ${leafIndex}: ${verdict.message}`);
  return receipt;
}

/**
 * Checks an attacker-controlled receipt, without network, against verifier keys that the caller had from elsewhere: the
 * log's, one or of several kinds, and the witnesses' that must all have cosigned.
 * `ok` means: the log that owns the keys has signed a tree in which exactly this entry stands at exactly this place.
 */
export function verifyReceipt(receipt: unknown, trustedVerifierKeys: readonly string[], { witnesses = [] }: { readonly witnesses?: readonly string[] } = {}): ReceiptVerdict {
  let fields: ParsedReceipt;
  let checkpoint: Checkpoint;
  let claimed: readonly CheckedSignature[];
  try {
    fields = parseReceipt(receipt, "receipt");
    const named = [fields.verifierKey, ...fields.furtherKeys];
    if (!named.some((key) => trustedVerifierKeys.includes(key))) {
      const key = quote(fields.verifierKey, MAX_KEY_CHARACTERS);
      const message = `receipt.verifierKey ${key} is not a key you trust; get the log's key from its publisher, not from the receipt`;
      return { ok: false, code: "untrusted-key", message };
    }
    checkpoint = openCheckpoint(fields.checkpoint, [...trustedVerifierKeys.map(parseVerifierKey), ...witnesses.map(parseWitnessKey)]);
    claimed = checkClaimedKeys(fields, trustedVerifierKeys);
  } catch (error) {
    if (!(error instanceof LedgerRefusal)) throw error;
    return { ok: false, code: CODES.find((code) => code === error.code) ?? "malformed", message: error.message };
  }
  const unseen = findUnseen(checkpoint, witnesses);
  if (unseen !== undefined) {
    return { ok: false, code: "not-witnessed", message: `the witness ${quote(parseVerifierKey(unseen).name)} has not cosigned this checkpoint; fetch the receipt again once it has` };
  }
  const { entry, leafIndex, proof } = fields;
  const { size, root } = checkpoint;
  if (!verifyInclusion({ leafHash: leafHash(canonicalEntry(entry)), index: leafIndex, size, proof, root })) {
    const message = `the signed log does not hold this entry at place ${leafIndex}: the entry, its place or the proof was changed`;
    return { ok: false, code: "not-included", message };
  }
  return { ok: true, entry, leafIndex, checkpoint, claimed };
}

/** A witness that has not said when it saw this head as the newest one. */
export function findUnseen({ signatures }: Checkpoint, witnesses: readonly string[]): string | undefined {
  return witnesses.find((key) => !signatures.some(({ verifierKey, at }) => verifierKey === key && at !== null));
}

const CODES: readonly ReceiptCode[] = ["untrusted-key", "bad-signature", "signature-missing", "unsupported"];

/** A key that the receipt names is no proof of whose it is; but a line that it does not fit was broken by somebody. */
function checkClaimedKeys({ checkpoint, verifierKey, furtherKeys }: ParsedReceipt, trusted: readonly string[]): readonly CheckedSignature[] {
  const verifiers = [verifierKey, ...furtherKeys].filter((key) => !trusted.includes(key)).flatMap(parseWhereSupported);
  if (verifiers.length === 0) return [];
  const missing = (key: NoteVerifier): never => {
    throw new LedgerRefusal("signature-missing", `the receipt names the key ${key.keyId} of ${quote(key.name)}, which has not signed its checkpoint`);
  };
  try {
    const { signatures } = openNote(checkpoint, verifiers);
    for (const verifier of verifiers) if (!signatures.some((signature) => signature.verifier === verifier)) missing(verifier);
    return signatures.map(toChecked);
  } catch (error) {
    const [first] = verifiers;
    if (error instanceof LedgerRefusal && error.code === "untrusted-key" && first) return missing(first);
    if (error instanceof LedgerRefusal && error.code === "bad-signature") throw new LedgerRefusal("bad-signature", `${error.message}, while the signature by the key you trust fits`, { cause: error });
    throw error;
  }
}

/** An older runtime checks what it can: whoever trusts a key of a kind it does not know is told so before. */
function parseWhereSupported(key: string): readonly NoteVerifier[] {
  try {
    return [parseVerifierKey(key)];
  } catch (error) {
    if (error instanceof LedgerRefusal && error.code === "unsupported") return [];
    throw error;
  }
}

interface ParsedReceipt extends Omit<Receipt, "proof" | "schema" | "furtherKeys"> {
  readonly proof: readonly Uint8Array[];
  readonly furtherKeys: readonly string[];
}

/** Shape and bounds only: nothing in the result is to be believed yet. */
export function parseReceipt(value: unknown, where: string): ParsedReceipt {
  const isFirst = typeof value === "object" && value !== null && (value as { readonly schema?: unknown }).schema === "breakwater-receipt/1";
  const fields: Record<string, unknown> = readObject(value, where, ["schema", "entry", "leafIndex", "proof", "checkpoint", "verifierKey", ...(isFirst ? [] : ["furtherKeys"])]);
  readOneOf(fields["schema"], `${where}.schema`, ["breakwater-receipt/1", "breakwater-receipt/2"]);
  const readKey = (key: unknown, field: string): string => readText(key, field, MAX_KEY_CHARACTERS);
  return {
    entry: parseLedgerEntry(fields["entry"], `${where}.entry`),
    leafIndex: readCount(fields["leafIndex"], `${where}.leafIndex`),
    proof: readList(fields["proof"], `${where}.proof`, { maxItems: MAX_PROOF_HASHES, item: readHash }),
    checkpoint: readLines(fields["checkpoint"], `${where}.checkpoint`, MAX_NOTE_CHARACTERS),
    verifierKey: readKey(fields["verifierKey"], `${where}.verifierKey`),
    furtherKeys: isFirst ? [] : readList(fields["furtherKeys"], `${where}.furtherKeys`, { maxItems: MAX_SIGNATURES, item: readKey }),
  };
}
