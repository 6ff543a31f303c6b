import type { Role } from "#contracts/access";
import { formatCount, formatDay } from "../format.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Branch, Deadline, DirectiveHeading, InstanceException, Item, ItemException, ItemTurn } from "./directives.query.ts";

export const OFFICERS: readonly Role[] = ["directive-officer"];

export const KINDS: Readonly<Record<DirectiveHeading["kind"], MessageKey>> = {
  "binding-operational": "directives.kind.binding-operational",
  emergency: "directives.kind.emergency",
  guidance: "directives.kind.guidance",
};

export const DIRECTIVE_STATES: StatusWords<DirectiveHeading["state"]> = {
  draft: { label: "directives.state.draft", tone: "quiet" },
  issued: { label: "directives.state.issued", tone: "good" },
  superseded: { label: "directives.state.superseded", tone: "ended" },
  revoked: { label: "directives.state.revoked", tone: "ended" },
};

export const ITEM_WORDS: StatusWords<Item["state"]> = {
  assigned: { label: "directives.item.assigned", tone: "info" },
  in_progress: { label: "directives.item.in_progress", tone: "info" },
  done: { label: "directives.item.done", tone: "good" },
  exception_requested: { label: "directives.item.exception_requested", tone: "attention" },
  exception_granted: { label: "directives.item.exception_granted", tone: "quiet" },
  exception_refused: { label: "directives.item.exception_refused", tone: "attention" },
  closed: { label: "directives.item.closed", tone: "ended" },
};

export const CLOSED_BECAUSE: Readonly<Record<NonNullable<Item["closedBecause"]>, MessageKey>> = {
  superseded: "directives.closed.superseded",
  revoked: "directives.closed.revoked",
  left_out: "directives.closed.left_out",
  struck_off: "directives.closed.struck_off",
};

export const TURN_WORDS: Readonly<Record<ItemTurn["event"], MessageKey>> = {
  assign: "directives.turn.assign",
  start: "directives.turn.start",
  finish: "directives.turn.finish",
  reopen: "directives.turn.reopen",
  "ask-exception": "directives.turn.ask-exception",
  "take-back": "directives.turn.take-back",
  grant: "directives.turn.grant",
  refuse: "directives.turn.refuse",
  "exception-ends": "directives.turn.exception-ends",
  "ask-for-more": "directives.turn.ask-for-more",
  "carry-over": "directives.turn.carry-over",
  close: "directives.turn.close",
};

export const EXCEPTION_WORDS: StatusWords<ItemException["state"]> = {
  requested: { label: "directives.exception.requested", tone: "attention" },
  granted: { label: "directives.exception.granted", tone: "good" },
  refused: { label: "directives.exception.refused", tone: "urgent" },
  withdrawn: { label: "directives.exception.withdrawn", tone: "ended" },
};

export const INSTANCE_EXCEPTION_WORDS: StatusWords<InstanceException["state"]> = {
  asked: { label: "directives.exception.requested", tone: "attention" },
  granted: { label: "directives.exception.granted", tone: "good" },
  refused: { label: "directives.exception.refused", tone: "urgent" },
  withdrawn: { label: "directives.exception.withdrawn", tone: "ended" },
  ended: { label: "directives.exception.ended", tone: "ended" },
};

export const BRANCHES: Readonly<Record<Branch, MessageKey>> = {
  fceb: "directives.branch.fceb",
  defense: "directives.branch.defense",
  intelligence: "directives.branch.intelligence",
  legislative: "directives.branch.legislative",
  judicial: "directives.branch.judicial",
  "state-local": "directives.branch.state-local",
};

export const DEADLINE_KINDS: Readonly<Record<Deadline["kind"], MessageKey>> = {
  day: "directives.deadline.kind.day",
  "days-after-issue": "directives.deadline.kind.days-after-issue",
  table: "directives.deadline.kind.table",
};

export function inDays(date: string): string {
  return formatDay(date) ?? date;
}

/** A deadline as it is written, and the day that follows from it where there is one. */
export function deadlineInWords(deadline: Deadline, dueOn: string | null): string {
  switch (deadline.kind) {
    case "day": return inDays(deadline.on);
    case "days-after-issue": return dueOn === null ? t("directives.deadline.daysAfter", { days: deadline.days }) : t("directives.deadline.daysAfterOn", { days: deadline.days, day: inDays(dueOn) });
    case "table": return t("directives.deadline.table");
  }
}

/** A count that may be withheld as it would tell of single agencies. */
export function countInWords(count: number | null): string {
  return count === null ? t("directives.withheld") : formatCount(count);
}
