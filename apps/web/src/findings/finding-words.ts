import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { FindingState, Severity, SeverityLevel } from "./findings.query.ts";

export const FINDING_WORDS: StatusWords<FindingState> = {
  submitted: { label: "findings.state.submitted", tone: "quiet" },
  needs_info: { label: "findings.state.needs_info", tone: "attention" },
  reproducing: { label: "findings.state.reproducing", tone: "info" },
  rejected: { label: "findings.state.rejected", tone: "ended" },
  duplicate_of: { label: "findings.state.duplicate_of", tone: "ended" },
  subsumed_by: { label: "findings.state.subsumed_by", tone: "ended" },
  needs_validation: { label: "findings.state.needs_validation", tone: "attention" },
  validated: { label: "findings.state.validated", tone: "attention" },
  prioritised: { label: "findings.state.prioritised", tone: "info" },
  in_case: { label: "findings.state.in_case", tone: "good" },
  closed: { label: "findings.state.closed", tone: "ended" },
};

/** What a state means for its reader, in one sentence. */
export const FINDING_MEANS: Readonly<Record<FindingState, MessageKey>> = {
  submitted: "findings.means.submitted",
  needs_info: "findings.means.needs_info",
  reproducing: "findings.means.reproducing",
  rejected: "findings.means.rejected",
  duplicate_of: "findings.means.duplicate_of",
  subsumed_by: "findings.means.subsumed_by",
  needs_validation: "findings.means.needs_validation",
  validated: "findings.means.validated",
  prioritised: "findings.means.prioritised",
  in_case: "findings.means.in_case",
  closed: "findings.means.closed",
};

export const LEVEL_WORDS: StatusWords<SeverityLevel> = {
  none: { label: "findings.level.none", tone: "ended" },
  low: { label: "findings.level.low", tone: "quiet" },
  medium: { label: "findings.level.medium", tone: "info" },
  high: { label: "findings.level.high", tone: "attention" },
  critical: { label: "findings.level.critical", tone: "urgent" },
};

export const PARTY_WORDS: Readonly<Record<Severity["by"], MessageKey>> = {
  finder: "findings.party.finder",
  coordinator: "findings.party.coordinator",
  maintainer: "findings.party.maintainer",
};

const OUTCOMES: Readonly<Record<string, MessageKey>> = {
  reproduced: "findings.outcome.reproduced",
  flaky: "findings.outcome.flaky",
  "not-reproduced": "findings.outcome.not-reproduced",
  "does-not-build": "findings.outcome.does-not-build",
  unsupported: "findings.outcome.unsupported",
  inconclusive: "findings.outcome.inconclusive",
  halted: "findings.outcome.halted",
};

/** The engine's word for a reproduction in words for people; undefined for a word not known here. */
export function outcomeWords(outcome: string): MessageKey | undefined {
  return Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome] : undefined;
}

const RANK: Readonly<Record<SeverityLevel, number>> = { critical: 0, high: 1, medium: 2, low: 3, none: 4 };

/** The gravest of the views that stand: each party's latest. Undefined where nobody has rated it. */
export function worstLevel(severities: readonly Severity[]): SeverityLevel | undefined {
  const latest = new Map(severities.map((severity) => [severity.by, severity.level]));
  return [...latest.values()].toSorted((a, b) => RANK[a] - RANK[b])[0];
}
