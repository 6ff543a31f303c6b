import type { Role } from "#contracts/access";

export const DETERMINATION_POLICY = {} as const satisfies Record<string, readonly Role[]>;
