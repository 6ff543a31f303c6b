import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

import type { Skill } from "./agent-steps.ts";
import { chatShape } from "./chat-wire.ts";
import { messagesShape } from "./messages-wire.ts";
import type { Misbehave, Misbehaviour } from "./misbehave.ts";
import { responsesShape } from "./responses-wire.ts";
import { nextMove } from "./scripted-agent.ts";
import type { Conversation, Move } from "./scripted-agent.ts";
import { countTokens, sealOf, WireError } from "./wire-shape.ts";
import type { AskedTurn, StreamedEvent, WireShape } from "./wire-shape.ts";

const LARGEST_REQUEST_BYTES = 16 * 1024 * 1024;
const FLOOD_BYTES = 160 * 1024 * 1024;
const SHAPES: readonly WireShape[] = [chatShape, responsesShape, messagesShape];

export interface ModelEndpointOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly apiKey: string;
  readonly skill?: Skill;
  /** In place of a skill: the next move, from the conversation alone. */
  readonly decide?: (conversation: Conversation) => Move;
  /** Waited before each answer; default 0. */
  readonly latencyMs?: number;
  /** Reasons before each answer, and refuses a conversation whose turns with tool calls do not bring their reasoning back unchanged. */
  readonly reasons?: boolean;
  readonly misbehave?: Misbehave;
  /** Called when an answer has been sent, or its connection is gone: for scripts that count what is under way. */
  readonly afterAnswer?: () => void;
}
export interface RunningModelEndpoint {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Requests that came with the right key. */
  calls(): number;
  close(): Promise<void>;
}

interface Asked {
  readonly shape: WireShape;
  readonly turn: AskedTurn;
  readonly body: Readonly<Record<string, unknown>>;
  readonly misbehaviour: Misbehaviour | null;
}

/**
 * Starts an endpoint on loopback that speaks Chat Completions, Responses and Messages, at once or in events, and whose models
 * (`scripted-<skill>` or any name asked for) are one scripted agent.
 */
export async function startModelEndpoint(options: ModelEndpointOptions): Promise<RunningModelEndpoint> {
  const { port = 0, skill = "capable" } = options;
  const decide = options.decide ?? ((conversation: Conversation) => nextMove(skill, conversation));
  let calls = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://endpoint").pathname;
    const shape = SHAPES.find((known) => known.path === path) ?? chatShape;
    try {
      requireKey(request, options.apiKey);
      if (request.method === "GET" && path === "/v1/models") return reply(response, 200, { object: "list", data: [{ id: `scripted-${skill}`, object: "model", created: nowSeconds(), owned_by: "breakwater-exercise" }] });
      if (request.method === "GET" && path === "/calls") return reply(response, 200, { calls });
      if (request.method !== "POST" || shape.path !== path)
        throw new WireError(404, "unknown_url", `There is no ${request.method} ${path}; there are GET /v1/models and POST ${SHAPES.map((known) => known.path).join(", ")}.`);
      calls += 1;
      const asked = await ask(request, shape, calls);
      if (options.afterAnswer) response.once("close", options.afterAnswer);
      if (options.latencyMs) await delay(options.latencyMs);
      await send(response, asked, options.apiKey);
    } catch (cause) {
      if (!(cause instanceof WireError)) throw cause;
      reply(response, cause.status, shape.error(cause.status, cause.code, cause.message, cause.param));
    }
  }

  async function ask(request: IncomingMessage, shape: WireShape, number: number): Promise<Asked> {
    const text = await readBody(request);
    const turn = shape.parse(parseJson(text));
    if (options.reasons) requireReasoning(turn);
    const misbehaviour = options.misbehave?.({ number, prompt: turn.conversation.prompt, path: shape.path }) ?? null;
    const thought = `I think about step ${turn.conversation.past.length + 1}.`;
    const reasoning = options.reasons ? { text: thought, seal: sealOf(thought) } : null;
    const move = misbehaviour?.kind === "echo-credential" ? echo(options.apiKey) : decide(turn.conversation);
    return { shape, turn, misbehaviour, body: shape.body(turn, move, { id: randomUUID(), atSeconds: nowSeconds(), inputTokens: countTokens(text), reasoning }) };
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => response.destroy(cause instanceof Error ? cause : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the endpoint has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls: () => calls,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function send(response: ServerResponse, { shape, turn, body, misbehaviour }: Asked, apiKey: string): Promise<void> {
  switch (misbehaviour?.kind) {
    case "status": {
      const { status, retryAfterSeconds, code = "scripted", message = "As the script says." } = misbehaviour;
      return reply(response, status, shape.error(status, code, message, null), retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) });
    }
    case "hang":
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "redirect":
      return reply(response, 302, {}, { location: misbehaviour.location });
    case "not-json":
      response.end("<html>it works</html>");
      return;
    case "flood":
      return flood(response);
    case "slow":
      await delay(misbehaviour.ms);
      break;
    case "truncated-json":
    case "cut":
    case "cut-stream":
    case "stall":
    case "echo-credential":
    case undefined:
  }
  const plain = JSON.stringify(body);
  const whole = turn.stream ? shape.events(body).map(writeEvent) : [misbehaviour?.kind === "echo-credential" ? escapeEach(plain, apiKey, shape === messagesShape ? "\\u" : "\\\\u") : plain];
  const kind = misbehaviour?.kind;
  response.writeHead(200, { "content-type": turn.stream ? "text/event-stream" : "application/json", "cache-control": "no-store" });
  if (kind !== "truncated-json" && kind !== "cut" && kind !== "cut-stream" && kind !== "stall") {
    for (const piece of whole) response.write(piece);
    response.end();
    return;
  }
  const half = whole.length > 1 ? whole.slice(0, Math.ceil(whole.length / 2)).join("") : (whole[0] ?? "").slice(0, Math.ceil(plain.length / 2));
  if (kind === "truncated-json" || kind === "cut-stream") response.end(half);
  else response.write(half, () => kind === "cut" && response.socket?.destroy());
}

