import type { Role } from "#contracts/access";

export const FINDINGS_POLICY = {} as const satisfies Record<string, readonly Role[]>;
