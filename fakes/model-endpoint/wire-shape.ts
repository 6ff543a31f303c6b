import { createHmac } from "node:crypto";

import type { Conversation, Move } from "./scripted-agent.ts";
import type { Step } from "./agent-steps.ts";

/** What a request asks, whatever its shape. */
export interface AskedTurn {
  readonly model: string;
  readonly stream: boolean;
  readonly conversation: Conversation;
  /** Sealed reasoning that came back with the assistant's turns, one text a turn that has any. */
  readonly sealed: readonly string[];
  /** Assistant turns that called tools, so that they must bring their reasoning back. */
  readonly turnsWithCalls: number;
}
export interface Answered {
  readonly id: string;
  readonly atSeconds: number;
  readonly inputTokens: number;
  /** Reasoning to show, with its seal; null where the endpoint does not reason. */
  readonly reasoning: { readonly text: string; readonly seal: string } | null;
}
export interface StreamedEvent {
  readonly event?: string;
  readonly data: string;
}

/** One API: how it is asked, and how it answers at once, in events, and with an error. */
export interface WireShape {
  readonly path: string;
  /** @throws {WireError} */
  parse(body: unknown): AskedTurn;
  body(asked: AskedTurn, move: Move, answered: Answered): Readonly<Record<string, unknown>>;
  events(body: Readonly<Record<string, unknown>>): StreamedEvent[];
  error(status: number, code: string, message: string, param: string | null): unknown;
}

/** An error that is answered in the shape of the API that was asked. */
export class WireError extends Error {
  readonly status: number;
  readonly code: string;
  readonly param: string | null;
  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }
}

/** A quarter of the characters: near enough to a tokenizer for accounts, and the same on every machine. */
export const countTokens = (content: string): number => Math.ceil(content.length / 4);

/** Only this endpoint can make it, as with the real ones: changed reasoning is noticed. */
export const sealOf = (text: string): string => createHmac("sha256", "seal of the fake endpoint").update(text).digest("base64url");

/** Steps of a move, in order; none where it only talks. */
export function stepsOf(move: Move): readonly Step[] {
  if ("call" in move) return [move.call];
  return "calls" in move ? move.calls : [];
}
export const wordsOf = (move: Move): string => ("say" in move ? move.say : "refuse" in move ? move.refuse : "");

/** In a few pieces, so that whoever reads the stream has to put them together. */
export function inPieces(text: string, pieces = 3): string[] {
  const size = Math.max(1, Math.ceil(text.length / pieces));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
}

export function parseInput(text: string, field: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new WireError(400, "invalid_value", `${field}: the arguments of a tool call are not JSON`, field);
  }
}
