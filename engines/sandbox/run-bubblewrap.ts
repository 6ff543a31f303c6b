import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, fchownSync, openSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { BoundedOutput } from "./bounded-output.ts";
import { buildBubblewrapArguments, checkCommand, hasHole, HOSTS, RESOLVER, type SandboxWeakness } from "./bubblewrap-arguments.ts";
import type { Owner } from "./confined-files.ts";
import { makeConstantFile, openAll } from "./constant-file.ts";
import type { ControlGroupHost } from "./control-group.ts";
import { takeControlGroup, type ControlGroup } from "./control-group-pool.ts";
import { watchDisk } from "./disk-watch.ts";
import { watchEgress, type EgressCounts } from "./egress-counters.ts";
import { watchMemory } from "./memory-watch.ts";
import { giveLauncherBack, takeLauncher } from "./launcher-pool.ts";
import { toEntry } from "./private-network.ts";
import { LONGEST_LINE, quote, ShellLauncher, type Launched } from "./shell-launcher.ts";
import { toUlimitCommands } from "./sandbox-limits.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { ExecCommand, ExecOutcome, ExecResult, NetworkPlace, SandboxLimits } from "./sandbox.types.ts";
import { buildSeccompFilter, requireFilterArchitecture } from "./seccomp-filter.ts";

// One run, in order:
//
//   a shell, a launcher's or else one of our own, joins the run's control group, limits itself, leaves our account and becomes
//     bwrap; without a control group prlimit sets the limits inside
//     → bwrap reports the first process inside ("child-pid"), which waits on the block descriptor
//     → the watches begin → release; the clock starts
//     → program ends by itself | limit reached or caller aborts: the whole tree is killed
//     → bwrap reports "exit-code" only if the program was really started; without it the failure is the sandbox's own
//     → all output pipes close, which they do only when no process of the tree is left

export interface BubblewrapRun {
  readonly program: string;
  /** Folder holding `work`; the sandboxed program sees only `work`. */
  readonly folder: string;
  readonly owner: Owner;
  readonly dropToOwner: boolean;
  readonly disableUserNamespaces: boolean;
  readonly controlGroups: ControlGroupHost | undefined;
  readonly weaknesses: readonly SandboxWeakness[];
  readonly network?: NetworkPlace | undefined;
  readonly command: ExecCommand;
  readonly limits: SandboxLimits;
  /** Told once when the program tried to leave, with the end of what it had printed. */
  readonly onEgress?: ((counts: EgressCounts, lastWords: string) => void) | undefined;
}

interface Status {
  readonly childPid?: number;
  readonly exitCode?: number;
}

type Ending = Exclude<ExecOutcome, "exited" | "signalled"> | "aborted";

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
const STATUS_BYTES = 4096;
const FIXED_DESCRIPTORS = { status: 3, block: 4, filter: 5, resolver: 6, hosts: 7 };
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

interface Fixed {
  readonly inherited: readonly number[];
  /** Filter, resolver, hosts, in the order of `FIXED_DESCRIPTORS`. */
  readonly files: readonly (() => number)[];
}

let fixed: Fixed | undefined;

function getFixed(): Fixed {
  fixed ??= {
    inherited: findInheritedDescriptors(),
    files: [buildSeccompFilter(requireFilterArchitecture(process.arch)), RESOLVER, HOSTS].map(makeConstantFile),
  };
  return fixed;
}

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

/** What a shell of our own account does before bwrap. As root, we join first: later the account may not. */
function toPreparations({ limits }: BubblewrapRun, group: ControlGroup | undefined): string[] {
  return group ? [...group.joinFiles.map((file) => `echo 0 > ${quote(file)}`), toUlimitCommands(limits)] : [];
}

/** The words that make what follows them the sandbox's account. */
function toAccountChange({ dropToOwner, owner: { uid, gid } }: BubblewrapRun): string[] {
  return dropToOwner ? ["/usr/bin/setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"] : [];
}

