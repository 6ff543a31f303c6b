import type { ChatMessage, ModelReply, ModelRequest, ToolDefinition } from "../model.types.ts";

/** One HTTP request of an agent program, however it reached us; hostile. Names of headers are in lower case. */
export interface ProxyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
export interface ProxyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an agent program asks of the model, whatever the shape it asks in. */
export interface AskedCall extends Pick<ModelRequest, "maxOutputTokens" | "stop" | "temperature" | "effort" | "toolChoice"> {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly stream: boolean;
}

/** A no to an agent program, in the shape of the API it used. */
export class ProxyRefusal extends Error {
  override readonly name = "ProxyRefusal";
  readonly status: number;
  /** OpenAI's `code`, where it has one for this. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The server's side of one API. */
export interface ProxyShape {
  readonly path: string;
  /** @throws {ProxyRefusal} 400 for what cannot be carried: it names the field */
  read(body: unknown): AskedCall;
  /** The reply as one body. */
  write(reply: ModelReply, frame: { readonly id: string; readonly atSeconds: number; readonly model: string }): Readonly<Record<string, unknown>>;
  /** The same body as a stream of server-sent events. */
  writeEvents(body: Readonly<Record<string, unknown>>): string;
  writeError(refusal: ProxyRefusal): Readonly<Record<string, unknown>>;
}
