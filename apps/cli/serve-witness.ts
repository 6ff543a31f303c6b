import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, ListenOptions } from "node:net";
import { isIPv4 } from "node:net";
import type { NoteVerifier, WitnessAnswer } from "#engines/ledger";
import { CliError, UsageError } from "./cli-error.ts";
import { EXIT, type ExitCode, type Talk } from "./command.types.ts";
import { findSeen, keepEvidence, keepHead, readState } from "./witness-state.ts";

/*
 * A witness as a service (c2sp.org/tlog-witness): logs push their heads to `POST /add-checkpoint`. It speaks plain HTTP, to
 * this machine alone; TLS and the world belong to a proxy in front. Whoever asks is nobody in particular: what counts is
 * the log's signature, and whatever else is sent is bounded and thrown away.
 */

const MOST_CONNECTIONS = 64;
const REQUEST_MS = 10_000;
// A log that signs one history after another proves nothing more by the hundredth, and must not fill the disk.
const MOST_EVIDENCE = 100;

export interface WitnessService {
  /** The witness's own file. */
  readonly path: string;
  readonly logKeys: readonly NoteVerifier[];
  readonly listen: string;
  readonly talk: Talk;
}

/** Serves until the person ends it. One question is answered after another: between what was seen and what is kept nothing may come. */
export async function serveWitness({ path, logKeys, listen, talk }: WitnessService): Promise<ExitCode> {
  const { answerAddCheckpoint, MAX_QUESTION_BYTES, parseSignerKey } = await import("#engines/ledger");
  let state = await readState(path);
  const signers = state.signerKeys.map(parseSignerKey);
  let evidenceKept = 0;
  const answer = async (body: string): Promise<WitnessAnswer> => {
    const given = answerAddCheckpoint({ body, logKeys, signers, seen: (origin) => findSeen(state, origin)?.head ?? null, seconds: Math.floor(Date.now() / 1000) });
    if (given.kept) {
      const { head, checkpoint } = given.kept;
      state = await keepHead(path, state, head, checkpoint);
      talk.answer({ origin: head.origin, size: head.size, status: given.status }, `${head.origin}: ${head.size} entries; cosigned`);
    }
    if (given.evidence && evidenceKept < MOST_EVIDENCE) {
      evidenceKept += 1;
      const { code, message, seen, question } = given.evidence;
      const file = await keepEvidence(path, { code, message, seen: findSeen(state, seen.origin)?.checkpoint ?? "", shown: question.checkpoint, first: seen.size, second: sizeIn(question.checkpoint), proof: question.proof.map((hash) => Buffer.from(hash).toString("hex")) });
      talk.answer({ origin: seen.origin, size: seen.size, status: given.status, code, evidence: file }, `${seen.origin}: ${message}. Not cosigned; both are in ${file}`);
    }
    return given;
  };
  let last: Promise<unknown> = Promise.resolve();
  const inLine = (body: string): Promise<WitnessAnswer> => {
    const mine = last.then(() => answer(body));
    last = mine.catch(() => undefined); // Its own caller is told.
    return mine;
  };
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, connectionsCheckingInterval: 1000, maxHeaderSize: 8192 }, (request, response) => {
    reply(request, response, { inLine, mostBytes: MAX_QUESTION_BYTES }).catch((error: unknown) => {
      talk.progress(`A question was not answered: ${error instanceof Error ? error.message : String(error)}`);
      if (!response.headersSent) send(response, 500, "something went wrong here; try again later\n");
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(readListen(listen));
  await once(server, "listening").catch((cause: unknown) => {
    throw new CliError(EXIT.usage, "cannot-listen", `--listen ${listen}: cannot be listened on; give another.`, { cause });
  });
  const at = addressOf(server.address(), listen);
  talk.answer({ listening: at }, `Takes heads at ${at}/add-checkpoint until it is ended.`);
  if (!talk.surroundings.signal.aborted) await once(talk.surroundings.signal, "abort");
  server.closeAllConnections();
  server.close();
  await last;
  return EXIT.done;
}

interface Answering {
  readonly inLine: (body: string) => Promise<WitnessAnswer>;
  readonly mostBytes: number;
}

async function reply(request: IncomingMessage, response: ServerResponse, { inLine, mostBytes }: Answering): Promise<void> {
  if (request.url !== "/add-checkpoint") return send(response, 404, "there is nothing here but /add-checkpoint\n");
  if (request.method !== "POST") return send(response.setHeader("allow", "POST"), 405, "this takes POST\n");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) return send(response.setHeader("connection", "close"), 413, `a question has at most ${mostBytes} bytes\n`);
    chunks.push(chunk);
  }
  const { status, mediaType, body } = await inLine(Buffer.concat(chunks).toString("utf8"));
  send(response, status, body, mediaType);
}

function send(response: ServerResponse, status: number, body: string, mediaType = "text/plain; charset=utf-8"): void {
  response.writeHead(status, { "content-type": mediaType, "x-content-type-options": "nosniff", "cache-control": "no-store" }).end(body);
}

const sizeIn = (checkpoint: string): number => Number(checkpoint.split("\n")[1]);

/** `127.0.0.1:PORT`, `[::1]:PORT` or `unix:PATH`: nothing that another machine reaches. */
function readListen(text: string): ListenOptions {
  if (text.startsWith("unix:/")) return { path: text.slice("unix:".length) };
  const fields = /^(?<host>\[::1\]|[0-9.]+):(?<port>\d{1,5})$/.exec(text)?.groups;
  const host = fields?.["host"]?.replace(/[[\]]/g, "") ?? "";
  const port = Number(fields?.["port"]);
  const isOwn = host === "::1" || (isIPv4(host) && host.startsWith("127."));
  if (!isOwn || port > 65_535) throw new UsageError(`--listen ${text}: give 127.0.0.1:PORT, [::1]:PORT or unix:/PATH; a proxy with TLS stands before it where others are to reach it.`);
  return { host, port };
}

function addressOf(address: AddressInfo | string | null, listen: string): string {
  if (address === null || typeof address === "string") return listen;
  return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
}
