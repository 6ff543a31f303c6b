import type { Role } from "#contracts/access";

const SUBMITTERS = ["finder", "developer-release-lead", "developer-security-lead", "partner-security-lead"] as const;

/**
 * Submitters see their own organisation's findings, the clearinghouse sees all. Benchmarking roles are in none of these
 * lists, and a finding's body stays shut to them even beside another role (INV-13).
 */
export const FINDINGS_POLICY = {
  "findings:claim": SUBMITTERS,
  "findings:submit": SUBMITTERS,
  "findings:record-opt-out": ["clearinghouse-analyst"],
  "findings:read": [...SUBMITTERS, "validator", "clearinghouse-analyst", "clearinghouse-director"],
  "findings:read-body": [...SUBMITTERS, "validator", "clearinghouse-analyst"],
  "findings:run-again": ["clearinghouse-analyst"],
  "findings:validate": ["validator"],
  "findings:prioritise": ["clearinghouse-analyst"],
  "findings:give-severity": [...SUBMITTERS, "clearinghouse-analyst"],
} as const satisfies Record<string, readonly Role[]>;
