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
  asked: { label: "assistance.state.asked", tone: "attention" },
  taken: { label: "assistance.state.taken", tone: "info" },
  planned: { label: "assistance.state.planned", tone: "attention" },
  "in-work": { label: "assistance.state.in-work", tone: "info" },
  done: { label: "assistance.state.done", tone: "good" },
  declined: { label: "assistance.state.declined", tone: "ended" },
  withdrawn: { label: "assistance.state.withdrawn", tone: "ended" },
};

export const CONSENT_WAYS = { telephone: "assistance.consent.telephone", paper: "assistance.consent.paper", "in-person": "assistance.consent.in-person" } as const satisfies Readonly<Record<NonNullable<HelpRequest["consent"]>["how"], MessageKey>>;
