// Hand-written on purpose: whoever checks a receipt should need nothing but this folder and node:crypto.
import { LedgerRefusal, quote } from "./ledger.errors.ts";

const refuse = (field: string, problem: string): never => {
  throw new LedgerRefusal("malformed", `${field} ${problem}`);
};

/** An object with exactly these keys. An unknown key is refused: it could say something that nobody checks. */
export function readObject<const Key extends string>(
  value: unknown,
  field: string,
  keys: readonly Key[],
): Record<Key, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(field, "must be an object");
  for (const key of keys) if (!Object.hasOwn(value, key)) refuse(`${field}.${key}`, "is missing");
  const known: readonly string[] = keys;
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) refuse(field, `has the unknown key ${quote(unknown)}; remove it`);
  return value as Record<Key, unknown>;
}

/** A non-empty, well-formed string of at most `maxLength` UTF-16 units, without control characters. */
export function readText(value: unknown, field: string, maxLength: number): string {
  const text = readLines(value, field, maxLength);
  // Control characters would let a name rewrite the terminal of the person who checks it.
  if (/\p{Cc}/u.test(text)) refuse(field, "contains control characters");
  return text;
}

/** Like `readText`, with line breaks and other control characters allowed: escape before showing. */
export function readLines(value: unknown, field: string, maxLength: number): string {
  if (typeof value !== "string" || value === "") return refuse(field, "must be text");
  if (value.length > maxLength) refuse(field, `is longer than ${maxLength} characters`);
  if (!value.isWellFormed()) refuse(field, "is not well-formed Unicode");
  return value;
}

export function readPattern(value: unknown, field: string, pattern: RegExp, wanted: string): string {
  const text = readText(value, field, 1024);
  return pattern.test(text) ? text : refuse(field, `must be ${wanted}, not ${quote(text)}`);
}

export function readOneOf<const Word extends string>(value: unknown, field: string, words: readonly Word[]): Word {
  return words.find((word) => word === value) ?? refuse(field, `must be one of: ${words.join(", ")}`);
}

/** A whole number from 0 to 2^53 − 1. */
export function readCount(value: unknown, field: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) return refuse(field, "must be a whole number, 0 or more");
  return value;
}

export function readList<Item>(
  value: unknown,
  field: string,
  { maxItems, item }: { readonly maxItems: number; readonly item: (value: unknown, field: string) => Item },
): Item[] {
  if (!Array.isArray(value)) return refuse(field, "must be a list");
  if (value.length > maxItems) refuse(field, `has more than ${maxItems} items`);
  return value.map((one: unknown, index) => item(one, `${field}[${index}]`));
}

/** A UTC instant exactly as `Date.prototype.toISOString` writes it, so that text order is time order. */
export function readInstant(value: unknown, field: string): string {
  const text = readPattern(value, field, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, "a UTC time such as 2026-06-02T00:00:00.000Z");
  const parsed = new Date(text);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString() !== text) refuse(field, `is not a real date: ${quote(text)}`);
  return text;
}

/** A SHA-256 as 64 lower-case hex digits; hex because it has one spelling only. */
export function readHash(value: unknown, field: string): Uint8Array {
  return Buffer.from(readPattern(value, field, /^[0-9a-f]{64}$/, "64 lower-case hex digits"), "hex");
}

/** Standard base64 with padding in its one canonical spelling. */
export function readBase64(value: unknown, field: string, maxLength: number): Buffer {
  const text = readText(value, field, maxLength);
  const bytes = Buffer.from(text, "base64");
  // Buffer ignores what it does not know, so a second spelling of the same bytes would pass unseen.
  return bytes.toString("base64") === text ? bytes : refuse(field, "must be standard base64 with padding");
}
