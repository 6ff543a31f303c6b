import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

import type { Skill } from "./agent-steps.ts";
import { completionRequestSchema, countTokens, toCompletion, toConversation } from "./chat-wire.ts";
import { nextMove } from "./scripted-agent.ts";

const LARGEST_REQUEST_BYTES = 16 * 1024 * 1024;

export interface ModelEndpointOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly apiKey: string;
  readonly skill?: Skill;
}
export interface RunningModelEndpoint {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts an OpenAI-compatible endpoint on loopback whose models (`scripted-<skill>` or any name asked for) are one scripted agent. */
export async function startModelEndpoint({ port = 0, apiKey, skill = "capable" }: ModelEndpointOptions): Promise<RunningModelEndpoint> {
  const server = createServer((request, response) => {
    answer(request, { apiKey, skill }).then(
      ({ status, body }) => reply(response, status, body),
      (cause: unknown) => (cause instanceof WireError ? reply(response, cause.status, cause.body) : response.destroy(cause instanceof Error ? cause : undefined)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the endpoint has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error in the shape OpenAI's clients read. */
class WireError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.body = { error: { message, type: status === 401 ? "authentication_error" : "invalid_request_error", param, code } };
  }
}

async function answer(request: IncomingMessage, { apiKey, skill }: { apiKey: string; skill: Skill }): Promise<{ status: number; body: unknown }> {
  if (!isSame(request.headers.authorization ?? "", `Bearer ${apiKey}`)) throw new WireError(401, "invalid_api_key", "The API key is missing or wrong: send it as a bearer token.");
  const atSeconds = Math.floor(Date.now() / 1_000);
  const route = `${request.method} ${new URL(request.url ?? "/", "http://endpoint").pathname}`;
  if (route === "GET /v1/models") return { status: 200, body: { object: "list", data: [{ id: `scripted-${skill}`, object: "model", created: atSeconds, owned_by: "breakwater-exercise" }] } };
  if (route !== "POST /v1/chat/completions") throw new WireError(404, "unknown_url", `There is no ${route}; there are GET /v1/models and POST /v1/chat/completions.`);

  const text = await readBody(request);
  const parsed = completionRequestSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new WireError(400, "invalid_value", `${issue?.path.join(".") || "body"}: ${issue?.message ?? "does not fit"}`, issue?.path.join(".") ?? null);
  }
  const move = nextMove(skill, conversationOf(parsed.data));
  return { status: 200, body: toCompletion(parsed.data, move, { id: randomUUID(), atSeconds, promptTokens: countTokens(text) }) };
}

function conversationOf(request: Parameters<typeof toConversation>[0]): ReturnType<typeof toConversation> {
  try {
    return toConversation(request);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new WireError(400, "invalid_value", "messages: the arguments of a tool call are not JSON", "messages");
  }
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

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
