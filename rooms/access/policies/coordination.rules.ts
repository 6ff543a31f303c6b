import type { Role } from "#contracts/access";

export const COORDINATION_POLICY = {} as const satisfies Record<string, readonly Role[]>;
