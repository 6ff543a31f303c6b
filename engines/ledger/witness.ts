// A witness keeps the newest head that it saw of a log, and cosigns another only when that continues the one it keeps
// (c2sp.org/tlog-witness). So whoever trusts a witness knows that everybody else was shown the same history.
import { openCheckpoint } from "./checkpoint.ts";
import type { TreeHead } from "./checkpoint.ts";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { sameHash, verifyConsistency } from "./merkle-proof.ts";
import { parseWitnessKey } from "./note-key.ts";
import type { NoteSigner, NoteVerifier } from "./note-key.ts";
import { openNote, readNote, signatureLine } from "./signed-note.ts";
import type { NoteSignature } from "./signed-note.ts";

export interface CosignRequest {
  /** The newest head that this witness has cosigned; null before its first. Kept by the witness, believed. */
  readonly seen: TreeHead | null;
  /** The log's new checkpoint, attacker-controlled as is the proof. */
  readonly checkpoint: string;
  /** From the size seen to the new one; empty at the first, and when the size is the same. */
  readonly proof: readonly Uint8Array[];
  /** The log's keys, had from its publisher. */
  readonly logKeys: readonly NoteVerifier[];
  readonly signers: readonly NoteSigner[];
  /** Now, POSIX. */
  readonly seconds: number;
}

/**
 * Cosignature lines for a checkpoint, and the head to keep before they are handed out.
 * Refusals: those of `openCheckpoint`; `rolled-back`, `log-forked`, `not-consistent`: nothing is signed then, and the
 * head seen and this checkpoint, both signed by the log, are evidence against it.
 */
export function cosignCheckpoint({ seen, checkpoint, proof, logKeys, signers, seconds }: CosignRequest): { readonly lines: readonly string[]; readonly head: TreeHead } {
  const { origin, size, root } = openCheckpoint(checkpoint, logKeys);
  const head: TreeHead = { origin, size, root };
  if (seen) requireContinuation(seen, head, proof);
  const { text } = readNote(checkpoint);
  return { lines: signers.map((signer) => signatureLine(signer, signer.sign(text, seconds))), head };
}

/** Refuses a head that does not continue another. */
export function requireContinuation(seen: TreeHead, next: TreeHead, proof: readonly Uint8Array[]): void {
  if (next.origin !== seen.origin) throw new LedgerRefusal("malformed", `this is the log ${quote(next.origin)}, and the head that is kept is of ${quote(seen.origin)}; keep a file for each log`);
  if (next.size < seen.size) throw new LedgerRefusal("rolled-back", `the log shows ${next.size} entries and has signed ${seen.size} before: entries were cut off, or an old head is passed off as new`);
  if (next.size === seen.size) {
    if (sameHash(next.root, seen.root)) return;
    throw new LedgerRefusal("log-forked", `the log's key has signed two different histories of ${seen.size} entries. Keep both checkpoints, and show them to others`);
  }
  const isContinued = seen.size === 0 || verifyConsistency({ firstSize: seen.size, firstRoot: seen.root, secondSize: next.size, secondRoot: next.root, proof });
  if (!isContinued) throw new LedgerRefusal("not-consistent", `it is not shown that the log of ${next.size} entries continues the one of ${seen.size}: the proof is wrong, or the log has forked. Keep both checkpoints, and show them to others`);
}

/** The lines of a witness that fit this checkpoint, once checked; refuses lines of whom it does not know, and false ones. */
export function checkCosignatures(checkpoint: string, lines: readonly string[], witnessKeys: readonly string[]): readonly (NoteSignature & { readonly line: string })[] {
  const verifiers = witnessKeys.map(parseWitnessKey);
  const { text } = readNote(checkpoint);
  return lines.flatMap((line) => {
    const note = `${text}\n${line}`;
    if (readNote(note).lines.length !== 1) throw new LedgerRefusal("malformed", "each line must be one signature line of a note, with its line break");
    return openNote(note, verifiers).signatures.map((signature) => ({ ...signature, line }));
  });
}
