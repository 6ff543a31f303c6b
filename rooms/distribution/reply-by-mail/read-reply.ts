import { MOST_DEFERRED_DAYS } from "../deployment.rules.ts";
import { typedDay, type OwnDays } from "../forms/own-days.ts";
import { JUSTIFICATIONS } from "../forms/form-page.rules.ts";
import type { StepMove } from "../move-step.ts";

/*
 * What a reply by mail says, one answer a line or several in one. All of it is the sender's word, in whatever their mail program
 * made of it. Numbers are those of the very mail that is answered.
 *
 *   DONE 2                    also: applied, finished, installed, fixed; several: DONE 1, 2 and 4
 *   SEEN 1                    also: read, ok
 *   PLAN 3 2026-10-01         also: scheduled, on
 *   LATER 3 because REASON, meanwhile SAFEGUARD, until 2026-10-01     the day may be left out: thirty days then
 *   NOT 4 A because REASON    A to E: why it is not affected
 *   FAILED 1 because REASON   BACK 1: went back to the version before
 *   STEPS                     our mails are to list the steps with their numbers, so that they can be answered by number
 *   STOP · START
 */

export type Said =
  /** `day`: the one that was named, as its writer wrote it. */
  | { readonly number: number; readonly move: StepMove; readonly day?: string }
  | { readonly wish: "stop" | "send" | "steps" }
  /** An answer that lacks something, and what: nothing is guessed. */
  | { readonly number: number; readonly lacks: "reason" | "meanwhile" | "letter" | "day" | "number" };

const WORDS: readonly (readonly [RegExp, StepMove["action"]])[] = [
  [/^(done|applied|finished|installed|updated|fixed)$/, "apply"],
  [/^(seen|read|ok|okay)$/, "acknowledge"],
  [/^(plan|planned|scheduled?)$/, "schedule"],
  [/^(later|defer|deferred|postponed?|wait)$/, "defer"],
  [/^(not|n\/a|none)$/, "not-affected"],
  [/^(failed|fail|broke|broken)$/, "fail"],
  [/^(back|rolled|undone)$/, "roll-back"],
  [/^(works|confirmed?|checked)$/, "confirm"],
];
const BEGINS = "done|applied|finished|installed|updated|fixed|seen|read|ok|okay|plan|planned|scheduled?|later|defer|deferred|postponed?|wait|not|n\\/a|none|failed|fail|broke|broken|back|rolled|undone|works|confirmed?|checked";
const NUMBERS = "(?:(?:steps?|no\\.?|nr\\.?|#)\\s*)*\\d{1,2}(?:\\s*(?:,|&|and|\\+)\\s*#?\\d{1,2}(?![\\d-]))*";
const MOST_ANSWERS = 20;
const MOST_LINES = 200;
const DEFAULT_REVIEW_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * @param text without what it quotes
 * @param days as whoever writes means them
 */
