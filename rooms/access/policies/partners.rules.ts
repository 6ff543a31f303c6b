import type { Role } from "#contracts/access";

/** Two keys: the developer's decision and the government's view are never one role's. */
export const PARTNERS_POLICY = {
  "partners:nominate": ["developer-release-lead", "partner-selection-officer"],
  "partners:vet": ["developer-release-lead", "partner-selection-officer"],
  "partners:read": ["developer-release-lead", "developer-security-lead", "partner-selection-officer"],
  "partners:decide": ["developer-release-lead"],
  "partners:stop": ["developer-release-lead", "developer-security-lead"],
  "partners:give-view": ["partner-selection-officer"],
  "partners:take-part": ["partner-security-lead"],
} as const satisfies Record<string, readonly Role[]>;
