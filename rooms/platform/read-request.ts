import type { Context } from "hono";
import type { z } from "zod";
import { readJson, TrapInJson } from "./read-json.ts";
import { PlatformRefusal } from "./refusal.ts";
import type { RouteDefinition } from "./route.ts";

/*
 * The parts of a request, all attacker-controlled: each is bounded and goes through its schema, or is refused with its
 * field. What two readers could read differently (a proxy in front, and we) is refused and not chosen from.
 */

const DEFAULT_MAX_BYTES = 64 * 1024;
/** A body of any length may take any time, as long as it comes; whoever sends nothing for so long holds a connection for nothing. */
const MOST_SILENCE_MS = 60_000;
/** A body that is read whole before anything is done has so long in all. */
const MOST_READING_MS = 300_000;
/** Of these Node keeps the first and drops the rest; all others that come twice are joined, and then fit no format. */
const STANDS_ONCE = ["host", "authorization", "content-type"];

/** Refuses a request in which a header stands twice that may stand once (RFC 9112 section 3.2, RFC 9110 section 5.3). */
export function refuseDoubledHeaders({ env }: Context): void {
  // In tests the application is called without a socket, and then without such headers.
  const names = ((env?.incoming?.rawHeaders ?? []) as readonly string[]).filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const twice = STANDS_ONCE.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice) throw new PlatformRefusal("invalid-input", `${twice}: this header stands twice; send it once`, { field: twice });
}

export function readParams(c: Context, { params }: RouteDefinition): unknown {
  return params && parsePart("params", params, withoutNul(c.req.param()));
}

export function readQuery(c: Context, { query }: RouteDefinition): unknown {
  if (!query) return undefined;
  const twice = Object.entries(c.req.queries()).find(([, values]) => values.length > 1)?.[0];
  if (twice !== undefined) throw new PlatformRefusal("invalid-input", "query: a parameter stands twice; give each once", { field: "query" });
  return parsePart("query", query, withoutNul(c.req.query()));
}

export async function readBody(c: Context, definition: RouteDefinition): Promise<unknown> {
  if (!definition.body && !definition.upload) return undefined;
  if (definition.isStreamed) return streamBody(c.req.raw);
  const bytes = await readBounded(c.req.raw, definition.maxBytes ?? DEFAULT_MAX_BYTES);
  if (definition.upload) return bytes;
  const mediaType = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    throw new PlatformRefusal("unsupported-media-type", "content-type: send the body as application/json", { field: "content-type" });
  }
  let parsed: unknown;
  try {
    parsed = readJson(bytes);
  } catch (error) {
    const field = (error instanceof TrapInJson && error.place) || "body";
    throw new PlatformRefusal("invalid-input", `${field}: ${error instanceof TrapInJson ? error.message : "not valid JSON in UTF-8"}`, { field, cause: error });
  }
  return definition.body && parsePart("body", definition.body, parsed);
}

/** Reads at most `maxBytes`, counting as it goes: the declared length is the sender's word only. */
async function readBounded(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const startedAt = performance.now();
  let size = 0;
  for await (const chunk of streamBody(request)) {
    size += chunk.length;
    if (performance.now() - startedAt > MOST_READING_MS) throw tooSlow(MOST_READING_MS);
    if (size > maxBytes) throw new PlatformRefusal("too-large", `body: larger than ${maxBytes} bytes; send less at once`, { field: "body" });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as it comes. Whoever hangs up half-way made no mistake of ours, and must not fill the log with any. */
async function* streamBody(request: Request): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = request.body?.getReader();
  if (!reader) return;
  let isDone = false;
  try {
    while (!isDone) {
      const { done, value } = await readChunk(reader);
      isDone = done;
      if (value) yield value;
    }
  } finally {
    // Who stops reading leaves the rest of it to the server, which ends the connection.
    if (!isDone) void Promise.allSettled([reader.cancel()]);
  }
}

async function readChunk(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<ReadableStreamReadResult<Uint8Array>> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow(MOST_SILENCE_MS)), MOST_SILENCE_MS);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (cause) {
    if (cause instanceof PlatformRefusal) throw cause;
    throw new PlatformRefusal("invalid-input", "body: it ended before it was whole; send it again", { field: "body", cause });
  } finally {
    clearTimeout(timer);
  }
}

const tooSlow = (ms: number): PlatformRefusal => new PlatformRefusal("invalid-input", `body: it was not there after ${ms / 1000} seconds; send it again, and faster`, { field: "body" });

/** NUL is no part of any text of ours, and the database takes none. */
function withoutNul(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const field = Object.keys(given).find((name) => given[name]?.includes("\0"));
  if (field !== undefined) throw new PlatformRefusal("invalid-input", `${field}: must not hold control characters`, { field });
  return given;
}

function parsePart(part: string, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue && issue.path.length > 0 ? issue.path.join(".") : part;
  throw new PlatformRefusal("invalid-input", `${field}: ${issue?.message ?? "not valid"}`, { field });
}
