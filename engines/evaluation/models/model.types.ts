import type { ModelErrorCode } from "../evaluation.errors.ts";

/*
 * A *provider* is a way of speaking to an *endpoint* (chat completions, responses, messages); a *client* calls one endpoint;
 * a *call* is one question, made of one or more *tries*; what comes back is a *reply*. Everything in a reply is hostile.
 */

export const PROVIDER_NAMES = ["openai-chat", "openai-responses", "anthropic-messages", "openai-compatible"] as const;
/** `openai-compatible` is `openai-chat` with the older spelling of the output limit, which such servers know. */
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** `fetch`, as far as an endpoint needs it. */
export type EndpointFetch = (address: URL, init: RequestInit) => Promise<Response>;

/** Where a model is called. The credential goes to the HTTP client and nowhere else. */
export interface ModelEndpoint {
  /** As the endpoint names it in `model`. */
  readonly name: string;
  /** With or without the trailing `/v1`: `http://127.0.0.1:8080` or `https://host/v1`. */
  readonly url: string;
  readonly apiKey: string;
  /** Default `openai-compatible`. */
  readonly provider?: ProviderName;
  /** Ask for the reply as server-sent events, so that a hang is noticed between two of them; default false. */
  readonly stream?: boolean;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** As sent, the credential redacted; hostile. */
  readonly argumentsText: string;
}
export type ChatMessage =
  | { readonly role: "system" | "user"; readonly text: string }
  /** `opaque`: that of the reply it was, from the same provider. */
  | { readonly role: "assistant"; readonly text: string; readonly toolCalls: readonly ToolCall[]; readonly opaque?: string | null }
  | { readonly role: "tool"; readonly callId: string; readonly text: string };

export type ReasoningEffort = "low" | "medium" | "high";

export interface ModelRequest {
  /**
   * Messages are never changed once they stand here. Push each turn's onto the same array: what was already written for the
   * wire is kept by the array's identity, so that a turn costs its own messages and not the whole conversation.
   */
  readonly messages: readonly ChatMessage[];
  /** The same array for each turn of a conversation, for the same reason. */
  readonly tools: readonly ToolDefinition[];
  /** Sent where the provider has it (chat completions); see `ModelClient.takesSeed`. */
  readonly seed?: number | undefined;
  /** Where it is left out the endpoint's own limit holds; Anthropic's messages, and a client with a spending cap, then say 16,384. */
  readonly maxOutputTokens?: number | undefined;
  /** Refused with the Responses API, which has none. */
  readonly stop?: readonly string[] | undefined;
  readonly temperature?: number | undefined;
  /** Asks for reasoning; what it must keep of it then comes back sealed in `opaque`. */
  readonly effort?: ReasoningEffort | undefined;
  /** Anthropic's older models alone: a budget for thinking, within `maxOutputTokens`, in place of `effort`. */
  readonly thinkingTokens?: number | undefined;
  readonly toolChoice?: "auto" | "none" | "required" | undefined;
  readonly signal: AbortSignal;
  /** Told of every try that failed, before the next is waited for. */
  readonly onTry?: ((failed: FailedTry) => void) | undefined;
}

export interface FailedTry {
  /** From 1. */
  readonly number: number;
  readonly code: ModelErrorCode;
  /** Bounded, escaped, without the credential. */
  readonly message: string;
  readonly latencyMs: number;
  /** Milliseconds until the next try, or null when there is none. */
  readonly retryInMs: number | null;
  /** What was charged to the spending cap: an estimate where the reply was lost on the way, else nothing. */
  readonly charged: Spent;
}

/** Tokens as the endpoint counts them; `input` and `output` are wholes, the other kinds are parts of them. */
export interface ModelUsage {
  readonly input: number;
  readonly output: number;
  /** Of `input`. */
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** Of `output`, where the endpoint tells it. */
  readonly reasoning: number;
  /** `input` and `output` together. */
  readonly total: number;
  /** True where the endpoint told nothing and a quarter of the characters stands in. */
  readonly estimated: boolean;
}

/** `length`: the output limit or the end of the context cut it. `refused`: the model, or a filter before it, declined. */
export type Finish = "stop" | "tool-calls" | "length" | "refused" | "unknown";

export interface ModelReply {
  readonly text: string;
  /** What may be read of the model's reasoning, else null. */
  readonly reasoning: string | null;
  readonly toolCalls: readonly ToolCall[];
  /**
   * What this provider wants back with the next call where text and tool calls do not say it all (signatures, sealed
   * reasoning): JSON, without the credential; put it into the assistant's message unread. Else null.
   */
  readonly opaque: string | null;
  readonly finish: Finish;
  /** How the reply says that it declined, else null; a refusal is an answer and no failure. */
  readonly refusal: { readonly seenBy: "finish" | "field"; readonly text: string } | null;
  /** The model as the endpoint says it answered, or null. */
  readonly model: string | null;
  readonly usage: ModelUsage;
  /** Millionths of a US dollar; null without a price for this model. */
  readonly costMicroUsd: number | null;
  /** Of the try that succeeded. */
  readonly latencyMs: number;
  /** Tries before it. */
  readonly retries: number;
}

export interface ModelClient {
  readonly name: string;
  readonly provider: ProviderName;
  /** Whether the provider has a seed at all. */
  readonly takesSeed: boolean;
  /** @throws {ModelError} */
  call(request: ModelRequest): Promise<ModelReply>;
}

/** Millionths of a US dollar for a million tokens of each kind: three dollars a million stands as 3,000,000. */
export interface ModelPrice {
  /** Of input that was neither read from nor written to a cache. */
  readonly input: number;
  readonly output: number;
  /** Default: the price of input. */
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}
/** By the model's name, as in `ModelEndpoint.name`. Data of the caller; nothing here knows a price. */
export type ModelPrices = Readonly<Record<string, ModelPrice>>;

/** What was, or may be, spent. `microUsd` is 0 where nothing is priced. */
export interface Spent {
  readonly tokens: number;
  readonly microUsd: number;
}
/** One cap for a whole campaign; at least one of the two. */
export interface SpendingCap {
  readonly tokens?: number | undefined;
  readonly microUsd?: number | undefined;
}
export interface Reservation {
  /** The call is over and cost this. */
  settle(actual: Spent): void;
}
export interface Spending {
  readonly cap: SpendingCap;
  /**
   * Sets the worst that a call may cost aside. Where that does not fit but calls are under way whose end may make room, it
   * waits for them; where it can never fit it refuses.
   * @throws {ModelError} `spending-cap`; `stopped` when the signal ends the wait
   */
  reserve(worst: Spent, signal: AbortSignal): Promise<Reservation>;
  /** What is settled; calls under way not included. */
  spent(): Spent;
  /** Another cap from now on, such as a larger one; calls that wait look again. */
  setCap(cap: SpendingCap): void;
}

/** How a call that held a place ended, as far as the number of places is concerned. */
export type PlaceOutcome = "served" | "overloaded" | "other";
/** A bounded number of calls at once, which follows what the endpoint bears. */
export interface Places {
  /** @throws {ModelError} `stopped` when the signal ends the wait */
  take(signal: AbortSignal): Promise<(outcome: PlaceOutcome) => void>;
  /** How many calls may run at once now. */
  limit(): number;
  close(): void;
}
