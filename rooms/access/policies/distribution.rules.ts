import type { Role } from "#contracts/access";

export const DISTRIBUTION_POLICY = {} as const satisfies Record<string, readonly Role[]>;
