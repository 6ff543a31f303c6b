import type { ReproductionOutcome } from "./verification.types.ts";

/** All runs: reproduced. Some: flaky. None: not reproduced, whatever the bundle says of itself. */
export function reachOutcome(shown: number, runs: number): ReproductionOutcome {
  if (shown === runs) return { outcome: "reproduced", k: shown, n: runs };
  return shown > 0 ? { outcome: "flaky", k: shown, n: runs } : { outcome: "not-reproduced", n: runs };
}
