import type { Role } from "#contracts/access";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { DueSpan, Environment, Exposure, ForensicTask, Instance, InstanceDetail, Justification, Scan, Template, Tier } from "./agency.query.ts";

export const CISO: readonly Role[] = ["agency-ciso"];

export const TIERS: Readonly<Record<Tier, MessageKey>> = {
  "3-days-forensic": "agency.tier.3-days-forensic",
  "3-days": "agency.tier.3-days",
  "14-days": "agency.tier.14-days",
  "60-days": "agency.tier.60-days",
  "on-upgrade": "agency.tier.on-upgrade",
};

export const SPANS: Readonly<Record<DueSpan, MessageKey>> = {
  overdue: "agency.span.overdue",
  "this-week": "agency.span.this-week",
  "next-30-days": "agency.span.next-30-days",
  later: "agency.span.later",
  "on-upgrade": "agency.span.on-upgrade",
};

export const ENVIRONMENTS: Readonly<Record<Environment, MessageKey>> = {
  production: "agency.environment.production",
  test: "agency.environment.test",
  development: "agency.environment.development",
  cloud: "agency.environment.cloud",
  ot: "agency.environment.ot",
  "end-user": "agency.environment.end-user",
  unknown: "agency.environment.unknown",
};

export const EXPOSURES: Readonly<Record<Exposure, MessageKey>> = {
  yes: "agency.exposed.yes",
  no: "agency.exposed.no",
  unknown: "agency.exposed.unknown",
};

export const INSTANCE_STATES: StatusWords<Instance["state"]> = {
  open: { label: "agency.state.open", tone: "info" },
  fixed: { label: "agency.state.fixed", tone: "good" },
  not_affected: { label: "agency.state.not_affected", tone: "quiet" },
  exception: { label: "agency.state.exception", tone: "attention" },
};

export const JUSTIFICATIONS: Readonly<Record<Justification, MessageKey>> = {
  component_not_present: "agency.why.component_not_present",
  vulnerable_code_not_present: "agency.why.vulnerable_code_not_present",
  vulnerable_code_not_in_execute_path: "agency.why.vulnerable_code_not_in_execute_path",
  vulnerable_code_cannot_be_controlled_by_adversary: "agency.why.vulnerable_code_cannot_be_controlled_by_adversary",
  inline_mitigations_already_exist: "agency.why.inline_mitigations_already_exist",
};

export const CAUSES: Readonly<Record<InstanceDetail["history"][number]["cause"], MessageKey>> = {
  "kev-listed": "agency.cause.kev-listed",
  "kev-left": "agency.cause.kev-left",
  "kev-day-changed": "agency.cause.kev-day-changed",
  "metadata-changed": "agency.cause.metadata-changed",
  "rule-changed": "agency.cause.rule-changed",
  "exposure-changed": "agency.cause.exposure-changed",
  "seen-again": "agency.cause.seen-again",
  "detected-earlier": "agency.cause.detected-earlier",
};

export const ASSUMED: Readonly<Record<InstanceDetail["dating"]["assumed"][number], MessageKey>> = {
  exposed: "agency.assumed.exposed",
  automatable: "agency.assumed.automatable",
  technicalImpact: "agency.assumed.technicalImpact",
};

export const SCAN_STATES: StatusWords<Scan["state"]> = {
  running: { label: "agency.scan.running", tone: "info" },
  taken: { label: "agency.scan.taken", tone: "good" },
  "broken-off": { label: "agency.scan.broken-off", tone: "urgent" },
};

export const TASK_STATES: StatusWords<ForensicTask["state"]> = {
  open: { label: "agency.task.open", tone: "attention" },
  done: { label: "agency.task.done", tone: "good" },
  lifted: { label: "agency.task.lifted", tone: "ended" },
};

/** The names of the scanners as the server writes them, by their word. */
export function toScannerChoices(templates: readonly Template[]): { readonly value: string; readonly label: string }[] {
  return templates.map(({ scanner, name }) => ({ value: scanner, label: name }));
}
