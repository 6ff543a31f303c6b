import type { Role } from "#contracts/access";

export const PARTNERS_POLICY = {} as const satisfies Record<string, readonly Role[]>;
