import type { PlanStep } from "#contracts/distribution";
import { isSettled } from "../deployment.rules.ts";
import type { Texts } from "../plan.rules.ts";

export type MailKind = "distribution.affected" | "distribution.recalled" | "distribution.asked-again" | "distribution.reminder" | "distribution.notice" | "distribution.notice-recalled";

const DAY_MS = 86_400_000;

/** What cannot wait for the next mail: a bad fix may be installed at this moment, and a notice has a date. */
const AT_ONCE: ReadonlySet<MailKind> = new Set(["distribution.recalled", "distribution.notice", "distribution.notice-recalled"]);

/**
 * Whether a mail goes out now, later, or never. `since` is when there was something to tell. Something new is told at most once a day, with all that came since in one
 * mail; a reminder at most as often as the operator wishes; nothing to whoever wants none.
 */
export function isMailDue(kind: MailKind, wish: { readonly mails: "send" | "stop"; readonly everyDays: number; readonly lastSentAt: string | null }, { at, since }: { readonly at: Date; readonly since: string }): "now" | "never" | Date {
  if (wish.mails === "stop") return "never";
  if (AT_ONCE.has(kind) || wish.lastSentAt === null) return "now";
  const isReminder = kind === "distribution.reminder";
  if (!isReminder && wish.lastSentAt > since) return "never";
  const next = new Date(Date.parse(wish.lastSentAt) + (isReminder ? wish.everyDays : 1) * DAY_MS);
  if (next <= at) return "now";
  return isReminder ? "never" : next;
}

/** Whether an operator is to be reminded: something waits for its word. What it put off asks for itself on its day, and what is not its turn yet waits. */
export function isAwaited(steps: readonly PlanStep[], now: string): boolean {
  return steps.some(({ recalled, assets }) =>
    assets.some(({ state, scheduledFor }) => {
      if (isSettled(state, recalled) || state === "matched" || state === "unreachable" || state === "deferred") return false;
      return state === "scheduled" ? scheduledFor === null || scheduledFor <= now : true;
    }));
}

/** The steps that a mail lists, by whose numbers it can be answered: none unless the operator wishes so. */
export function stepsInMail(says: "link" | "steps", steps: readonly PlanStep[]): readonly PlanStep[] {
  return says === "steps" ? steps : [];
}

/** The plan as lines of a mail, numbered as an answer names them. */
export function sayInMail(steps: readonly PlanStep[], waiting: number, texts: Texts): readonly string[] {
  if (steps.length === 0) return [];
  const blocks = steps.map((step, index) => [`${index + 1}. ${step.title}`, step.why, ...step.how.map((line) => `   - ${line}`), step.due, step.whomToCall].join("\n"));
  return [...blocks, texts("plan.print.more", { count: waiting })];
}