export function readSaid(text: string, subject: string, days: OwnDays): readonly Said[] {
  const source = text.trim() === "" ? subject.replace(/^\s*((re|aw|sv|antw)\s*:\s*)+/i, "") : text;
  const said: Said[] = [];
  for (const line of source.split("\n").slice(0, MOST_LINES)) {
    const plain = line.trim().replace(/^[*_"'`\-•>\s]+|[*_"'`\s]+$/g, "").slice(0, 3000);
    const wish = /^(stop|unsubscribe)[.!]?$/i.test(plain) ? "stop" : /^(start|resume)[.!]?$/i.test(plain) ? "send" : /^steps[.!]?$/i.test(plain) ? "steps" : undefined;
    if (wish) said.push({ wish });
    else for (const clause of splitClauses(plain)) said.push(...readClause(clause, days));
    if (said.length >= MOST_ANSWERS) break;
  }
  return said.slice(0, MOST_ANSWERS);
}

/** `DONE 2, LATER 3 because …` is two answers: each begins with a word and a number, at the start or after a comma, a semicolon or a full stop. */
function splitClauses(line: string): readonly string[] {
  const starts = [...line.matchAll(new RegExp(`(?:^|[,;.]\\s*(?:and\\s+)?)(?=(?:${BEGINS})\\s*:?\\s*(?:steps?|no\\.?|nr\\.?|#)?\\s*\\d)`, "gi"))].map((match) => match.index + match[0].length);
  if (starts.length === 0) return new RegExp(`^(?:${BEGINS})\\b`, "i").test(line) && line.length < 200 ? [line] : [];
  return starts.map((start, at) => line.slice(start, starts[at + 1]).replace(/[,;\s]+$/, ""));
}

function readClause(clause: string, days: OwnDays): readonly Said[] {
  const [, word = "", numbers = "", rest = ""] = new RegExp(`^(\\S+?)\\s*:?\\s+(${NUMBERS})\\b[\\s:,.-]*([\\s\\S]*)$`, "i").exec(clause) ?? [];
  const action = WORDS.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1];
  if (action === undefined) return WORDS.some(([pattern]) => pattern.test(clause.toLowerCase().replace(/[.!]+$/, ""))) ? [{ number: 0, lacks: "number" }] : [];
  return [...new Set(numbers.match(/\d{1,2}/g)?.map(Number))].map((number) => readAnswer(number, action, { rest, days }));
}

function readAnswer(number: number, action: StepMove["action"], { rest, days }: { readonly rest: string; readonly days: OwnDays }): Said {
  const day = typedDay.safeParse(/\b(\d{4}-\d{2}-\d{2})\b/.exec(rest)?.[1]).data;
  switch (action) {
    case "schedule":
      return day === undefined ? { number, lacks: "day" } : { number, day, move: { action, at: days.endOf(day) } };
    case "defer": {
      const undated = rest.replace(/[,;]?\s*(?:until|till|review(?:ed)?(?: on)?|by|on)?\s*\d{4}-\d{2}-\d{2}/i, "");
      const [reason = "", ...control] = undated.split(/[,;.]?\s*\b(?:meanwhile|in the meantime|until then|safeguard|instead)\b[:,]?\s*/i);
      const [said, meanwhile] = [trim(reason), trim(control.join(" "))];
      if (said === "") return { number, lacks: "reason" };
      if (meanwhile === "") return { number, lacks: "meanwhile" };
      const reviewOn = day === undefined ? new Date(Date.parse(days.now) + Math.min(DEFAULT_REVIEW_DAYS, MOST_DEFERRED_DAYS) * DAY_MS).toISOString() : days.endOf(day);
      return { number, day: day ?? days.dayOf(reviewOn), move: { action, reason: said, compensatingControl: meanwhile, reviewOn } };
    }
    case "not-affected": {
      const [, letter = "", why = ""] = /^(?:affected\b[\s:,-]*)?\(?([a-e])\)?(?=[\s:,.-]|$)([\s\S]*)$/i.exec(rest) ?? [];
      const justification = JUSTIFICATIONS[letter.toUpperCase() as keyof typeof JUSTIFICATIONS];
      if (justification === undefined) return { number, lacks: "letter" };
      return trim(why) === "" ? { number, lacks: "reason" } : { number, move: { action, justification, statement: trim(why) } };
    }
    case "fail":
      return trim(rest) === "" ? { number, lacks: "reason" } : { number, move: { action, reason: trim(rest) } };
    default:
      return { number, move: { action } };
  }
}

function trim(words: string): string {
  return words.replace(/^[\s,:;.-]*(?:because|since|as|reason)?[\s,:;.-]*/i, "").replace(/[\s,;]+$/, "").slice(0, 1000);
}

const QUOTE_BEGINS = [/^-{2,}\s*(original message|forwarded message)/i, /^_{10,}$/, /^-- ?$/, /^on .{1,200}wrote:?$/i];

/** The reply without what it quotes, and without a signature. */
export function dropQuoted(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").split("\n").map((line) => line.slice(0, 3000));
  const end = lines.findIndex((line, at) => QUOTE_BEGINS.some((pattern) => pattern.test(line.trimEnd()) || pattern.test(`${line.trimEnd()} ${(lines[at + 1] ?? "").trim()}`)));
  return lines.slice(0, end < 0 ? undefined : end).filter((line) => !line.startsWith(">")).join("\n").trim();
}

/** A mail server says that ours did not arrive (RFC 3464): it comes from nobody, or from a mail server. A receipt of its reading does not. */
export function isReturned(from: string, subject: string): boolean {
  const isServer = from.trim() === "" || /^(mailer-daemon|postmaster)@/i.test(from.trim());
  return isServer && !/delayed|read:|auto/i.test(subject);
}

/** A program wrote it: it is not taken and never answered (RFC 3834 section 2). */
export function isFromProgram(headers: Readonly<Record<string, string>>, from: string): boolean {
  const value = (name: string) => (headers[name] ?? "").trim().toLowerCase();
  if (from.trim() === "" || /^(mailer-daemon|postmaster|no-?reply|bounces?)([+@-]|$)/i.test(from.trim())) return true;
  if (value("auto-submitted") !== "" && value("auto-submitted") !== "no") return true;
  return ["bulk", "junk", "list", "auto_reply"].includes(value("precedence")) || ["list-id", "x-auto-response-suppress", "x-autoreply", "x-loop"].some((name) => value(name) !== "");
}
