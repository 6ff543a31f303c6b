import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";

import { ModelError } from "../../evaluation.errors.ts";
import type { ChatMessage, ModelReply, ModelRequest } from "../model.types.ts";
import { chatShape } from "./chat-shape.ts";
import { createMcpServer } from "./mcp.ts";
import type { OfferedTool } from "./mcp.ts";
import { messagesShape } from "./messages-shape.ts";
import { ProxyRefusal } from "./proxy.types.ts";
import type { AskedCall, ProxyAnswer, ProxyRequest, ProxyShape } from "./proxy.types.ts";
import { responsesShape } from "./responses-shape.ts";

const SHAPES: readonly ProxyShape[] = [chatShape, responsesShape, messagesShape];
const MOST_AT_ONCE = 8;
const MOST_REMEMBERED = 5_000;
/** Neither OpenAI's nor Anthropic's client tries again when it sees this. */
const FINAL = { "x-should-retry": "false" };

export interface ProxyLimits {
  /** Calls of the model. */
  readonly turns: number;
  readonly tokens: number;
  /** The most that one call may ask for; default: what it asks for. */
  readonly outputTokens?: number;
}
export interface MeteredProxyOptions {
  readonly modelName: string;
  /** Asks the model: `ModelClient.call`, or something around it that records each call. */
  readonly call: (request: ModelRequest) => Promise<ModelReply>;
  readonly limits: ProxyLimits;
  readonly seed?: number;
  readonly signal: AbortSignal;
  /** Tools of the sample, for programs that speak MCP (`POST /mcp`, by JSON-RPC 2.0). */
  readonly tools?: readonly OfferedTool[];
  readonly now?: () => Date;
}
export interface MeteredProxy {
  /** What a program shows as its API key; good for this sample and nowhere else. */
  readonly token: string;
  readonly modelName: string;
  spent(): { readonly turns: number; readonly tokens: number };
  /** Which limit refused a call, if one did. */
  reached(): "turns" | "tokens" | null;
  answer(request: ProxyRequest): Promise<ProxyAnswer>;
}

/**
 * A model for agent programs that bring their own loop: it speaks Chat Completions, Responses and Messages, at once or in events,
 * and every call goes through `call`. The program gets a token of its own; the real credential stays where `call` keeps it.
 * The model's name that a program asks for is not looked at: there is one model.
 */
