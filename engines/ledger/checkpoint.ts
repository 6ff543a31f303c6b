// C2SP checkpoints (c2sp.org/tlog-checkpoint): a signed note of origin, tree size and root hash, one a line.
import { KINDS } from "./note-algorithms.ts";
import type { NoteAlgorithm } from "./note-algorithms.ts";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import type { NoteSigner, NoteVerifier } from "./note-key.ts";
import { openNote, signNote } from "./signed-note.ts";
import type { NoteSignature } from "./signed-note.ts";
import { readTreeHead, writeTreeHead } from "./tree-head.ts";
import type { TreeHead } from "./tree-head.ts";

export type { TreeHead } from "./tree-head.ts";

/** A signature on a checkpoint that was checked. */
export interface CheckedSignature {
  readonly name: string;
  readonly algorithm: NoteAlgorithm;
  readonly verifierKey: string;
  /** When a witness says to have seen this head as the log's newest, as `toISOString` writes it; null where nothing is said. */
  readonly at: string | null;
}

export interface Checkpoint extends TreeHead {
  /** The verifier keys whose signature was checked, the log's own among them. */
  readonly signedBy: readonly string[];
  readonly signatures: readonly CheckedSignature[];
  /** Who else signed, by keys that the reader did not name: unjudged. */
  readonly unchecked: readonly { readonly name: string; readonly keyId: string }[];
}

/** A checkpoint signed by the log (a signer whose name is the origin) and by whoever else is given. */
export function signCheckpoint(head: TreeHead, ...signers: readonly NoteSigner[]): string {
  const text = writeTreeHead(head);
  if (!signers.some(({ name }) => name === head.origin)) {
    throw new LedgerRefusal("bad-key", `no signer bears the origin's name ${quote(head.origin)}`);
  }
  return signNote(text, signers);
}

/**
 * The checkpoint in an attacker-controlled text, once the log's own signatures were checked with the verifiers. Whoever
 * names keys of two kinds for a log, such as Ed25519 and ML-DSA-65, is shown only what both have signed; of several keys
 * of one kind, as around a change of keys, one does. A witness's signature alone never does: it only says that the
 * witness saw the log's.
 * Refusals: `malformed`, `untrusted-key`, `bad-signature`, `signature-missing`.
 */
export function openCheckpoint(text: string, verifiers: readonly NoteVerifier[]): Checkpoint {
  const { text: body, signatures, unchecked } = openNote(text, verifiers);
  const head = readTreeHead(body);
  const isOwn = ({ name }: NoteVerifier): boolean => name === head.origin;
  const signed = new Set(signatures.filter(({ verifier }) => isOwn(verifier)).map(({ verifier }) => verifier.algorithm));
  if (signed.size === 0) {
    throw new LedgerRefusal("untrusted-key", `the log ${quote(head.origin)} itself has not signed this checkpoint with a key that you trust`);
  }
  const missing = verifiers.filter(isOwn).find(({ algorithm }) => !signed.has(algorithm));
  if (missing) {
    throw new LedgerRefusal("signature-missing", `the log ${quote(head.origin)} has not signed this checkpoint with the ${KINDS[missing.algorithm].words} key ${missing.keyId} that you trust, only with ${[...signed].map((one) => KINDS[one].words).join(" and ")}`);
  }
  return { ...head, signedBy: signatures.map(({ verifier }) => verifier.verifierKey), signatures: signatures.map(toChecked), unchecked };
}

export function toChecked({ verifier: { name, algorithm, verifierKey }, seconds }: NoteSignature): CheckedSignature {
  return { name, algorithm, verifierKey, at: seconds === null || seconds === 0 ? null : toInstant(seconds) };
}

function toInstant(seconds: number): string | null {
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** One checked signature in words, for people. */
export function signatureInWords({ name, algorithm, at }: CheckedSignature): string {
  return `${KINDS[algorithm].words} of ${quote(name)}${at === null ? "" : ` at ${at}`}`;
}
