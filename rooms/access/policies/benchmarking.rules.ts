import type { Role } from "#contracts/access";

/** The enclave's people. An administrator sees whether keys and guard work, and nothing of standards, runs or results. */
export const BENCHMARKING_POLICY = {
  "benchmarking:write-standard": ["benchmark-analyst"],
  "benchmarking:read-standard": ["benchmark-analyst", "nsa-director"],
  "benchmarking:read-request": ["benchmark-analyst", "nsa-director", "consultee"],
  "benchmarking:read-results": ["benchmark-analyst", "nsa-director"],
  "benchmarking:run": ["benchmark-analyst"],
  "benchmarking:give-view": ["consultee"],
  "benchmarking:recommend": ["benchmark-analyst"],
  "benchmarking:sign": ["nsa-director"],
  "benchmarking:read-status": ["benchmark-analyst", "nsa-director", "administrator"],
} as const satisfies Record<string, readonly Role[]>;
