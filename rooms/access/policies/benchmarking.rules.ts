import type { Role } from "#contracts/access";

export const BENCHMARKING_POLICY = {} as const satisfies Record<string, readonly Role[]>;
