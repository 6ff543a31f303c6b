import type { Role } from "#contracts/access";

/** The developer's acts are the release lead's; stopping is also the security lead's, so that it never waits for one person. */
export const ENGAGEMENT_POLICY = {
  "engagement:open": ["developer-release-lead"],
  "engagement:manage": ["developer-release-lead"],
  "engagement:stop": ["developer-release-lead", "developer-security-lead"],
  "engagement:read-own": ["developer-release-lead", "developer-security-lead"],
  "engagement:evaluate": ["agency-evaluator"],
} as const satisfies Record<string, readonly Role[]>;