/** A launcher gives every run the same files, is in no network of ours, and has no hole to open. */
function mayUseLauncher({ network, weaknesses, command: { argv, env } }: BubblewrapRun): boolean {
  const length = [...argv, ...Object.values(env ?? {})].reduce((sum, text) => sum + text.length, 0);
  return network === undefined && weaknesses.length === 0 && length < LONGEST_LINE;
}

async function startLauncher(folder: string): Promise<ShellLauncher> {
  const { inherited, files } = getFixed();
  const opened = openAll([...files, openEmpty]);
  try {
    const covers = toCovers(inherited, { from: FIXED_DESCRIPTORS.hosts + 1, empty: opened.at(-1) ?? "ignore" });
    return await ShellLauncher.start({ folder, files: opened.slice(0, -1), covers });
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

const openEmpty = () => openSync("/dev/null", "r");

/** "ignore" above 2 means "leave as it is"; what we inherited is covered. */
function toCovers(inherited: readonly number[], { from, empty }: { readonly from: number; readonly empty: number | "ignore" }): (number | "ignore")[] {
  return Array.from({ length: Math.max(0, Math.max(...inherited, 0) + 1 - from) }, (_, index) => (inherited.includes(from + index) ? empty : "ignore"));
}

function toArguments(run: BubblewrapRun, group: ControlGroup | undefined): string[] {
  return buildBubblewrapArguments({ ...run, workFolder: join(run.folder, "work"), descriptors: FIXED_DESCRIPTORS, limitInside: !group });
}

function launch(run: BubblewrapRun, group: ControlGroup | undefined, launcher: ShellLauncher | undefined): Launched {
  if (!launcher) return toLaunched(start(run, group), run.program);
  return launcher.launch({
    before: toPreparations(run, group),
    become: toAccountChange(run),
    argv: [run.program, ...toArguments(run, group)],
    input: run.command.stdin,
    owner: run.dropToOwner ? run.owner : undefined,
  });
}

function toLaunched(child: ChildProcess, program: string): Launched {
  const [, stdout, stderr, status, block] = child.stdio as unknown as [null, NodeJS.ReadableStream, NodeJS.ReadableStream, NodeJS.ReadableStream, NodeJS.WritableStream];
  block.on("error", () => undefined);
  return {
    stdout, stderr, status,
    release: () => void block.end("1"),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: () => void child.kill("SIGKILL"),
    closed: new Promise((resolve, reject) => {
      child.once("close", () => resolve());
      child.once("error", (cause) => reject(new SandboxError("unavailable", `Could not run ${program}; install bubblewrap (apt-get install bubblewrap)`, { cause })));
    }),
  };
}

function start(run: BubblewrapRun, group: ControlGroup | undefined): ChildProcess {
  const { inherited, files } = getFixed();
  const input = openInput(run);
  // What a planted hole leaves unread must not lie open for the program to find: it would hide which hole it was.
  const unread = [hasHole(run.weaknesses, "no-system-call-filter", "allow-user-namespaces"), ...Array.from({ length: 2 }, () => hasHole(run.weaknesses, "share-host-files"))];
  const { network } = run;
  const given = network ? [...files.slice(0, -1), () => openSync(network.hostsFile, "r")] : files;
  const opened = openAll([...given.map((file, index) => (unread[index] ? openEmpty : file)), openEmpty]);
  const empty = opened.at(-1) ?? "ignore";
  const stdio: ("pipe" | "ignore" | number)[] = [input, "pipe", "pipe", "pipe", "pipe", ...opened.slice(0, -1)];
  if (run.weaknesses.includes("leak-descriptor")) stdio.push(opened.push(openSync("/etc/hostname", "r")) && (opened.at(-1) ?? "ignore"));
  stdio.push(...toCovers(inherited, { from: stdio.length, empty }));
  try {
    const script = [...toPreparations(run, group), 'exec "$@"'].join(" && ");
    const argv = [...toAccountChange(run), ...(network ? toEntry(network) : []), run.program, ...toArguments(run, group)];
    // Own session: a terminal's Ctrl-C reaches us, and we end the run, instead of racing us.
    return spawn("/bin/sh", ["-c", script, "sh", ...argv], { stdio, cwd: "/", env: run.weaknesses.includes("leak-environment") ? process.env : {}, detached: true });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "E2BIG") throw new SandboxError("command-refused", "argv and env together are too long for this kernel", { cause });
    throw new SandboxError("start-failed", `Could not start ${run.program}: ${toShownText(String(cause))}`, { cause });
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
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

function listen(stream: NodeJS.ReadableStream, onData: (chunk: Uint8Array) => void): void {
  stream.on("data", onData);
  // A pipe broken by the kill is no news: the run's ending is told by the exit.
  stream.on("error", () => undefined);
}

function makeGroup({ controlGroups, weaknesses, limits }: BubblewrapRun): ControlGroup | undefined {
  if (!controlGroups || weaknesses.includes("no-limits")) return undefined;
  try {
    return takeControlGroup(controlGroups, limits);
  } catch (cause) {
    throw new SandboxError("start-failed", "The control group of this run could not be made ready", { cause });
  }
}

/** Runs one command and tells how it ended; throws `SandboxError` when the sandbox itself failed. */
export async function runBubblewrap(run: BubblewrapRun): Promise<ExecResult> {
  checkCommand(run.command);
  const directory = dirname(run.folder);
  const launcher = mayUseLauncher(run) ? await takeLauncher(directory, startLauncher) : undefined;
  try {
    if (run.command.signal?.aborted) throw new SandboxError("aborted", "Aborted before the program was started", { cause: run.command.signal.reason });
    const group = makeGroup(run);
    try {
      return await new RunningProgram(run, launch(run, group, launcher), group).result();
    } finally {
      await group?.giveBack();
    }
  } finally {
    if (launcher) await giveLauncherBack(directory, launcher);
  }
}

class RunningProgram {
  readonly #run: BubblewrapRun;
  readonly #launched: Launched;
  readonly #group: ControlGroup | undefined;
  readonly #stdout: BoundedOutput;
  readonly #stderr: BoundedOutput;
  readonly #isLimited: boolean;
  #stops: (() => void)[] = [];
  #finishDisk: (wallMs: number) => Promise<boolean> = async () => false;
  #ending: Ending | undefined;
  #failure: unknown;
  #statusText = "";
  #childPid: number | undefined;
  #startedAt = 0;

  constructor(run: BubblewrapRun, launched: Launched, group: ControlGroup | undefined) {
    this.#run = run;
    this.#launched = launched;
    this.#group = group;
    this.#isLimited = !run.weaknesses.includes("no-limits");
    const keptBytes = this.#isLimited ? run.limits.outputBytes : Infinity;
    this.#stdout = new BoundedOutput(keptBytes);
    this.#stderr = new BoundedOutput(keptBytes);
    const collect = (output: BoundedOutput, onChunk?: (chunk: Uint8Array) => void) => (chunk: Uint8Array) => {
      const kept = output.add(chunk);
      if (kept.length > 0) onChunk?.(kept);
      if (kept.length < chunk.length) this.#end("output-limit");
    };
    listen(launched.stdout, collect(this.#stdout, run.command.onStdout));
    listen(launched.stderr, collect(this.#stderr, run.command.onStderr));
    listen(launched.status, (chunk) => this.#hearStatus(chunk));
    const onAbort = () => this.#end("aborted");
    run.command.signal?.addEventListener("abort", onAbort, { once: true });
    this.#stops.push(() => run.command.signal?.removeEventListener("abort", onAbort));
  }

  #hearStatus(chunk: Uint8Array): void {
    if (this.#statusText.length < STATUS_BYTES) this.#statusText += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString();
    const pid = this.#childPid === undefined && this.#statusText.includes("\n") ? parseStatus(this.#statusText).childPid : undefined;
    if (pid === undefined) return;
    this.#childPid = pid;
    try {
      this.#release(pid);
    } catch (cause) {
      this.#failure = cause;
      this.#killTree();
    }
  }

  #release(pid: number): void {
    if (this.#ending) return this.#killTree();
    this.#watch(pid);
    this.#startedAt = performance.now();
    this.#launched.release();
  }

  #watch(pid: number): void {
    const { limits, folder, onEgress } = this.#run;
    if (onEgress) {
      const egress = watchEgress(pid, (counts) => onEgress(counts, toShownText(Buffer.concat([this.#stdout.tail(), this.#stderr.tail()]))));
      this.#stops.push(() => egress.finish());
    }
    if (!this.#isLimited) return;
    if (!this.#group) this.#stops.push(watchMemory(pid, limits.memoryBytes, () => this.#end("out-of-memory")));
    const disk = watchDisk(join(folder, "work"), limits, () => this.#end("output-limit"));
    this.#finishDisk = (wallMs) => disk.finish(wallMs);
    const clock = setTimeout(() => this.#end("timed-out"), limits.wallTimeMs);
    this.#stops.push(() => clearTimeout(clock));
  }

  #end(reason: Ending): void {
    this.#ending ??= reason;
    this.#killTree();
  }

  #killTree(): void {
    // Before the first process is known it could not be killed with certainty; `#release` looks again.
    if (this.#childPid === undefined || !this.#launched.isAlive()) return;
    try {
      process.kill(this.#childPid, "SIGKILL");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
    }
    this.#launched.kill();
  }

  /** bwrap says so on the program's own stderr. A program that forges the words has only chosen its exit code. */
  #isNoProgram(stderr: Uint8Array): boolean {
    return Buffer.from(stderr).toString().startsWith(`bwrap: execvp ${this.#run.command.argv[0]}: `);
  }

  async #untilClosed(): Promise<void> {
    try {
      await this.#launched.closed;
    } finally {
      for (const stop of this.#stops) stop();
    }
  }

  async result(): Promise<ExecResult> {
    const wallMs = await this.#untilClosed().then(() => (this.#startedAt === 0 ? 0 : performance.now() - this.#startedAt));
    const isOverDisk = await this.#finishDisk(wallMs);
    if (this.#ending === "aborted") throw new SandboxError("aborted", "Aborted by the caller; the process tree was killed", { cause: this.#run.command.signal?.reason });
    if (this.#failure !== undefined) throw new SandboxError("start-failed", "The watches over this run could not begin", { cause: this.#failure });

    const output = { stdout: this.#stdout.bytes(), stderr: this.#stderr.bytes(), wallMs };
    const isOutOfMemory = (this.#group?.countOutOfMemoryKills() ?? 0) > 0;
    const ending = this.#ending ?? (isOutOfMemory ? "out-of-memory" : isOverDisk ? "output-limit" : undefined);
    if (ending) return { ...output, outcome: ending, exitCode: null, signal: null };
    const { exitCode } = parseStatus(this.#statusText);
    // Older versions of bwrap give 1 as the exit code of a program that is not there, newer ones none.
    if ((exitCode === undefined || exitCode === 1) && this.#isNoProgram(output.stderr)) return { ...output, outcome: "exited", exitCode: 127, signal: null };
    if (exitCode === undefined)
      throw new SandboxError("start-failed", `The sandbox could not be set up: ${toShownText(output.stderr) || "bwrap ended without a word"}`);
    return { ...output, ...toEnding(exitCode) };
  }
}

/** bubblewrap tells a death by signal the shell's way, 128 + number; an `exit(139)` cannot be told from SIGSEGV. */
function toEnding(exitCode: number): Pick<ExecResult, "outcome" | "exitCode" | "signal"> {
  const signal = exitCode > 128 && exitCode < 160 ? (SIGNALS.get(exitCode - 128) ?? null) : null;
  return signal === null ? { outcome: "exited", exitCode, signal } : { outcome: "signalled", exitCode: null, signal };
}
