import type { z } from "zod";
import { toInertText } from "../inert-text.rules.ts";

/** A schema's finding as a clause for people, such as "it is missing" or "it must be string, not number". */
export function sayIssue(issue: z.core.$ZodIssue | undefined): string {
  const message = issue?.message ?? "it is unreadable";
  if (message.endsWith("received undefined")) return "it is missing";
  const [, unknown] = /^Unrecognized keys?: (.*)$/.exec(message) ?? [];
  if (unknown !== undefined) return `it has a member that the standard does not know: ${toInertText(unknown, 100)}`;
  const [, expected, received] = /^Invalid (?:input|option): expected (.*?)(?:, received (.*))?$/.exec(message) ?? [];
  if (expected !== undefined) return `it must be ${expected}${received === undefined ? "" : `, not ${received}`}`;
  return /^(?:must|is) /.test(message) ? `it ${message}` : message;
}

/** The same with the field it is about, as a clause: "field name: it is missing". */
export function sayField(error: z.ZodError, whole: string): string {
  const issue = error.issues[0];
  return `field ${issue?.path.join(".") || whole}: ${sayIssue(issue)}`;
}
