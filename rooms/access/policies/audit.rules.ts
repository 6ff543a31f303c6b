import type { Role } from "#contracts/access";

export const AUDIT_POLICY = {
  "audit:export": ["oversight"],
} as const satisfies Record<string, readonly Role[]>;