export function openMeteredProxy(options: MeteredProxyOptions): MeteredProxy {
  const token = `bw-${randomBytes(24).toString("base64url")}`;
  const now = options.now ?? (() => new Date());
  // Reasoning that must go back, by the turn it belongs to: programs do not know of it.
  const opaque = new Map<string, string>();
  let turns = 0;
  let tokens = 0;
  let underWay = 0;
  let reached: "turns" | "tokens" | null = null;

  function requireRoom(): void {
    if (turns >= options.limits.turns) reached = "turns";
    else if (tokens >= options.limits.tokens) reached = "tokens";
    if (reached !== null) throw new ProxyRefusal(403, "limit_reached", `the sample's limit of ${options.limits[reached]} ${reached} is reached`);
    if (underWay >= MOST_AT_ONCE) throw new ProxyRefusal(429, "too_many_calls", `at most ${MOST_AT_ONCE} calls at once`);
  }

  async function ask(asked: AskedCall): Promise<ModelReply> {
    requireRoom();
    // Counted before it is made, so that calls at once cannot share the last turn.
    turns += 1;
    underWay += 1;
    try {
      const { stream: _, ...wanted } = asked;
      const messages = asked.messages.map((message) => recall(message, opaque));
      const mostOutput = options.limits.outputTokens;
      const maxOutputTokens = mostOutput === undefined ? wanted.maxOutputTokens : Math.min(wanted.maxOutputTokens ?? mostOutput, mostOutput);
      const reply = await options.call({ ...wanted, messages, maxOutputTokens, seed: options.seed, signal: options.signal });
      tokens += reply.usage.total;
      if (reply.opaque !== null) remember(opaque, keyOf(reply), reply.opaque);
      return reply;
    } finally {
      underWay -= 1;
    }
  }

  // What MCP calls sampling is one more call of the model, under the same limits.
  const mcp = createMcpServer({ tools: options.tools ?? [], call: (request) => ask({ ...request, stream: false }), modelName: options.modelName, signal: options.signal });

  async function serve(request: ProxyRequest, shape: ProxyShape): Promise<ProxyAnswer> {
    const asked = shape.read(parseJson(request.body));
    const body = shape.write(await ask(asked), { id: randomUUID().replaceAll("-", ""), atSeconds: Math.floor(now().getTime() / 1_000), model: options.modelName });
    return asked.stream ? { status: 200, headers: { "content-type": "text/event-stream", "cache-control": "no-store" }, body: shape.writeEvents(body) } : json(200, body);
  }

  async function route(request: ProxyRequest, path: string): Promise<ProxyAnswer> {
    requireToken(request, token);
    if (request.method === "GET" && path === "/v1/models") return json(200, { object: "list", data: [{ id: options.modelName, object: "model", type: "model", created: 0, owned_by: "sample" }] });
    if (request.method === "POST" && path === "/v1/messages/count_tokens") return json(200, { input_tokens: Math.ceil(request.body.length / 4) });
    if (request.method === "POST" && path === "/mcp") {
      const answered = await mcp.answer(request.body);
      return answered === null ? { status: 202, headers: {}, body: "" } : { status: 200, headers: { "content-type": "application/json" }, body: answered };
    }
    const shape = SHAPES.find((known) => known.path === path);
    if (!shape || request.method !== "POST") throw new ProxyRefusal(404, "unknown_url", `there is no ${request.method} ${path}: POST ${SHAPES.map((known) => known.path).join(", ")}, /mcp`);
    return serve(request, shape);
  }

  return {
    token,
    modelName: options.modelName,
    spent: () => ({ turns, tokens }),
    reached: () => reached,
    async answer(request) {
      const path = (request.path.split("?", 1)[0] ?? "").replace(/\/+$/, "").slice(0, 200);
      try {
        return await route(request, path);
      } catch (cause) {
        const refusal = toRefusal(cause);
        const shape = SHAPES.find((known) => known.path === path) ?? chatShape;
        return json(refusal.status, shape.writeError(refusal), FINAL);
      }
    },
  };
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ProxyAnswer => ({ status, headers: { "content-type": "application/json", "cache-control": "no-store", ...headers }, body: JSON.stringify(body) });

function requireToken({ headers }: ProxyRequest, token: string): void {
  const given = headers["x-api-key"] ?? headers.authorization?.replace(/^Bearer /i, "") ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  if (!timingSafeEqual(digest(given), digest(token))) throw new ProxyRefusal(401, "invalid_api_key", "give the sample's own token as API key");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProxyRefusal(400, "invalid_json", "the body is not JSON");
  }
}

/** The program may know that its conversation is too long; the rest is not its affair, and trying again would not help. */
function toRefusal(cause: unknown): ProxyRefusal {
  if (cause instanceof ProxyRefusal) return cause;
  if (!(cause instanceof ModelError)) throw cause;
  if (cause.code === "context-length") return new ProxyRefusal(400, "context_length_exceeded", "prompt is too long: it exceeds the model's maximum context length");
  if (cause.code === "refused-by-policy") return new ProxyRefusal(400, "content_policy_violation", "the endpoint refused the request for what it says");
  if (cause.code === "request-refused") return new ProxyRefusal(400, "invalid_value", cause.message);
  if (cause.code === "spending-cap") return new ProxyRefusal(403, "limit_reached", "the campaign's spending cap is reached");
  return new ProxyRefusal(503, cause.code, `the model cannot be asked: ${cause.code}`);
}

const keyOf = ({ text, toolCalls }: Pick<ModelReply, "text" | "toolCalls">): string =>
  createHash("sha256").update(JSON.stringify([text, toolCalls.map((call) => [call.id, call.name])])).digest("base64");

function remember(opaque: Map<string, string>, key: string, value: string): void {
  opaque.set(key, value);
  const [oldest] = opaque.keys();
  if (opaque.size > MOST_REMEMBERED && oldest !== undefined) opaque.delete(oldest);
}

function recall(message: ChatMessage, opaque: ReadonlyMap<string, string>): ChatMessage {
  if (message.role !== "assistant" || opaque.size === 0) return message;
  const known = opaque.get(keyOf(message));
  return known === undefined ? message : { ...message, opaque: known };
}
