import type { Role } from "#contracts/access";

/** The low side only asks and shows; who decides stands in the enclave's own policy. */
export const DETERMINATION_POLICY = {
  "determination:request": ["developer-release-lead"],
  "determination:read-own": ["developer-release-lead", "developer-security-lead"],
} as const satisfies Record<string, readonly Role[]>;
