import { ModelError } from "../../evaluation.errors.ts";
import type { ToolCall } from "../model.types.ts";

/*
 * Readers of what an endpoint sends. Written by hand because they stand in the way of every single reply; each says which
 * field does not fit.
 */

export type Wire = Readonly<Record<string, unknown>>;

const MOST_TOOL_CALLS = 128;
const LONGEST_NAME = 200;
const MOST_TOKENS = 1_000_000_000;

export const malformed = (field: string, expected: string): ModelError => new ModelError("malformed", `the endpoint's answer does not fit: ${field}: expected ${expected}`);

export const isWire = (value: unknown): value is Wire => typeof value === "object" && value !== null && !Array.isArray(value);

export function readWire(value: unknown, field: string): Wire {
  if (isWire(value)) return value;
  throw malformed(field, "an object");
}

export function readList(value: unknown, field: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw malformed(field, "an array");
}

export function readText(value: unknown, field: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  throw malformed(field, "a text");
}

/** A short text that has to be there. */
export function readName(value: unknown, field: string): string {
  if (typeof value === "string" && value !== "" && value.length <= LONGEST_NAME) return value;
  throw malformed(field, `a text of 1 to ${LONGEST_NAME} characters`);
}

export function readCount(value: unknown, field: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS) return value;
  throw malformed(field, "a count of tokens");
}

export function requireFewCalls(calls: readonly ToolCall[]): readonly ToolCall[] {
  if (calls.length <= MOST_TOOL_CALLS) return calls;
  throw malformed("tool calls", `at most ${MOST_TOOL_CALLS} in one reply`);
}

/** A streamed event's data, which is one object. */
export function parseEvent(data: string): Wire {
  try {
    return readWire(JSON.parse(data), "event");
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw new ModelError("malformed", "an event of the endpoint's stream is not JSON", { cause });
  }
}

/** The model's arguments as an object that may stand in a conversation: some servers fail on what is not JSON. */
export function toArgumentsObject(text: string): string {
  try {
    if (isWire(JSON.parse(text))) return text;
  } catch {
    // Told to the model when the tool was called; here it only has to be JSON.
  }
  return JSON.stringify({ unparsed: text });
}
