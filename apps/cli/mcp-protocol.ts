import { Readable } from "node:stream";
import { z } from "zod";
import { toShownJson } from "./show-text.rules.ts";

/*
 * The Model Context Protocol over standard input and output: one JSON-RPC 2.0 message a line. Revision 2026-07-28, in which
 * each request names its revision and nothing is remembered between them; and for clients from before it the revisions that
 * begin with `initialize`. The other end is a model's harness: whatever comes is hostile, bounded and parsed here.
 */
const REVISION = "2026-07-28";
const REVISIONS_WITH_HANDSHAKE = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;
const VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
const SERVER_KEY = "io.modelcontextprotocol/serverInfo";

const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const METHOD_NOT_FOUND = -32_601;
const INVALID_PARAMS = -32_602;
const INTERNAL_ERROR = -32_603;
const UNSUPPORTED_VERSION = -32_022;

/** A bundle of 8 MiB in base64, and what stands around it. */
const MAX_LINE_BYTES = 12 * 1024 * 1024;
const MOST_AT_ONCE = 8;
const HOUR_MS = 3_600_000;

export interface McpTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodType;
  readonly readOnly: boolean;
  /** Gets arguments that its schema has parsed; throws what `explain` explains. */
  run(args: never): Promise<unknown>;
}

export interface McpServer {
  readonly info: { readonly name: string; readonly title: string; readonly version: string };
  readonly instructions: string;
  readonly tools: readonly McpTool[];
  /** What an error means for a model, as far as it can do something about it; undefined for a bug. */
  explain(error: unknown): { readonly code: string; readonly message: string } | undefined;
  /** For a person who looks at the log; never for the model. */
  report(error: unknown): void;
}

class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

const requestSchema = z.object({ jsonrpc: z.literal("2.0"), id: z.union([z.string().max(200), z.number().int()]).optional(), method: z.string().max(200), params: z.record(z.string(), z.unknown()).optional() });
type Request = z.infer<typeof requestSchema>;
const initializeParams = z.object({ protocolVersion: z.string().max(40) });
const callParams = z.object({ name: z.string().max(200), arguments: z.record(z.string(), z.unknown()).default({}) });

/** Answers until the input ends or the signal aborts; answers come as they are ready. */
export async function serveMcp(server: McpServer, { input, write, signal }: { readonly input: AsyncIterable<Uint8Array | string>; readonly write: (text: string) => void; readonly signal: AbortSignal }): Promise<void> {
  const session = { isInitialized: false };
  const send = (message: object) => write(`${toShownJson({ jsonrpc: "2.0", ...message })}\n`);
  const running = new Set<Promise<void>>();
  // Somebody who is asked to stop does not wait for the other end to hang up.
  const stop = () => input instanceof Readable && void input.destroy();
  signal.addEventListener("abort", stop, { once: true });
  for await (const line of readLines(input, signal)) {
    const answering = answer(server, session, line).then((message) => message && send(message));
    const work = answering.then(() => void running.delete(work));
    running.add(work);
    if (running.size >= MOST_AT_ONCE) await Promise.race(running);
  }
  await Promise.all(running);
}

type Line = { readonly text: string } | { readonly tooLong: true };

/** Whole lines, blank ones left out; of one that is too long nothing is kept but that it was there. */
async function* readLines(input: AsyncIterable<Uint8Array | string>, signal: AbortSignal): AsyncGenerator<Line> {
  let kept: Buffer[] = [];
  let size = 0;
  const take = (): Line | undefined => {
    const line: Line = size > MAX_LINE_BYTES ? { tooLong: true } : { text: Buffer.concat(kept).toString("utf8") };
    [kept, size] = [[], 0];
    return "text" in line && line.text.trim() === "" ? undefined : line;
  };
  const keep = (bytes: Buffer) => {
    size += bytes.length;
    if (size > MAX_LINE_BYTES) kept = [];
    else kept.push(bytes);
  };
  for await (const chunk of untilStopped(input, signal)) {
    let rest = Buffer.from(chunk as Uint8Array);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      keep(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
      const line = take();
      if (line) yield line;
    }
    keep(rest);
  }
  const last = take();
  if (last) yield last;
}

