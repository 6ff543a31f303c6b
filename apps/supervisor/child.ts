import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { RunAs } from "#rooms/platform";

export interface ChildSpec {
  readonly name: string;
  /** Script in the checkout, run by this very Node. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly checkout: string;
  readonly runAs?: RunAs;
  readonly environment: Readonly<Record<string, string>>;
  /** Where its log (stderr) goes. */
  readonly logFile: string;
  /** Each JSON line it prints on stdout. */
  readonly onEvent?: (event: Readonly<Record<string, unknown>>) => void;
}

export interface Child {
  /** The first event of this name; rejects when the process ends before it. */
  waitFor(event: string, timeoutMs: number): Promise<Readonly<Record<string, unknown>>>;
  readonly ended: Promise<number>;
  /** Asks it to stop; kills it after 8 s. */
  stop(): Promise<void>;
}

const STOP_TIMEOUT_MS = 8000;

/** Starts one part of the installation as a process of its own and listens to what it announces. */
export function startChild(spec: ChildSpec): Child {
  const argv = [process.execPath, join(spec.checkout, spec.script), ...(spec.args ?? [])];
  const [command = "", ...args] = spec.runAs ? spec.runAs(argv) : argv;
  const child = spawn(command, args, {
    cwd: "/",
    // Of our own environment a child gets only what it needs: no secret of whoever ran us travels on.
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LANG: "C.UTF-8", TZ: "UTC", BREAKWATER_SUPERVISED: "1", ...spec.environment },
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches the supervisor only, which stops the parts in order.
    detached: true,
  });
  const log = createWriteStream(spec.logFile, { flags: "a", mode: 0o600 });
  child.stderr.pipe(log);
  const events: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = parseLine(line);
    if (!event) return;
    events.push(event);
    spec.onEvent?.(event);
    for (const wake of waiting) wake();
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(signal ? 128 : (code ?? 1)));
  });
  return { ended, waitFor: (name, timeoutMs) => waitFor({ name, timeoutMs, spec, events, waiting, ended }), stop: () => stopChild(child, ended) };
}

interface Waiting {
  readonly name: string;
  readonly timeoutMs: number;
  readonly spec: ChildSpec;
  readonly events: readonly Record<string, unknown>[];
  readonly waiting: Set<() => void>;
  readonly ended: Promise<number>;
}

function waitFor({ name, timeoutMs, spec, events, waiting, ended }: Waiting): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      clearTimeout(timer);
      waiting.delete(look);
      end();
    };
    const look = () => {
      const event = events.find((candidate) => candidate["event"] === name);
      if (event) finish(() => resolve(event));
    };
    const timer = setTimeout(() => finish(() => reject(new Error(`${spec.name} did not say "${name}" in ${timeoutMs / 1000} s; see ${spec.logFile}`))), timeoutMs);
    waiting.add(look);
    look();
    ended.then(
      (code) => finish(() => reject(new Error(`${spec.name} ended (${code}) before it said "${name}"; see ${spec.logFile}`))),
      (error: unknown) => finish(() => reject(error instanceof Error ? error : new Error(String(error)))),
    );
  });
}

async function stopChild(child: ChildProcess, ended: Promise<number>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

function parseLine(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined; // Not one of our announcements; the log has it.
  }
}
