import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { BoundedOutput } from "./bounded-output.ts";
import { checkCommand, FIXED_ENVIRONMENT } from "./bubblewrap-arguments.ts";
import { copyInConfined, readConfined, writeConfined } from "./confined-files.ts";
import { toHostName } from "./remove-leftovers.ts";
import { resolveLimits } from "./sandbox-limits.ts";
import { SandboxError } from "./sandbox.errors.ts";
import type { ExecCommand, ExecOutcome, ExecResult, Sandbox, SandboxBackend, SandboxInfo, SandboxLimits, StartOptions } from "./sandbox.types.ts";

const INFO: SandboxInfo = { hostUser: "caller", memoryLimit: "none", processLimit: "none", nestedNamespacesDisabled: false, egressNoticed: false };
const READ_BYTES = 16 * 1024 * 1024;

/** `/box` is a host folder here, and a program that is told its name by argv, cwd or env must be told the real one. */
function toHostPath(text: string, folder: string): string {
  return text === "/box" || text.startsWith("/box/") ? folder + text.slice("/box".length) : text;
}

async function runOnHost(folder: string, command: ExecCommand, limits: SandboxLimits): Promise<ExecResult> {
  const [program, ...rest] = command.argv.map((word) => toHostPath(word, folder));
  const child = spawn(program ?? "", rest, { cwd: toHostPath(command.cwd ?? "/box", folder), env: { ...FIXED_ENVIRONMENT, HOME: folder, ...command.env }, detached: true, stdio: "pipe" });
  const startedAt = performance.now();
  let ending: Exclude<ExecOutcome, "exited" | "signalled" | "out-of-memory"> | "aborted" | undefined;
  const end = (reason: NonNullable<typeof ending>) => {
    ending ??= reason;
    // The process group; a grandchild in a session of its own escapes, as everything here may.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  const outputs = ([["stdout", command.onStdout], ["stderr", command.onStderr]] as const).map(([name, onChunk]) => {
    const output = new BoundedOutput(limits.outputBytes);
    child[name].on("data", (chunk: Buffer) => {
      const kept = output.add(chunk);
      if (kept.length > 0) onChunk?.(kept);
      if (kept.length < chunk.length) end("output-limit");
    });
    return output;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(command.stdin);
  const clock = setTimeout(() => end("timed-out"), limits.wallTimeMs);
  const onAbort = () => end("aborted");
  command.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const [exitCode, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    if (ending === "aborted") throw new SandboxError("aborted", "Aborted by the caller", { cause: command.signal?.reason });
    const [stdout = new Uint8Array(), stderr = new Uint8Array()] = outputs.map((output) => output.bytes());
    const output = { stdout, stderr, wallMs: performance.now() - startedAt };
    if (ending) return { ...output, outcome: ending, exitCode: null, signal: null };
    const named = signal ?? Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number)?.[0];
    return named === undefined ? { ...output, outcome: "exited", exitCode, signal: null } : { ...output, outcome: "signalled", exitCode: null, signal: named };
  } catch (cause) {
    if (cause instanceof SandboxError) throw cause;
    const output = { stdout: new Uint8Array(), stderr: new Uint8Array(), wallMs: 0 };
    // What the other backends answer for a program that is not there.
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { ...output, outcome: "exited", exitCode: 127, signal: null };
    throw new SandboxError("start-failed", "The program could not be started", { cause });
  } finally {
    clearTimeout(clock);
    command.signal?.removeEventListener("abort", onAbort);
  }
}

/**
 * No isolation at all: the program runs as the caller, on the host. For a developer on a machine without Linux, who
 * trusts what runs. `probeIsolation` never holds on it, so no evaluation and no verification begins.
 */
export function createUnconfinedBackend({ limits: ofBackend }: { readonly limits?: Partial<SandboxLimits> } = {}): SandboxBackend {
  return {
    name: "none",
    async start({ limits, label = "sandbox" }: StartOptions = {}): Promise<Sandbox> {
      const resolved = resolveLimits(ofBackend, limits);
      const folder = await mkdtemp(join(tmpdir(), toHostName("sandbox")));
      const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
      const stopping = new AbortController();
      const running = new Set<Promise<unknown>>();
      const id = `${label.replace(/[^A-Za-z0-9-]/g, "-").slice(0, 40)}-${randomUUID()}`;
      const requireRunning = () => {
        if (stopping.signal.aborted) throw new SandboxError("stopped", `Sandbox ${id} was stopped; start a new one`);
      };
      return {
        id,
        info: INFO,
        async exec(command) {
          requireRunning();
          checkCommand(command);
          if (command.user !== undefined) throw new SandboxError("command-refused", "user cannot be chosen without a sandbox; leave it out");
          const signal = command.signal ? AbortSignal.any([command.signal, stopping.signal]) : stopping.signal;
          if (signal.aborted) throw new SandboxError("aborted", "Aborted before the program was started", { cause: signal.reason });
          const run = runOnHost(folder, { ...command, signal }, resolveLimits(resolved, command.limits));
          running.add(run);
          return await run.finally(() => running.delete(run));
        },
        async write(path, content, options) {
          requireRunning();
          await writeConfined(folder, path, content, options?.mode ?? 0o644, owner);
        },
        async copyIn(hostDirectory, path) {
          requireRunning();
          await copyInConfined(folder, hostDirectory, path, owner);
        },
        async read(path, options) {
          requireRunning();
          return await readConfined(folder, path, options?.maxBytes ?? READ_BYTES);
        },
        async stop() {
          if (stopping.signal.aborted) return;
          stopping.abort(new SandboxError("stopped", `Sandbox ${id} was stopped`));
          await Promise.allSettled(running);
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  };
}
