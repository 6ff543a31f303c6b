import type { CrashSignature, ExpectedEffect, ReproductionOutcome } from "./verification.types.ts";

export function showsEffect(signature: CrashSignature | null, expected: ExpectedEffect): boolean {
  if (!signature) return false;
  if (expected.kind === "signal") return signature.kind === "signal" && signature.class === expected.signal;
  return signature.kind !== "signal" && signature.class.toLowerCase() === expected.class.toLowerCase();
}

/** All runs: reproduced. Some: flaky. None: not reproduced, whatever the bundle says of itself. */
export function reachOutcome(shown: number, runs: number): ReproductionOutcome {
  if (shown === runs) return { outcome: "reproduced", k: shown, n: runs };
  return shown > 0 ? { outcome: "flaky", k: shown, n: runs } : { outcome: "not-reproduced", n: runs };
}
