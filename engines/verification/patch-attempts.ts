import { createHash } from "node:crypto";
import type { PatchVerdict, PatchVerdictName } from "./verification.types.ts";

/**
 * One try to verify a patch. Immutable: attempts are numbered from 1, each holds the digest of the one before it, and
 * nothing is ever taken back. What a patch's status is follows from all attempts together.
 */
export interface PatchAttempt {
  readonly number: number;
  /** SHA-256, hex, of the attempt before; null for the first. */
  readonly previous: string | null;
  readonly result: PatchVerdict;
}

export class AttemptsError extends Error {
  /** `altered`: an attempt's number or the digest of the one before it does not fit. */
  readonly code = "altered";

  constructor(message: string) {
    super(message);
    this.name = "AttemptsError";
  }
}

function digestOf(attempt: PatchAttempt): string {
  return createHash("sha256").update(JSON.stringify(attempt)).digest("hex");
}

/** Throws `AttemptsError` where an attempt was changed, taken out or put in. */
export function requireUnaltered(attempts: readonly PatchAttempt[]): void {
  for (const [index, attempt] of attempts.entries()) {
    const before = attempts[index - 1];
    if (attempt.number !== index + 1 || attempt.previous !== (before ? digestOf(before) : null))
      throw new AttemptsError(`attempt ${index + 1} does not follow from the one before it: the record of attempts was altered`);
  }
}

/** The attempts with one more; those given stay as they are. */
export function addAttempt(attempts: readonly PatchAttempt[], result: PatchVerdict): readonly PatchAttempt[] {
  requireUnaltered(attempts);
  const last = attempts.at(-1);
  const attempt: PatchAttempt = Object.freeze({ number: attempts.length + 1, previous: last ? digestOf(last) : null, result });
  return Object.freeze([...attempts, attempt]);
}

export interface PatchStatus {
  readonly status: PatchVerdictName | "untried";
  /** The attempt the status rests on; null when untried. */
  readonly attempt: number | null;
  readonly reason: string;
}

// What was once shown stays shown: a crash that was left, then a behaviour that was changed. Among the others the last
// that could tell counts, and one that could not tell overrules nothing.
const STICKY: readonly PatchVerdictName[] = ["incomplete", "breaks-behaviour"];

/** What all attempts say of the patch with this digest. A found bypass is sticky: no later green run overrules it. */
export function derivePatchStatus(attempts: readonly PatchAttempt[], patchDigest: string): PatchStatus {
  requireUnaltered(attempts);
  const own = attempts.filter(({ result }) => result.evidence.patchDigest === patchDigest);
  const shown = STICKY.flatMap((verdict) => own.find(({ result }) => result.verdict === verdict) ?? [])[0];
  const decisive = shown ?? own.findLast(({ result }) => result.verdict !== "inconclusive") ?? own.at(-1);
  if (!decisive) return { status: "untried", attempt: null, reason: "no attempt was made with this patch" };
  return { status: decisive.result.verdict, attempt: decisive.number, reason: decisive.result.reason };
}
