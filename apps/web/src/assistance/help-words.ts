import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { HelpKind, HelpRequest } from "./assistance.query.ts";

export const HELP_KINDS: Readonly<Record<HelpKind, MessageKey>> = {
  scan: "assistance.kind.scan",
  "patch-plan": "assistance.kind.patch-plan",
  "compensating-control": "assistance.kind.compensating-control",
  "maintenance-window": "assistance.kind.maintenance-window",
};

export const HELP_WORDS: StatusWords<HelpRequest["state"]> = {
  requested: { label: "assistance.state.requested", tone: "attention" },
  taken: { label: "assistance.state.taken", tone: "info" },
  answered: { label: "assistance.state.answered", tone: "good" },
  withdrawn: { label: "assistance.state.withdrawn", tone: "ended" },
};
