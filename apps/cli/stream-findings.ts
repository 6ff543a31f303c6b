// Sends findings as a stream and reads the answers as they come, so that a file of any length passes through without being held.
import { createReadStream } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { ApiError, UnreachableError } from "#api-client";
import type { BulkResult, BulkSummary } from "#contracts/intake";
import { CliError } from "./cli-error.ts";
import { EXIT, type Talk } from "./command.types.ts";
import { explainFileError } from "./read-input.ts";

export interface Server {
  readonly address: string;
  readonly token: string | undefined;
}

/** One answer of a stream: what became of a line, or the end. */
export type Answer = BulkResult | BulkSummary;

const NDJSON = "application/x-ndjson";
/** An answer is a few hundred bytes; a server that sends more without a line end is none of ours. */
const LONGEST_ANSWER = 1024 * 1024;
const TRIES = 5;
const FIRST_PAUSE_MS = 500;

/** Sends a body, and yields the server's answers line by line. Throws ApiError, or UnreachableError when the connection breaks. */
export async function* sendStream({ address, token }: Server, path: string, { body, signal }: { readonly body: ReadableStream<Uint8Array> | Uint8Array; readonly signal: AbortSignal }): AsyncGenerator<Answer, void, undefined> {
  const init = { method: "POST", headers: { ...headersOf(token), accept: NDJSON, "content-type": NDJSON }, body: body as BodyInit, duplex: "half", redirect: "error", signal } as const;
  const response = await reach(address, () => fetch(`${address}/api${path}`, init));
  if (!response.ok) throw await toApiError(response);
  const utf8 = new TextDecoder();
  let text = "";
  let isWhole = false;
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  for (let piece = await reach(address, () => reader.read()); !piece.done; piece = await reach(address, () => reader.read())) {
    const lines = (text + utf8.decode(piece.value, { stream: true })).split("\n");
    text = lines.pop() ?? "";
    if (text.length > LONGEST_ANSWER) break;
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      isWhole ||= "summary" in answer;
      yield answer;
    }
  }
  if (!isWhole) throw new UnreachableError(address, new Error("The answer ended before its summary"));
}

/** How many lines of an intake the server has; 0 for one it has not heard of. */
export async function countStored({ address, token }: Server, intake: string): Promise<number> {
  const response = await reach(address, () => fetch(`${address}/api/findings/intakes/${intake}`, { headers: headersOf(token), redirect: "error" }));
  if (response.status === 404) return 0;
  if (!response.ok) throw await toApiError(response);
  return ((await response.json()) as { lines: number }).lines;
}

/**
 * Sends a file as an intake and goes on by itself where a connection broke: with the line after the last one that was
 * answered, so that each line has its answer.
 */
export async function* sendIntake(server: Server, { file, intake, talk }: { readonly file: string; readonly intake: string; readonly talk: Talk }): AsyncGenerator<Answer, void, undefined> {
  let answered = await countStored(server, intake);
  if (answered > 0) talk.progress(`${answered} lines are stored already; going on with line ${answered + 1}`);
  for (let tries = 0; ; ) {
    const from = answered + 1;
    try {
      const body = file === "-" ? fromStandardInput(talk, from) : await readFrom(file, from);
      for await (const answer of sendStream(server, `/findings/bulk?intake=${intake}&from=${from}`, { body, signal: talk.surroundings.signal })) {
        if ("line" in answer) answered = answer.line;
        yield answer;
      }
      return;
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      tries = answered >= from ? 1 : tries + 1;
      const again = `go on with: breakwater finding submit --bulk ${file} --intake ${intake}`;
      if (file === "-" || tries >= TRIES || talk.surroundings.signal.aborted) throw new CliError(EXIT.unreachable, "interrupted", `The connection broke after line ${answered}; ${again}`, { cause: error });
      talk.progress(`the connection broke after line ${answered}; trying again`);
      await pause(FIRST_PAUSE_MS * 2 ** tries, undefined, { signal: talk.surroundings.signal });
    }
  }
}

/** The file's bytes from the beginning of a line on. */
async function readFrom(file: string, line: number): Promise<ReadableStream<Uint8Array>> {
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  await new Promise<void>((resolve, reject) => {
    stream.once("open", () => resolve());
    stream.once("error", (error) => reject(explainFileError(file, error)));
  });
  return toStream(skipLines(stream, line - 1));
}

function fromStandardInput(talk: Talk, line: number): ReadableStream<Uint8Array> {
  return toStream(skipLines(talk.surroundings.stdin, line - 1));
}

async function* skipLines(chunks: AsyncIterable<Uint8Array | string>, lines: number): AsyncGenerator<Uint8Array, void, undefined> {
  let left = lines;
  for await (const chunk of chunks) {
    let bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    while (left > 0 && bytes.length > 0) {
      const end = bytes.indexOf(10);
      bytes = end < 0 ? new Uint8Array() : bytes.subarray(end + 1);
      if (end >= 0) left -= 1;
    }
    if (bytes.length > 0) yield bytes;
  }
}

function toStream(pieces: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await pieces.return();
    },
  });
}

function headersOf(token: string | undefined): Record<string, string> {
  return { "x-breakwater": "1", ...(token ? { authorization: `Bearer ${token}` } : {}) };
}

async function reach<Result>(address: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    throw new UnreachableError(address, cause);
  }
}

async function toApiError(response: Response): Promise<ApiError> {
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const { error } = (isJson ? await response.json() : {}) as { error?: { code?: string; message?: string; field?: string } };
  return new ApiError(response.status, error?.code ?? "unknown", error?.message ?? `The server answered ${response.status}`, error?.field);
}