/** The chunks as they come; being stopped is an end like any other. */
async function* untilStopped(input: AsyncIterable<Uint8Array | string>, signal: AbortSignal): AsyncGenerator<Uint8Array | string> {
  try {
    yield* input;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

interface Session {
  isInitialized: boolean;
}

/** The message to send back; undefined for a notification, and for an answer to something that was never asked. */
async function answer(server: McpServer, session: Session, line: Line): Promise<object | undefined> {
  let id: Request["id"] | null = null;
  try {
    const message = parseLine(line);
    if (isReply(message)) return undefined;
    const request = parseRequest(message);
    if (request.id === undefined) return undefined;
    id = request.id;
    return { id, result: await dispatch(server, session, request) };
  } catch (error) {
    if (error instanceof RpcError) return { id, error: { code: error.code, message: error.message, ...(error.data === undefined ? {} : { data: error.data }) } };
    server.report(error);
    return { id, error: { code: INTERNAL_ERROR, message: "A bug in breakwater; what happened is on its standard error." } };
  }
}

function parseLine(line: Line): unknown {
  if ("tooLong" in line) throw new RpcError(INVALID_REQUEST, `A message is longer than ${MAX_LINE_BYTES} bytes; give the bundle by its path.`);
  try {
    return JSON.parse(line.text);
  } catch {
    throw new RpcError(PARSE_ERROR, "A line is not JSON; send one message a line.");
  }
}

function isReply(message: unknown): boolean {
  return typeof message === "object" && message !== null && !("method" in message) && ("result" in message || "error" in message);
}

function parseRequest(message: unknown): Request {
  const parsed = requestSchema.safeParse(message);
  if (parsed.success) return parsed.data;
  throw new RpcError(INVALID_REQUEST, "This is no JSON-RPC 2.0 request: give jsonrpc, id, method and, as an object, params.");
}

async function dispatch(server: McpServer, session: Session, { method, params = {} }: Request): Promise<object> {
  const isStateless = namesRevision(params);
  if (method === "initialize") return initialize(server, session, params);
  if (method === "ping") return {};
  if (!isStateless && !session.isInitialized && method !== "server/discover") throw new RpcError(INVALID_REQUEST, `Name the revision ${REVISION} in _meta of each request, or initialize first.`);
  // What every answer of the newest revision says of itself.
  const complete = isStateless || method === "server/discover" ? { resultType: "complete", _meta: { [SERVER_KEY]: server.info } } : {};
  const cached = "resultType" in complete ? { ttlMs: HOUR_MS, cacheScope: "public" } : {};
  switch (method) {
    case "server/discover":
      return { ...complete, ...cached, supportedVersions: [REVISION, ...REVISIONS_WITH_HANDSHAKE], capabilities: { tools: {} }, instructions: server.instructions };
    case "tools/list":
      return { ...complete, ...cached, tools: server.tools.map(describeTool) };
    case "tools/call":
      return { ...complete, ...(await callTool(server, params)) };
    default:
      throw new RpcError(METHOD_NOT_FOUND, `There is no method ${method}.`);
  }
}

/** Whether the request carries the revision by itself; refuses one that we do not speak this way. */
function namesRevision(params: Readonly<Record<string, unknown>>): boolean {
  const meta = z.object({ [VERSION_KEY]: z.string().max(40) }).safeParse(params["_meta"]);
  if (!meta.success) return false;
  const requested = meta.data[VERSION_KEY];
  if (requested !== REVISION) throw new RpcError(UNSUPPORTED_VERSION, `Unsupported protocol version ${requested}.`, { supported: [REVISION], requested });
  return true;
}

function initialize({ info, instructions }: McpServer, session: Session, params: unknown): object {
  const parsed = initializeParams.safeParse(params);
  if (!parsed.success) throw new RpcError(INVALID_PARAMS, "params.protocolVersion: give the revision that you speak.");
  session.isInitialized = true;
  const protocolVersion = REVISIONS_WITH_HANDSHAKE.find((revision) => revision === parsed.data.protocolVersion) ?? REVISIONS_WITH_HANDSHAKE[0];
  return { protocolVersion, capabilities: { tools: {} }, serverInfo: info, instructions };
}

function describeTool({ name, title, description, input, readOnly }: McpTool): object {
  return { name, title, description, inputSchema: z.toJSONSchema(input, { io: "input" }), annotations: { title, readOnlyHint: readOnly, openWorldHint: true } };
}

/** What the tool answers, or, for a model to mend it, why not: a refusal is an answer and no error of the protocol. */
async function callTool(server: McpServer, params: unknown): Promise<object> {
  const parsed = callParams.safeParse(params);
  if (!parsed.success) throw new RpcError(INVALID_PARAMS, "params: give name, and arguments as an object.");
  const tool = server.tools.find(({ name }) => name === parsed.data.name);
  if (!tool) throw new RpcError(INVALID_PARAMS, `There is no tool ${parsed.data.name}; tools/list names them.`);
  const args = tool.input.safeParse(parsed.data.arguments);
  if (!args.success) {
    const [issue] = args.error.issues;
    const field = issue?.path.join(".") || "arguments";
    return toContent({ error: { code: "bad-input", message: `${field}: ${issue?.message ?? "not valid"}`, field } }, true);
  }
  try {
    return toContent(await tool.run(args.data as never), false);
  } catch (error) {
    const known = server.explain(error);
    if (!known) throw error;
    return toContent({ error: known }, true);
  }
}

function toContent(structuredContent: unknown, isError: boolean): object {
  return { content: [{ type: "text", text: toShownJson(structuredContent) }], structuredContent, isError };
}
