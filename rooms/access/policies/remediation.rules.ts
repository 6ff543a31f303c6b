import type { Role } from "#contracts/access";

const FINDERS = ["finder", "developer-release-lead", "developer-security-lead", "partner-security-lead"] as const;

/** Maintainers come by a mailed link and need no role here. Finders see the patches of cases that their findings opened. */
export const REMEDIATION_POLICY = {
  "remediation:propose": [...FINDERS, "clearinghouse-analyst"],
  "remediation:read": [...FINDERS, "clearinghouse-analyst", "validator"],
  "remediation:confirm": ["clearinghouse-analyst", "validator"],
  "remediation:release": ["clearinghouse-analyst"],
  "remediation:withdraw": ["clearinghouse-analyst"],
} as const satisfies Record<string, readonly Role[]>;
