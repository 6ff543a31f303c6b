// What OpenVEX 0.2.0, CSAF (2.0 and 2.1, section 4.5) and CycloneDX (1.4 to 1.6, `analysis`) call the same status and the same reason, as one
// table. The first word of a row is the one that is written; the others say more, which is lost in the model and told in a note.
import type { NotAffectedReason, ReadProduct } from "../advisories.types.ts";

export type VexStatus = ReadProduct["status"];

interface StatusRow {
  readonly status: VexStatus;
  readonly openvex: "affected" | "not_affected" | "fixed" | "under_investigation";
  readonly cyclonedx: readonly [string, ...string[]];
  /** CycloneDX's word for single versions. */
  readonly version: "affected" | "unaffected" | "unknown";
}

export const STATUSES: readonly StatusRow[] = [
  { status: "affected", openvex: "affected", cyclonedx: ["exploitable"], version: "affected" },
  { status: "not-affected", openvex: "not_affected", cyclonedx: ["not_affected", "false_positive"], version: "unaffected" },
  { status: "fixed", openvex: "fixed", cyclonedx: ["resolved", "resolved_with_pedigree"], version: "unaffected" },
  { status: "under-investigation", openvex: "under_investigation", cyclonedx: ["in_triage"], version: "unknown" },
];

export function statusRow(status: VexStatus): StatusRow {
  // Every status has its row.
  return STATUSES.find((row) => row.status === status)!;
}

/**
 * CycloneDX's justifications and the labels that OpenVEX and CSAF share (CISA, Status Justifications, June 2022). Two pairs mean the same.
 * What is kept from outside the product (`protected_at_perimeter`), or only less likely (`protected_by_mitigating_control`), is no label of
 * CISA's, all of which say that the product itself cannot be exploited: those stay words.
 */
export const JUSTIFICATIONS: readonly { readonly cyclonedx: string; readonly reason: NotAffectedReason | null; readonly same: boolean }[] = [
  { cyclonedx: "code_not_present", reason: "vulnerable_code_not_present", same: true },
  { cyclonedx: "code_not_reachable", reason: "vulnerable_code_not_in_execute_path", same: true },
  { cyclonedx: "requires_dependency", reason: "component_not_present", same: false },
  { cyclonedx: "requires_environment", reason: "vulnerable_code_cannot_be_controlled_by_adversary", same: false },
  { cyclonedx: "requires_configuration", reason: "vulnerable_code_cannot_be_controlled_by_adversary", same: false },
  { cyclonedx: "protected_at_runtime", reason: "inline_mitigations_already_exist", same: false },
  { cyclonedx: "protected_by_compiler", reason: "inline_mitigations_already_exist", same: false },
  { cyclonedx: "protected_at_perimeter", reason: null, same: false },
  { cyclonedx: "protected_by_mitigating_control", reason: null, same: false },
];

export const REASONS = [
  "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
] as const satisfies readonly NotAffectedReason[];

/** CycloneDX's first word for a reason. Every reason has one. */
export function toCycloneJustification(reason: NotAffectedReason): { readonly cyclonedx: string; readonly same: boolean } {
  return JUSTIFICATIONS.find((row) => row.reason === reason)!;
}
