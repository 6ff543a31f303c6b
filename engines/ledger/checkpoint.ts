// C2SP checkpoints (c2sp.org/tlog-checkpoint): a signed note of origin, tree size and root hash, one a line.
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { readBase64 } from "./read-field.ts";
import { openNote, signNote } from "./signed-note.ts";
import type { NoteSigner, NoteVerifier } from "./signed-note.ts";

/** What a log says of itself at one moment. */
export interface TreeHead {
  /** The log's name, and the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface Checkpoint extends TreeHead {
  /** The verifier keys whose signature was checked, the log's own among them. */
  readonly signedBy: readonly string[];
}

/** A checkpoint signed by the log (a signer whose name is the origin) and by whoever else is given. */
export function signCheckpoint({ origin, size, root }: TreeHead, ...signers: readonly NoteSigner[]): string {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new LedgerRefusal("out-of-range", `checkpoint size ${size} is not a number of leaves`);
  }
  if (root.length !== 32) throw new LedgerRefusal("malformed", `checkpoint root has ${root.length} bytes, not 32`);
  if (!signers.some(({ name }) => name === origin)) {
    throw new LedgerRefusal("bad-key", `no signer bears the origin's name ${quote(origin)}`);
  }
  return signNote(`${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`, signers);
}

/**
 * The checkpoint in an attacker-controlled text, once the log's own signature was checked with one of the verifiers.
 * A witness's signature alone does not do: it only says that the witness saw the log's.
 * Refusals: `malformed`, `untrusted-key`, `bad-signature`.
 */
export function openCheckpoint(text: string, verifiers: readonly NoteVerifier[]): Checkpoint {
  const { text: body, signedBy } = openNote(text, verifiers);
  const [origin = "", size = "", root, ...rest] = body.split("\n");
  // Extension lines are allowed by the format and discouraged, since nobody can audit them; ours never have any.
  if (rest.length !== 1 || origin === "") {
    throw new LedgerRefusal("malformed", "a checkpoint must have exactly three lines: origin, size, root");
  }
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new LedgerRefusal("malformed", `the checkpoint's size ${quote(size)} is not a number of leaves`);
  }
  const rootHash = readBase64(root, "the checkpoint's root", 44);
  if (rootHash.length !== 32) {
    throw new LedgerRefusal("malformed", `the checkpoint's root has ${rootHash.length} bytes, not 32`);
  }
  if (!signedBy.some(({ name }) => name === origin)) {
    throw new LedgerRefusal("untrusted-key", `the log ${quote(origin)} itself has not signed this checkpoint with a key that you trust`);
  }
  return { origin, size: Number(size), root: rootHash, signedBy: signedBy.map(({ verifierKey }) => verifierKey) };
}
