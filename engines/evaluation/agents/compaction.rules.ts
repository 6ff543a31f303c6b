import { boundText, escapeControls } from "../hostile-text.rules.ts";
import type { ChatMessage } from "../models/model.types.ts";

/*
 * When a conversation grows towards what the model takes, its older part is replaced by a list of what was done. The list
 * is made from the messages alone, so that the same conversation is always shortened to the same text, and costs no call.
 */

/** The instructions and the task always stay. */
const HEAD = 2;
const KEPT_SHARE = 0.4;
const LONGEST_LIST = 12_000;
const LONGEST_WORD = 200;

export interface Compaction {
  /** Of the messages given, the first that stays after the head. */
  readonly from: number;
  readonly summary: string;
}

/** Null when there is nothing left to leave out. */
export function compact(messages: readonly ChatMessage[]): Compaction | null {
  const sizes = messages.map(sizeOf);
  const most = KEPT_SHARE * sizes.reduce((sum, size) => sum + size, 0);
  let from = messages.length;
  for (let kept = 0; from > HEAD; from -= 1) {
    kept += sizes[from - 1] ?? 0;
    if (kept > most) break;
  }
  // A tool's result must not stand without the call it answers: what stays begins with a turn of the model.
  while (from < messages.length && messages[from]?.role !== "assistant") from += 1;
  const left = messages.slice(HEAD, from);
  if (left.every((message) => message.role === "user")) return null;
  const summary = [
    "The conversation became too long, and its older part was left out. This is what was done in it; files are as you left them.",
    boundText(left.flatMap(describe).join("\n"), LONGEST_LIST),
  ].join("\n");
  return { from, summary };
}

export const sizeOf = (message: ChatMessage): number =>
  message.text.length + (message.role === "assistant" ? message.toolCalls.reduce((sum, call) => sum + call.argumentsText.length, 0) + (message.opaque?.length ?? 0) : 0);

function describe(message: ChatMessage): readonly string[] {
  switch (message.role) {
    case "system":
      return [];
    case "user":
      return message.text.split("\n").slice(message.text.startsWith("The conversation became too long") ? 1 : 0);
    case "assistant":
      return [...(message.text.trim() === "" ? [] : [`You: ${toWord(message.text)}`]), ...message.toolCalls.map((call) => `- ${call.name} ${toWord(call.argumentsText)}`)];
    case "tool":
      return [`  → ${toWord(message.text.trimEnd().split("\n").slice(-3).join(" | "))}`];
  }
}

function toWord(text: string): string {
  const line = escapeControls(text).replaceAll(/\s+/g, " ").trim();
  return line.length <= LONGEST_WORD ? line : `${line.slice(0, LONGEST_WORD)}…`;
}