const nowSeconds = () => Math.floor(Date.now() / 1_000);
const writeEvent = ({ event, data }: StreamedEvent) => `${event === undefined ? "" : `event: ${event}\n`}data: ${data}\n\n`;

function requireKey(request: IncomingMessage, apiKey: string): void {
  const given = request.headers.authorization?.replace(/^Bearer /, "") ?? String(request.headers["x-api-key"] ?? "");
  if (!isSame(given, apiKey)) throw new WireError(401, "invalid_api_key", "The API key is missing or wrong: send it as a bearer token, or as x-api-key.");
}

/** As the real ones do: a turn that called tools must bring its reasoning back, and every seal must be ours. */
function requireReasoning({ sealed, turnsWithCalls }: AskedTurn): void {
  const genuine = sealed.filter((text) => text.endsWith(` ${sealOf(text.slice(0, text.lastIndexOf(" ")))}`));
  if (genuine.length !== sealed.length) throw new WireError(400, "invalid_value", "The reasoning was changed: its seal does not fit.");
  if (sealed.length < turnsWithCalls) throw new WireError(400, "invalid_value", `Of ${turnsWithCalls} turns with tool calls only ${sealed.length} brought their reasoning back.`);
}

const echo = (apiKey: string): Move => ({ calls: [{ tool: "bash", input: { command: `echo ${apiKey}` } }] });
/** In escapes that JSON allows and nobody needs; arguments that stand as text in the JSON need them twice over. */
const escapeEach = (text: string, secret: string, escape: string) => text.replaceAll(secret, Array.from(secret, (letter) => `${escape}${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""));

function flood(response: ServerResponse): void {
  const piece = Buffer.alloc(1024 * 1024, "x");
  let left = FLOOD_BYTES;
  const more = () => {
    for (; left > 0 && !response.destroyed; left -= piece.length) if (!response.write(piece)) return void response.once("drain", more);
    response.end();
  };
  more();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError(400, "invalid_json", "The body is not JSON.");
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_REQUEST_BYTES) throw new WireError(413, "too_large", `The body exceeds ${LARGEST_REQUEST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();
const isSame = (given: string, expected: string) => timingSafeEqual(sha256(given), sha256(expected));

function reply(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
  response.end(JSON.stringify(body));
}
