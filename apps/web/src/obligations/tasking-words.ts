import type { Role } from "#contracts/access";
import { formatDay } from "../format.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Change, EvidenceKind, Installation, Tasking } from "./obligations.query.ts";

export const EVIDENCE_RECORDERS: readonly Role[] = ["clearinghouse-director", "directive-officer", "omb-opm-officer"];
export const INSTALLATION_KEEPERS: readonly Role[] = ["clearinghouse-director", "directive-officer"];
export const TRACKER_KEEPERS: readonly Role[] = ["omb-opm-officer"];

export const TASKING_WORDS: StatusWords<Tasking["status"]> = {
  met: { label: "obligations.status.met", tone: "good" },
  met_late: { label: "obligations.status.met_late", tone: "attention" },
  passed_silent: { label: "obligations.status.passed_silent", tone: "urgent" },
  overdue: { label: "obligations.status.overdue", tone: "urgent" },
  due_soon: { label: "obligations.status.due_soon", tone: "info" },
  not_due: { label: "obligations.status.not_due", tone: "quiet" },
  superseded: { label: "obligations.status.superseded", tone: "ended" },
};

/** What each status means, in plain words. */
export const TASKING_MEANINGS: Readonly<Record<Tasking["status"], MessageKey>> = {
  met: "obligations.means.met",
  met_late: "obligations.means.met_late",
  passed_silent: "obligations.means.passed_silent",
  overdue: "obligations.means.overdue",
  due_soon: "obligations.means.due_soon",
  not_due: "obligations.means.not_due",
  superseded: "obligations.means.superseded",
};

export const EVIDENCE_KINDS: Readonly<Record<EvidenceKind, MessageKey>> = {
  completion: "obligations.evidence.completion",
  progress: "obligations.evidence.progress",
  supersession: "obligations.evidence.supersession",
};

export const CHANGE_REASONS: Readonly<Record<Change["because"], MessageKey>> = {
  "due-near": "obligations.because.due-near",
  "due-passed": "obligations.because.due-passed",
  evidence: "obligations.because.evidence",
  retraction: "obligations.because.retraction",
  statement: "obligations.because.statement",
  "trust-ended": "obligations.because.trust-ended",
};

export const INSTALLATION_STATES: StatusWords<Installation["state"]> = {
  proposed: { label: "obligations.installations.proposed", tone: "attention" },
  pinned: { label: "obligations.installations.pinned", tone: "good" },
  ended: { label: "obligations.installations.ended", tone: "ended" },
};

export function inDays(date: string): string {
  return formatDay(date) ?? date;
}
