import type { ModelErrorCode } from "../../evaluation.errors.ts";
import type { ChatMessage, ModelEndpoint, ModelReply, ModelRequest, ModelUsage, ProviderName } from "../model.types.ts";
import type { ServerSentEvent } from "./event-stream.rules.ts";

/** A reply as far as the wire tells it; null usage where the endpoint tells none. */
export interface WireReply extends Omit<ModelReply, "usage" | "costMicroUsd" | "latencyMs" | "retries"> {
  readonly usage: Omit<ModelUsage, "estimated"> | null;
}

/** Gathers the events of one streamed reply into the body that the endpoint would have sent at once. */
export interface StreamReader {
  /** @throws {ModelError} when the event is an error, or is not what the provider sends */
  push(event: ServerSentEvent): void;
  /** The body, or null as long as the stream's own end was not seen. */
  body(): unknown;
}

/** The parts of a request that stand before its messages. */
export type RequestSettings = Omit<ModelRequest, "messages" | "signal" | "onTry">;

/**
 * One way of speaking to an endpoint, as pure translation. A request's text is `head`, then each message's own text, then
 * `tail`: so what was written for a message once stays valid for as long as the conversation goes on.
 */
export interface Provider {
  readonly name: ProviderName;
  /** After the endpoint's address. */
  readonly path: string;
  readonly takesSeed: boolean;
  headers(apiKey: string): Readonly<Record<string, string>>;
  /** @throws {ModelError} `request-refused` when a setting does not exist with this provider */
  head(endpoint: ModelEndpoint, settings: RequestSettings, messages: readonly ChatMessage[]): string;
  /** How many messages at the beginning `head` has said already. */
  skip(messages: readonly ChatMessage[]): number;
  /**
   * The text that `message` adds. `group` is what the message before it returned as its own, null for the first; a provider
   * that wraps neighbours together leaves the wrapping open and closes it with the next one, or in `tail`.
   */
  encode(message: ChatMessage, group: string | null): { readonly text: string; readonly group: string | null };
  tail(group: string | null, settings: RequestSettings): string;
  /** @throws {ModelError} `malformed`, or what an error in the body says */
  read(body: unknown): WireReply;
  openStream(): StreamReader;
}

/** What an endpoint's error says, from its status and body. */
export interface WireFailure {
  readonly code: ModelErrorCode;
  readonly message: string;
}
