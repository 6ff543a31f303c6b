import { request, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { SandboxError, toShownText } from "./sandbox.errors.ts";

// Docker Engine API 1.40 (Docker 19.03 and later; Podman's compatible service), of which a dozen calls are used.
const API = "/v1.40";
const ANSWER_BYTES = 4 * 1024 * 1024;

export interface EngineAnswer {
  readonly status: number;
  /** Parsed JSON, or undefined for an empty answer. The engine is trusted; what it quotes of a program is not. */
  readonly body: unknown;
}

export interface ContainerEngine {
  call(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<EngineAnswer>;
  /** A container's streams in both directions, in the framing of `readFrames`. */
  attach(containerId: string): Promise<Duplex>;
}

function toUnavailable(socketPath: string, cause: unknown): SandboxError {
  return new SandboxError("unavailable", `No container engine answers on ${socketPath}; start Docker, or podman system service, or give its socket`, { cause });
}

async function readBody(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) throw new SandboxError("start-failed", `The container engine answered with more than ${ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString().trim();
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new SandboxError("start-failed", `The container engine answered what is no JSON: ${toShownText(text)}`, { cause });
  }
}

/** The engine's own words about why it refused. */
export function describeRefusal({ status, body }: EngineAnswer): string {
  const message = typeof body === "object" && body !== null && "message" in body ? String(body.message) : "no reason given";
  return `${status} ${toShownText(message)}`;
}

export function openContainerEngine(socketPath: string): ContainerEngine {
  return {
    call: (method, path, body) =>
      new Promise<EngineAnswer>((resolve, reject) => {
        const content = body === undefined ? undefined : JSON.stringify(body);
        const headers = content === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(content) };
        const asking = request({ socketPath, method, path: API + path, headers }, (response) => {
          readBody(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
        });
        asking.once("error", (cause) => reject(toUnavailable(socketPath, cause)));
        asking.end(content);
      }),
    attach: (containerId) =>
      new Promise<Duplex>((resolve, reject) => {
        const path = `${API}/containers/${containerId}/attach?stream=1&stdin=1&stdout=1&stderr=1`;
        const asking = request({ socketPath, method: "POST", path, headers: { connection: "Upgrade", upgrade: "tcp" } });
        asking.once("upgrade", (_response, socket, head) => {
          if (head.length > 0) socket.unshift(head);
          resolve(socket);
        });
        asking.once("response", (response) => reject(new SandboxError("start-failed", `The container's streams could not be attached (${response.statusCode})`)));
        asking.once("error", (cause) => reject(toUnavailable(socketPath, cause)));
        asking.end();
      }),
  };
}

const HEADER_BYTES = 8;
const STANDARD_ERROR = 2;

/** Takes the attach stream apart: {u8 stream, 3 zeros, u32 big-endian length} before each piece. */
export function makeFrameReader(onData: (stream: "stdout" | "stderr", chunk: Uint8Array) => void): (chunk: Uint8Array) => void {
  const header = Buffer.alloc(HEADER_BYTES);
  let inHeader = 0;
  let left = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (left === 0) {
        const taken = Math.min(HEADER_BYTES - inHeader, chunk.length - at);
        header.set(chunk.subarray(at, at + taken), inHeader);
        inHeader += taken;
        at += taken;
        if (inHeader < HEADER_BYTES) return;
        inHeader = 0;
        left = header.readUInt32BE(4);
        continue;
      }
      const piece = chunk.subarray(at, at + left);
      left -= piece.length;
      at += piece.length;
      onData(header[0] === STANDARD_ERROR ? "stderr" : "stdout", piece);
    }
  };
}
