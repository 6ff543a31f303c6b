import type { ClosedBecause, ItemEvent, ItemSpan, ItemState } from "#contracts/directives";
import { addDays, daysBetween } from "../../taskings/days.rules.ts";

/*
 * One action of a directive for one agency. A: the agency moves it; O: a directive officer; H: the house, by itself.
 *
 *   assigned ──start A──▶ in_progress ──finish A──▶ done ──reopen A / ask-for-more O──▶ in_progress
 *   assigned | in_progress | exception_refused | exception_granted ──ask-exception A──▶ exception_requested
 *   exception_requested ──grant O──▶ exception_granted ──exception-ends H──▶ in_progress
 *                       ──refuse O─▶ exception_refused, or exception_granted while an earlier one still runs
 *                       ──take-back A──▶ in_progress, or exception_granted likewise
 *   whatever is open may be finished; whatever is open is closed by H when the directive ends, leaves the action out, or the
 *   agency is struck off the list; closed ──assign H──▶ assigned when it is owed once more
 *   whatever is not closed is carried over by H to the directive's next version, and stays what it is
 *
 * Late is no state: it follows from the due day, the exception and today. To extend an exception is to ask for another.
 */

/**
 * The longest exception, counted from the day it is decided: as long as BOD 26-04 gave every agency from its first day to full
 * use (10 June to 7 December 2026). Who needs more asks again, and is looked at again.
 */
export const LONGEST_EXCEPTION_DAYS = 180;

export interface ItemFacts {
  readonly state: ItemState;
  /** Last day of the exception granted last, while it runs. */
  readonly exceptionUntil: string | null;
  readonly closedBecause: ClosedBecause | null;
}

export type ItemMove =
  | { readonly event: Exclude<ItemEvent, "grant" | "close"> }
  | { readonly event: "grant"; readonly until: string }
  | { readonly event: "close"; readonly because: ClosedBecause };

type Next = Readonly<Partial<Record<ItemEvent, ItemState>>>;
const NEXT: Readonly<Record<ItemState, Next>> = {
  assigned: { start: "in_progress", finish: "done", "ask-exception": "exception_requested", "carry-over": "assigned", close: "closed" },
  in_progress: { finish: "done", "ask-exception": "exception_requested", "carry-over": "in_progress", close: "closed" },
  exception_requested: { finish: "done", grant: "exception_granted", refuse: "exception_refused", "take-back": "in_progress", "exception-ends": "exception_requested", "carry-over": "exception_requested", close: "closed" },
  exception_granted: { finish: "done", "ask-exception": "exception_requested", "exception-ends": "in_progress", "carry-over": "exception_granted", close: "closed" },
  exception_refused: { start: "in_progress", finish: "done", "ask-exception": "exception_requested", "carry-over": "exception_refused", close: "closed" },
  done: { reopen: "in_progress", "ask-for-more": "in_progress", "carry-over": "done" },
  closed: { assign: "assigned" },
};

/** Who may bring an event about. */
export const EVENTS_OF: Readonly<Record<"agency" | "officer" | "house", readonly ItemEvent[]>> = {
  agency: ["start", "finish", "reopen", "ask-exception", "take-back"],
  officer: ["grant", "refuse", "ask-for-more"],
  house: ["assign", "exception-ends", "carry-over", "close"],
};

/** The item after a move, or undefined where the move has no place. */
export function moveItem(item: ItemFacts, move: ItemMove): ItemFacts | undefined {
  const next = NEXT[item.state][move.event];
  if (next === undefined || (move.event === "exception-ends" && item.exceptionUntil === null)) return undefined;
  switch (move.event) {
    case "grant": return { state: next, exceptionUntil: move.until, closedBecause: null };
    case "close": return { state: next, exceptionUntil: null, closedBecause: move.because };
    case "refuse":
    case "take-back": return item.exceptionUntil === null ? { ...item, state: next } : { ...item, state: "exception_granted" };
    case "start":
    case "carry-over":
    case "ask-exception": return { ...item, state: next };
    case "assign":
    case "finish":
    case "reopen":
    case "ask-for-more":
    case "exception-ends": return { state: next, exceptionUntil: null, closedBecause: null };
  }
}

/** The item as it stands on a day: an exception whose last day is over has ended, whether a job has written that down or not. */
export function asOf(item: ItemFacts, today: string): ItemFacts {
  const isOver = item.exceptionUntil !== null && today > item.exceptionUntil;
  return isOver ? (moveItem(item, { event: "exception-ends" }) ?? item) : item;
}

/** What one side may do with the item now. */
export function listNext(item: ItemFacts, side: "agency" | "officer"): readonly ItemEvent[] {
  return EVENTS_OF[side].filter((event) => NEXT[item.state][event] !== undefined);
}

export function isOpen({ state }: Pick<ItemFacts, "state">): boolean {
  return state !== "done" && state !== "closed";
}

/** Past its due day, open, and under no exception; `item` as of today. */
export function isLate(item: ItemFacts, dueOn: string | null, today: string): boolean {
  return isOpen(item) && dueOn !== null && today > dueOn && item.exceptionUntil === null;
}

/** The day that presses: the due day, or the later end of an exception that runs. Null: a table dates each vulnerability. */
export function pressingDay(item: ItemFacts, dueOn: string | null): string | null {
  return item.exceptionUntil !== null && dueOn !== null && item.exceptionUntil > dueOn ? item.exceptionUntil : dueOn;
}

/** "This week" is today and the six days after it, wherever it is said. */
export const WEEK_DAYS = 7;
const MONTH_DAYS = 30;

/** When an open item presses; null when nothing is to be done. This week is today and the six days after it. */
export function spanOf(item: ItemFacts, dueOn: string | null, today: string): ItemSpan | null {
  if (!isOpen(item)) return null;
  const day = pressingDay(item, dueOn);
  if (day === null) return "no-day";
  const left = daysBetween(today, day);
  if (left < 0) return "overdue";
  if (left < WEEK_DAYS) return "this-week";
  return left <= MONTH_DAYS ? "next-30-days" : "later";
}

/** Days before the pressing day at which an agency is reminded. */
const REMINDERS = [0, 3, 14] as const;

/** Which reminder is due, were none sent yet: the nearest bound that has been reached; undefined before the first and after the last. */
export function reminderOf(item: ItemFacts, dueOn: string | null, today: string): { readonly day: string; readonly days: number } | undefined {
  const day = pressingDay(item, dueOn);
  if (!isOpen(item) || day === null) return undefined;
  const left = daysBetween(today, day);
  const days = left < 0 ? undefined : REMINDERS.find((bound) => left <= bound);
  return days === undefined ? undefined : { day, days };
}

/** What is wrong with the end of an exception; undefined when nothing is. */
export function findUntilFault({ until, dueOn, today }: { readonly until: string; readonly dueOn: string; readonly today: string }): string | undefined {
  if (until <= today) return "lies in the past; name a day to come";
  if (until <= dueOn) return `lies before the due day ${dueOn}; until then no exception is needed`;
  const last = addDays(today, LONGEST_EXCEPTION_DAYS);
  return until > last ? `an exception runs at most ${LONGEST_EXCEPTION_DAYS} days, so until ${last}; ask again if it is still needed then` : undefined;
}
