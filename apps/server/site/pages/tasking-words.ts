import type { EvidenceKind, TaskingStatus } from "#contracts/obligations";

export const STATUS_WORDS: Readonly<Record<TaskingStatus, string>> = {
  not_due: "Not due yet",
  due_soon: "Due soon",
  overdue: "Overdue",
  met: "Met",
  met_late: "Met late",
  passed_silent: "Passed in silence",
  superseded: "Superseded",
};

export const STATUS_MEANINGS: Readonly<Record<TaskingStatus, string>> = {
  not_due: "Its due day is still to come.",
  due_soon: "Its due day comes soon.",
  overdue: "The due day is past. There is public word of it, but none that it was done.",
  met: "Public evidence shows that it was done by the due day.",
  met_late: "Public evidence shows that it was done after the due day.",
  passed_silent: "The due day is past, and no public evidence is known here. It does not say that nothing was done.",
  superseded: "Something else took its place.",
};

export const EVIDENCE_WORDS: Readonly<Record<EvidenceKind, string>> = {
  completion: "Shows that it was done",
  progress: "Shows progress",
  supersession: "Shows that something else took its place",
};
