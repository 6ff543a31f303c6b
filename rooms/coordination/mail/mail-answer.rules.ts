import type { SeverityLevel } from "#contracts/findings";

/*
 * What a reply by mail asks for. The first line may be a command; everything else is a message. All of it is the sender's
 * word, in whatever their mail program made of it.
 *
 *   agree                     accepts the embargo's terms          more time: reason
 *   accept                                                         severity high
 *   dispute: reason           or dispute row TM-1: reason          patch              (a diff attached, or below)
 *   already known                                                  patch by MODEL     (a model wrote it)
 *   wont fix: reason                                               stop · stop all · resume
 */
export type MailCommand =
  | { readonly word: "agree" | "accept" | "already-known" | "stop" | "stop-all" | "resume" }
  | { readonly word: "dispute"; readonly reason: string; readonly citesRow: string | undefined }
  | { readonly word: "wont-fix" | "more-time"; readonly reason: string }
  | { readonly word: "severity"; readonly level: SeverityLevel }
  | { readonly word: "patch"; readonly model: string | null; readonly inline: string };

export type ReadReply = { readonly command: MailCommand } | { readonly unclear: "reason" | "level" | "words" } | { readonly command: undefined };

const QUOTE_BEGINS = [/^-{2,}\s*(original message|forwarded message|urspr\S{1,3}ngliche nachricht|message d'origine|mensaje original)/i, /^_{10,}$/, /^-- ?$/, /^(on|am|le|el) .{1,200}(wrote|schrieb|a écrit|escribió).{0,100}:$/i];
const MAX_REASON = 2000;

/** The reply without what it quotes, and without a signature. */
export function stripQuoted(text: string): string {
  const lines = text.split("\n").map((line) => line.slice(0, 2000));
  const end = lines.findIndex((line, at) => QUOTE_BEGINS.some((pattern) => pattern.test(line.trimEnd()) || pattern.test(`${line.trimEnd()} ${(lines[at + 1] ?? "").trim()}`)));
  return lines.slice(0, end < 0 ? undefined : end).filter((line) => !line.startsWith(">")).join("\n").trim();
}

const WORDS: readonly (readonly [RegExp, MailCommand["word"]])[] = [
  [/^stop all$/, "stop-all"],
  [/^(stop|unsubscribe)$/, "stop"],
  [/^(resume|start)$/, "resume"],
  [/^agree$/, "agree"],
  [/^accept$/, "accept"],
  [/^already known$/, "already-known"],
];
const BEGINS = /^(agree|accept|dispute|already known|won['’]?t ?fix|more time|severity|patch|stop|resume)\b/;

/** @param reply without its quotes; `subject` counts where the reply is empty, as mail programs send it for a button */
export function readReply(reply: string, subject: string): ReadReply {
  const [first = "", ...rest] = (reply === "" ? subject : reply).split("\n");
  const line = first.trim().replace(/^[*_"'`]+|[*_"'`]+$/g, "").replace(/[.!]+$/, "").replace(/\s+/g, " ");
  const said = line.toLowerCase();
  const plain = WORDS.find(([pattern]) => pattern.test(said))?.[1];
  if (plain) return { command: { word: plain } as MailCommand };
  const [head = "", ...tail] = said.split(":");
  // The reason in its own spelling, from after the colon on.
  const reason = [tail.length > 0 ? line.slice(head.length + 1).trim() : "", ...rest].join("\n").trim().slice(0, MAX_REASON);
  const row = /^dispute(?: row ([a-z0-9][a-z0-9._-]{0,31}))?$/.exec(head.trim());
  if (row) return reason === "" ? { unclear: "reason" } : { command: { word: "dispute", reason, citesRow: row[1] === undefined ? undefined : line.slice("dispute row ".length, head.length).trim() } };
  if (/^won['’]?t ?fix$/.test(head.trim())) return reason === "" ? { unclear: "reason" } : { command: { word: "wont-fix", reason } };
  if (/^more time$/.test(head.trim())) return reason === "" ? { unclear: "reason" } : { command: { word: "more-time", reason } };
  const level = /^severity:? (none|low|medium|high|critical)$/.exec(said)?.[1];
  if (level) return { command: { word: "severity", level: level as SeverityLevel } };
  if (/^severity\b/.test(said)) return { unclear: "level" };
  const patch = /^patch(?: by (\S.{0,199}))?$/i.exec(line);
  if (patch) return { command: { word: "patch", model: patch[1] ?? null, inline: rest.join("\n").trim() } };
  return BEGINS.test(said) ? { unclear: "words" } : { command: undefined };
}

/** Whether a mail says that ours did not arrive: it comes from nobody, or from a mail server. */
export function isBounce(from: string): boolean {
  return from.trim() === "" || /^(mailer-daemon|postmaster)@/i.test(from.trim());
}

/** Whether a program wrote a mail, which is filed and never answered (RFC 3834 section 2, RFC 2919, RFC 2369). */
export function isAutomatic(headers: Readonly<Record<string, string>>, from: string): boolean {
  const value = (name: string) => (headers[name] ?? "").trim().toLowerCase();
  if (from.trim() === "" || /^(mailer-daemon|postmaster|no-?reply|bounces?)([+@-]|$)/i.test(from.trim())) return true;
  if (value("auto-submitted") !== "" && value("auto-submitted") !== "no") return true;
  if (["bulk", "junk", "list", "auto_reply"].includes(value("precedence"))) return true;
  return ["list-id", "list-post", "list-unsubscribe", "x-auto-response-suppress", "x-autoreply", "x-loop"].some((name) => value(name) !== "");
}
