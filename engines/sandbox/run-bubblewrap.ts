import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, fchownSync, openSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { buildBubblewrapArguments, type SandboxWeakness } from "./bubblewrap-arguments.ts";
import type { Owner } from "./confined-files.ts";
import { createControlGroup, type ControlGroup, type ControlGroupHost } from "./control-group.ts";
import { watchMemory } from "./memory-watch.ts";
import { toHostName } from "./remove-leftovers.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { ExecCommand, ExecOutcome, ExecResult, SandboxLimits } from "./sandbox.types.ts";

// One run, in order:
//
//   spawn bwrap → it reports the first process ("child-pid") and waits on the block descriptor
//     → that process joins its control group → release; the clock starts
//     → program ends by itself | limit reached or caller aborts: the whole tree is killed
//     → bwrap reports "exit-code" only if the program was really started; without it the failure is the sandbox's own
//     → all output pipes close, which they do only when no process of the tree is left

export interface BubblewrapRun {
  readonly program: string;
  /** Folder holding `work` and the filter; the sandboxed program sees only `work`. */
  readonly folder: string;
  readonly owner: Owner;
  readonly dropToOwner: boolean;
  readonly disableUserNamespaces: boolean;
  readonly controlGroups: ControlGroupHost | undefined;
  readonly weaknesses: readonly SandboxWeakness[];
  readonly command: ExecCommand;
  readonly limits: SandboxLimits;
}

interface Status {
  readonly childPid?: number;
  readonly exitCode?: number;
}

type Ending = Exclude<ExecOutcome, "exited" | "signalled"> | "aborted";

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
const STATUS_BYTES = 4096;

/** Descriptors this process itself inherited without close-on-exec: they would reach the program. */
function findInheritedDescriptors(): number[] {
  const closeOnExec = 0o2000000;
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((descriptor) => {
      if (descriptor <= 2) return false;
      try {
        const flags = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"))?.[1] ?? "0";
        return (Number.parseInt(flags, 8) & closeOnExec) === 0;
      } catch (cause) {
        // The descriptor of the listing itself.
        if ((cause as NodeJS.ErrnoException).code === "ENOENT") return false;
        throw cause;
      }
    });
}

let inherited: readonly number[] | undefined;

/** Standard input is a file, never a socket: programs open /dev/stdin, which a socket refuses. */
function openInput({ folder, owner, dropToOwner, command: { stdin } }: BubblewrapRun): number | "ignore" {
  if (stdin === undefined) return "ignore";
  const path = join(folder, `stdin-${randomUUID()}`);
  writeFileSync(path, stdin, { flag: "wx", mode: 0o400 });
  const descriptor = openSync(path, "r");
  if (dropToOwner) fchownSync(descriptor, owner.uid, owner.gid);
  unlinkSync(path);
  return descriptor;
}

function start(run: BubblewrapRun): ChildProcess {
  inherited ??= findInheritedDescriptors();
  const input = openInput(run);
  const filter = openSync(join(run.folder, "filter.bpf"), "r");
  const empty = openSync("/dev/null", "r");
  const stdio: ("pipe" | "ignore" | number)[] = [input, "pipe", "pipe", "pipe", "pipe", run.weaknesses.includes("no-system-call-filter") ? "ignore" : filter];
  // "ignore" above 2 means "leave as it is"; what we inherited is covered.
  for (let index = stdio.length; index <= Math.max(...inherited, 0); index += 1) stdio.push(inherited.includes(index) ? empty : "ignore");
  try {
    return spawn(
      run.program,
      buildBubblewrapArguments({
        ...run,
        workFolder: join(run.folder, "work"),
        descriptors: { status: 3, block: 4, filter: 5 },
      }),
      // Own session: a terminal's Ctrl-C reaches us, and we end the run, instead of racing us.
      { stdio, cwd: "/", env: {}, detached: true, ...(run.dropToOwner ? run.owner : {}) },
    );
  } catch (cause) {
    if (cause instanceof SandboxError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "E2BIG") throw new SandboxError("command-refused", "argv and env together are too long for this kernel", { cause });
    throw new SandboxError("start-failed", `Could not start ${run.program}: ${toShownText(String(cause))}`, { cause });
  } finally {
    closeSync(filter);
    closeSync(empty);
    if (input !== "ignore") closeSync(input);
  }
}

/** bwrap's own words about the run; the program cannot write here. */
function parseStatus(text: string): Status {
  return {
    ...(/"child-pid": (\d+)/.test(text) && { childPid: Number(/"child-pid": (\d+)/.exec(text)?.[1]) }),
    ...(/"exit-code": (\d+)/.test(text) && { exitCode: Number(/"exit-code": (\d+)/.exec(text)?.[1]) }),
  };
}

class BoundedOutput {
  readonly #chunks: Uint8Array[] = [];
  #room: number;

  constructor(maxBytes: number) {
    this.#room = maxBytes;
  }

