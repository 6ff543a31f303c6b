import { readFile } from "node:fs/promises";

import { SandboxError } from "#engines/sandbox";
import type { ExecResult, Sandbox, SandboxLimits } from "#engines/sandbox";

import type { MeteredProxy } from "./metered-proxy.ts";
import type { ProxyAnswer } from "./proxy.types.ts";
import { LARGEST_PROXY_REQUEST_BYTES } from "./serve-proxy.ts";

/** In the sandbox: the bridge, and what passes through it. */
const ROOM = "/box/.breakwater";
const BRIDGE = `${ROOM}/bridge.py`;
/** What a program that speaks MCP over stdio starts as its server. */
export const MCP_COMMAND = ["python3", BRIDGE, "--mcp"] as const;
/** The proxy refuses long before; this bounds who writes numbers for fun. */
const MOST_AT_ONCE = 256;

export interface AgentProgram {
  readonly sandbox: Pick<Sandbox, "exec" | "read" | "write">;
  readonly proxy: MeteredProxy;
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: Partial<SandboxLimits>;
  readonly signal: AbortSignal;
  /** The program's own output, both streams together, hostile; its first half megabyte. */
  readonly onOutput?: (chunk: Uint8Array) => void;
}

/**
 * Runs somebody's own agent in a sandbox, which has no network: a small program beside it listens on the sandbox's own loopback
 * and hands each request to us as a file, so that nothing is opened to the outside. The agent finds the model by
 * `OPENAI_BASE_URL` and `OPENAI_API_KEY`, or `ANTHROPIC_BASE_URL` and `ANTHROPIC_API_KEY`, and its name in `BREAKWATER_MODEL`;
 * `BREAKWATER_MCP` is the command of a stdio MCP server with the sample's tools. Needs python3 in the sandbox.
 * The result's `stderr` is the agent's output, its `exitCode` the agent's.
 */
export async function runAgentProgram({ sandbox, proxy, argv, cwd, env, limits, signal, onOutput }: AgentProgram): Promise<ExecResult> {
  await sandbox.write(BRIDGE, await readFile(new URL("bridge.py", import.meta.url)));
  const failed = new AbortController();
  const pending = new Set<Promise<void>>();
  const seen = new Set<number>();
  let line = "";

  const relay = async (number: number): Promise<void> => {
    const answer = await answerOne(sandbox, proxy, number);
    const head = JSON.stringify({ status: answer.status, headers: answer.headers });
    await sandbox.write(`${ROOM}/from/${number}`, `${head}\n${answer.body}`).catch((cause: unknown) => {
      // The program put a link in the answer's way: it goes without.
      if (!isProgramsDoing(cause)) throw cause;
    });
  };
  const begin = (number: number) => {
    const relayed = relay(number)
      .catch((cause: unknown) => failed.abort(cause))
      .finally(() => pending.delete(relayed));
    pending.add(relayed);
  };

  // Whoever shares the sandbox with the bridge can write here too: a number is all it can say, once, and few at a time.
  const hear = (chunk: Uint8Array) => {
    const lines = (line + Buffer.from(chunk).toString("latin1")).split("\n");
    line = (lines.pop() ?? "").slice(0, 20);
    for (const word of lines) {
      const number = /^\d{1,9}$/.test(word) ? Number(word) : Number.NaN;
      if (Number.isNaN(number) || seen.has(number) || pending.size >= MOST_AT_ONCE) continue;
      seen.add(number);
      begin(number);
    }
  };

  try {
    return await sandbox.exec({
      argv: ["python3", BRIDGE, "--", ...argv],
      env: { ...env, OPENAI_API_KEY: proxy.token, ANTHROPIC_API_KEY: proxy.token, BREAKWATER_MODEL: proxy.modelName, BREAKWATER_MCP: MCP_COMMAND.join(" ") },
      ...(cwd !== undefined && { cwd }),
      ...(limits && { limits }),
      signal: AbortSignal.any([signal, failed.signal]),
      onStdout: hear,
      ...(onOutput && { onStderr: onOutput }),
    });
  } catch (cause) {
    // What we could not do for the program is told as it is, not as an end that somebody wished.
    if (failed.signal.aborted && !signal.aborted) throw failed.signal.reason;
    throw cause;
  } finally {
    await Promise.all(pending);
  }
}

/** The program's own doing (no such file, a link in its place, too long) is answered; a failure of the sandbox goes on up. */
async function answerOne(sandbox: AgentProgram["sandbox"], proxy: MeteredProxy, number: number): Promise<ProxyAnswer> {
  const refuse = (problem: string): ProxyAnswer => ({ status: 400, headers: { "content-type": "text/plain" }, body: problem });
  try {
    const bytes = Buffer.from(await sandbox.read(`${ROOM}/to/${number}`, { maxBytes: LARGEST_PROXY_REQUEST_BYTES }));
    const end = bytes.indexOf("\n");
    const head = readHead(bytes.subarray(0, end === -1 ? bytes.length : end).toString("utf8"));
    if (head === null || end === -1) return refuse("not a request");
    return await proxy.answer({ ...head, body: bytes.subarray(end + 1).toString("utf8") });
  } catch (cause) {
    if (isProgramsDoing(cause)) return refuse("not a request");
    throw cause;
  }
}

const isProgramsDoing = (cause: unknown): boolean => cause instanceof SandboxError && (cause.code === "not-found" || cause.code === "path-refused" || cause.code === "too-large");

function readHead(text: string): { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>> } | null {
  let head: unknown;
  try {
    head = JSON.parse(text);
  } catch {
    return null;
  }
  const { method, path, headers } = (head ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof method !== "string" || typeof path !== "string" || typeof headers !== "object" || headers === null) return null;
  return { method, path, headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])) };
}
