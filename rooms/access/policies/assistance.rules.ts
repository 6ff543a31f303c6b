import type { Role } from "#contracts/access";

export const ASSISTANCE_POLICY = {
  "assistance:ask": ["operator", "operator-delegate", "state-local-authority"],
  "assistance:help": ["directive-officer", "partner-security-lead"],
} as const satisfies Record<string, readonly Role[]>;
