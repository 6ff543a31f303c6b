import type { Role } from "#contracts/access";

export const ASSISTANCE_POLICY = {} as const satisfies Record<string, readonly Role[]>;
