import type { Role } from "#contracts/access";

export const OVERSIGHT_POLICY = {
  "oversight:report": ["oversight"],
} as const satisfies Record<string, readonly Role[]>;
