import type { MessageKey } from "../messages.ts";
import type { StepState } from "../parts/live-steps.tsx";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Measured, Request, Standard } from "./enclave.query.ts";

export const REQUEST_STATES: StatusWords<Request["state"]> = {
  requested: { label: "enclave.state.requested", tone: "quiet" },
  initiated: { label: "enclave.state.initiated", tone: "quiet" },
  intake: { label: "enclave.state.intake", tone: "info" },
  benchmarking: { label: "enclave.state.benchmarking", tone: "attention" },
  "results-sealed": { label: "enclave.state.results-sealed", tone: "info" },
  consultation: { label: "enclave.state.consultation", tone: "info" },
  recommended: { label: "enclave.state.recommended", tone: "attention" },
  signed: { label: "enclave.state.signed", tone: "good" },
  notified: { label: "enclave.state.notified", tone: "good" },
  "reconsideration-requested": { label: "enclave.state.reconsideration-requested", tone: "attention" },
  "under-reconsideration": { label: "enclave.state.under-reconsideration", tone: "info" },
  superseded: { label: "enclave.state.superseded", tone: "ended" },
  lifted: { label: "enclave.state.lifted", tone: "ended" },
  stopped: { label: "enclave.state.stopped", tone: "ended" },
};

export const RUN_STATES: StatusWords<NonNullable<Request["run"]>["state"]> = {
  queued: { label: "enclave.run.queued", tone: "quiet" },
  running: { label: "enclave.run.running", tone: "attention" },
  finished: { label: "enclave.run.finished", tone: "good" },
  stopped: { label: "enclave.run.stopped", tone: "ended" },
  halted: { label: "enclave.run.halted", tone: "urgent" },
  failed: { label: "enclave.run.failed", tone: "urgent" },
};

export const STANDARD_STATES: StatusWords<Standard["state"]> = {
  draft: { label: "enclave.standard.draft", tone: "quiet" },
  active: { label: "enclave.standard.active", tone: "good" },
  superseded: { label: "enclave.standard.superseded", tone: "ended" },
};

export const MET_STATES: StatusWords<Measured["met"]> = {
  yes: { label: "enclave.met.yes", tone: "attention" },
  no: { label: "enclave.met.no", tone: "quiet" },
  unknown: { label: "enclave.met.unknown", tone: "info" },
};

export const SCOPES: Readonly<Record<Measured["scope"], MessageKey>> = {
  overall: "enclave.scope.overall",
  "capture-the-flag": "enclave.scope.capture-the-flag",
  "find-crash": "enclave.scope.find-crash",
  exploit: "enclave.scope.exploit",
  "write-patch": "enclave.scope.write-patch",
  "find-and-patch": "enclave.scope.find-and-patch",
  question: "enclave.scope.question",
};

export const RULES: Readonly<Record<Standard["rule"], MessageKey>> = {
  any: "enclave.rule.any",
  all: "enclave.rule.all",
};

export const OFFICES: Readonly<Record<NonNullable<Request["consultation"]>["offices"][number]["office"], MessageKey>> = {
  NCD: "enclave.office.NCD",
  APST: "enclave.office.APST",
  CISA: "enclave.office.CISA",
  WAR: "enclave.office.WAR",
};

export const VIEW_STATES: StatusWords<NonNullable<Request["consultation"]>["offices"][number]["state"]> = {
  awaited: { label: "enclave.view.awaited", tone: "attention" },
  heard: { label: "enclave.view.heard", tone: "good" },
  lapsed: { label: "enclave.view.lapsed", tone: "ended" },
};

export const PROBE_GROUPS: Readonly<Record<NonNullable<Request["isolation"]>["probes"][number]["group"], MessageKey>> = {
  egress: "enclave.probe.egress",
  escape: "enclave.probe.escape",
  resource: "enclave.probe.resource",
};

const COURSE = ["intake", "benchmarking", "results-sealed", "consultation", "recommended", "signed", "notified"] as const;

/** How many steps of the course each state has behind it, and how the next one stands: moving by itself, or awaiting a person. */
const PROGRESS: Readonly<Record<Request["state"], { readonly done: number; readonly next: StepState }>> = {
  requested: { done: 0, next: "running" },
  initiated: { done: 0, next: "running" },
  intake: { done: 1, next: "waiting" },
  benchmarking: { done: 1, next: "running" },
  "results-sealed": { done: 3, next: "running" },
  consultation: { done: 3, next: "running" },
  recommended: { done: 5, next: "waiting" },
  signed: { done: 6, next: "running" },
  notified: { done: 7, next: "waiting" },
  "reconsideration-requested": { done: 7, next: "waiting" },
  "under-reconsideration": { done: 7, next: "waiting" },
  superseded: { done: 7, next: "waiting" },
  lifted: { done: 7, next: "waiting" },
  // Only a request without results can be stopped.
  stopped: { done: 1, next: "failed" },
};

const OF_A_RUN: readonly string[] = ["benchmarking", "results-sealed", "consultation"];

/** Whether a request gives facts about an earlier determination and no access with them: nothing is run for it. */
export function givesFactsOnly({ facts, endpoint, run }: Pick<Request, "facts" | "endpoint" | "run">): boolean {
  return facts !== null && endpoint === null && run === null;
}

/** The course of a request as steps. */
export function toSteps(state: Request["state"], factsOnly = false): readonly { readonly stage: (typeof COURSE)[number]; readonly state: StepState }[] {
  const { done, next } = PROGRESS[state];
  return COURSE.map((stage, index) => ({ stage, state: index < done ? ("done" as const) : index === done ? next : ("waiting" as const) })).filter(({ stage }) => !(factsOnly && OF_A_RUN.includes(stage)));
}
