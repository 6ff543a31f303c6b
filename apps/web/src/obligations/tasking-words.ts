import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { EvidenceKind, Tasking } from "./obligations.query.ts";

export const TASKING_WORDS: StatusWords<Tasking["status"]> = {
  not_due: { label: "obligations.status.not_due", tone: "quiet" },
  due_soon: { label: "obligations.status.due_soon", tone: "info" },
  overdue: { label: "obligations.status.overdue", tone: "urgent" },
  met: { label: "obligations.status.met", tone: "good" },
  met_late: { label: "obligations.status.met_late", tone: "good" },
  passed_silent: { label: "obligations.status.passed_silent", tone: "attention" },
  superseded: { label: "obligations.status.superseded", tone: "ended" },
};

export const EVIDENCE_KINDS: Readonly<Record<EvidenceKind, MessageKey>> = {
  completion: "obligations.evidence.completion",
  progress: "obligations.evidence.progress",
  supersession: "obligations.evidence.supersession",
};
