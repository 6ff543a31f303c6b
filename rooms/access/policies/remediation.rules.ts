import type { Role } from "#contracts/access";

export const REMEDIATION_POLICY = {} as const satisfies Record<string, readonly Role[]>;
