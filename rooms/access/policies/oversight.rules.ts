import type { Role } from "#contracts/access";

export const OVERSIGHT_POLICY = {} as const satisfies Record<string, readonly Role[]>;
