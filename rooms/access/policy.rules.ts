import type { Role } from "#contracts/access";
import { ACCESS_POLICY } from "./policies/access.rules.ts";
import { AUDIT_POLICY } from "./policies/audit.rules.ts";
import { ENGAGEMENT_POLICY } from "./policies/engagement.rules.ts";
import { DETERMINATION_POLICY } from "./policies/determination.rules.ts";
import { PARTNERS_POLICY } from "./policies/partners.rules.ts";
import { FINDINGS_POLICY } from "./policies/findings.rules.ts";
import { COORDINATION_POLICY } from "./policies/coordination.rules.ts";
import { REMEDIATION_POLICY } from "./policies/remediation.rules.ts";
import { PUBLICATION_POLICY } from "./policies/publication.rules.ts";
import { DISTRIBUTION_POLICY } from "./policies/distribution.rules.ts";
import { ASSISTANCE_POLICY } from "./policies/assistance.rules.ts";
import { OBLIGATIONS_POLICY } from "./policies/obligations.rules.ts";
import { OVERSIGHT_POLICY } from "./policies/oversight.rules.ts";
import { BENCHMARKING_POLICY } from "./policies/benchmarking.rules.ts";

/**
 * Which roles may use which action at all; whether this very record is theirs is decided beside the record. Default
 * deny: an action that is not here is nobody's, and a route that names one does not start.
 */
const POLICY: Readonly<Record<string, readonly Role[]>> = {
  ...ACCESS_POLICY,
  ...AUDIT_POLICY,
  ...ENGAGEMENT_POLICY,
  ...DETERMINATION_POLICY,
  ...PARTNERS_POLICY,
  ...FINDINGS_POLICY,
  ...COORDINATION_POLICY,
  ...REMEDIATION_POLICY,
  ...PUBLICATION_POLICY,
  ...DISTRIBUTION_POLICY,
  ...ASSISTANCE_POLICY,
  ...OBLIGATIONS_POLICY,
  ...OVERSIGHT_POLICY,
  ...BENCHMARKING_POLICY,
};

export const PUBLIC = "public";
export const SIGNED_IN = "signed-in";

export type AdmissionAnswer = "admitted" | "sign-in-needed" | "not-permitted";

/** Decides whether someone with these roles may use a route of this permission. */
export function decideAdmission(input: { readonly signedIn: boolean; readonly roles: readonly string[]; readonly permission: string }): AdmissionAnswer {
  if (input.permission === PUBLIC) return "admitted";
  if (!input.signedIn) return "sign-in-needed";
  if (input.permission === SIGNED_IN) return "admitted";
  const allowed: readonly string[] = POLICY[input.permission] ?? [];
  return input.roles.some((held) => allowed.includes(held)) ? "admitted" : "not-permitted";
}

/** True when some policy file speaks of this permission. */
export function isKnownPermission(permission: string): boolean {
  return permission === PUBLIC || permission === SIGNED_IN || Object.hasOwn(POLICY, permission);
}

/** The whole table, for the matrix test and for people who want to read it. */
export function listPolicies(): readonly (readonly [string, readonly Role[]])[] {
  return Object.entries(POLICY);
}