  /** The part that still fits. */
  add(chunk: Uint8Array): Uint8Array {
    const kept = chunk.subarray(0, this.#room);
    this.#room -= kept.length;
    if (kept.length > 0) this.#chunks.push(kept);
    return kept;
  }

  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#chunks));
  }
}

function listen(child: ChildProcess, descriptor: number, onData: (chunk: Uint8Array) => void): void {
  const stream = child.stdio[descriptor] as NodeJS.ReadableStream;
  stream.on("data", onData);
  // A pipe broken by the kill is no news: the run's ending is told by the exit.
  stream.on("error", () => undefined);
}

/** Runs one command and tells how it ended; throws `SandboxError` when the sandbox itself failed. */
export async function runBubblewrap(run: BubblewrapRun): Promise<ExecResult> {
  const { command, limits } = run;
  if (command.signal?.aborted) throw new SandboxError("aborted", "Aborted before the program was started", { cause: command.signal.reason });
  const child = start(run);
  const stdout = new BoundedOutput(limits.outputBytes);
  const stderr = new BoundedOutput(limits.outputBytes);
  const stops: (() => void)[] = [];
  let group: ControlGroup | undefined;
  let ending: Ending | undefined;
  let statusText = "";
  let childPid: number | undefined;
  let groupFailure: unknown;
  let startedAt = 0;

  const killTree = () => {
    // Before the first process is known it could not be killed with certainty; `release` looks again.
    if (childPid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(childPid, "SIGKILL");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
    }
    child.kill("SIGKILL");
  };
  const end = (reason: Ending) => {
    ending ??= reason;
    killTree();
  };
  const release = (pid: number) => {
    childPid = pid;
    try {
      group = run.controlGroups && createControlGroup(run.controlGroups, `${toHostName("group")}${randomUUID()}`, limits);
      group?.add(pid);
    } catch (cause) {
      groupFailure = cause;
    }
    if (ending || groupFailure) return killTree();
    if (!group) stops.push(watchMemory(pid, limits.memoryBytes, () => end("out-of-memory")));
    const clock = setTimeout(() => end("timed-out"), limits.wallTimeMs);
    stops.push(() => clearTimeout(clock));
    startedAt = performance.now();
    (child.stdio[4] as NodeJS.WritableStream).end("1");
  };
  const collect = (output: BoundedOutput, onChunk?: (chunk: Uint8Array) => void) => (chunk: Uint8Array) => {
    const kept = output.add(chunk);
    if (kept.length > 0) onChunk?.(kept);
    if (kept.length < chunk.length) end("output-limit");
  };

  listen(child, 1, collect(stdout, command.onStdout));
  listen(child, 2, collect(stderr, command.onStderr));
  listen(child, 3, (chunk) => {
    if (statusText.length < STATUS_BYTES) statusText += new TextDecoder().decode(chunk);
    const pid = childPid === undefined && statusText.includes("\n") ? parseStatus(statusText).childPid : undefined;
    if (pid !== undefined) release(pid);
  });
  (child.stdio[4] as NodeJS.WritableStream).on("error", () => undefined);
  const onAbort = () => end("aborted");
  command.signal?.addEventListener("abort", onAbort, { once: true });
  stops.push(() => command.signal?.removeEventListener("abort", onAbort));

  let outOfMemory = false;
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("close", () => resolve());
      child.once("error", (cause) => reject(new SandboxError("unavailable", `Could not run ${run.program}; install bubblewrap (apt-get install bubblewrap)`, { cause })));
    });
  } finally {
    for (const stop of stops) stop();
    outOfMemory = (group?.countOutOfMemoryKills() ?? 0) > 0;
    await group?.remove();
  }
  const wallMs = startedAt === 0 ? 0 : performance.now() - startedAt;
  if (ending === "aborted") throw new SandboxError("aborted", "Aborted by the caller; the process tree was killed", { cause: command.signal?.reason });
  if (groupFailure) throw new SandboxError("start-failed", "The control group of this run could not be made", { cause: groupFailure });

  const output = { stdout: stdout.bytes(), stderr: stderr.bytes(), wallMs };
  if (ending || outOfMemory) return { ...output, outcome: ending ?? "out-of-memory", exitCode: null, signal: null };
  const { exitCode } = parseStatus(statusText);
  if (exitCode === undefined)
    throw new SandboxError("start-failed", `The sandbox could not be set up: ${toShownText(output.stderr) || `bwrap ended with ${child.exitCode ?? child.signalCode}`}`);
  // bubblewrap tells a death by signal the shell's way, 128 + number; an `exit(139)` cannot be told from SIGSEGV.
  const signal = exitCode > 128 && exitCode < 160 ? (SIGNALS.get(exitCode - 128) ?? null) : null;
  return signal === null ? { ...output, outcome: "exited", exitCode, signal } : { ...output, outcome: "signalled", exitCode: null, signal };
}
