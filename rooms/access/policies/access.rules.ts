import type { Role } from "#contracts/access";

export const ACCESS_POLICY = {
  "access:administer": ["administrator"],
} as const satisfies Record<string, readonly Role[]>;
