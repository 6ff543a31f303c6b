import type { Role } from "#contracts/access";

export const ENGAGEMENT_POLICY = {} as const satisfies Record<string, readonly Role[]>;
