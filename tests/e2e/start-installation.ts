import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";

/** An installation that `npm start` started: its real processes, watched from outside. */
export interface StartedInstallation {
  readonly home: string;
  /** Process id of `npm start` itself. */
  readonly pid: number;
  /** Addresses as it printed them; wait for the line first. */
  address(): { readonly url: string; readonly enclaveUrl: string };
  /** The first line printed, on stdout or stderr, that matches; fails when it ended without one, or after the time. */
  waitForLine(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray>;
  /** Exit code, and everything it printed. */
  readonly ended: Promise<{ readonly exitCode: number; readonly lines: readonly string[] }>;
  /** Ctrl-C; what does not stop by itself is killed, and then this fails. It also fails, with the parts' last words, when the installation was over before. */
  stop(): Promise<void>;
}

/** The line with which an installation says that it serves. */
export const SERVING = /^Breakwater is at (http:\/\/\S+) \(its enclave at (http:\/\/\S+)\)/;
/** The line with which it says that its exercise has ended, well or not. */
export const EXERCISE_OVER = /^(The exercise is done|Some steps did not happen)/;
const STOP_TIMEOUT_MS = 45_000;

/** A folder for an installation that another operating-system user can reach, which mkdtemp's own mode forbids. */
export async function makeHome(): Promise<{ readonly home: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-installation-"));
  await chmod(folder, 0o755);
  return { home: join(folder, "home"), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs `npm start` with these arguments on this folder. */
export function startInstallation(options: { readonly home: string; readonly args: readonly string[]; readonly environment?: Readonly<Record<string, string>> }): StartedInstallation {
  const { home } = options;
  const child = spawn(process.execPath, [join(repositoryRoot, "scripts/start.mjs"), ...options.args], {
    env: { ...withoutSettings(process.env), BREAKWATER_HOME: home, ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      for (const look of listeners) look();
    });
  }
  const ended = new Promise<{ exitCode: number; lines: readonly string[] }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ exitCode: code ?? 128, lines }));
  });
  const waitForLine: StartedInstallation["waitForLine"] = (pattern, timeoutMs) =>
    new Promise((resolve, reject) => {
      const finish = (end: () => void) => {
        clearTimeout(timer);
        listeners.delete(look);
        end();
      };
      const look = () => {
        const match = lines.map((line) => pattern.exec(line)).find((found) => found !== null);
        if (match) finish(() => resolve(match));
      };
      const fail = (why: string) => finish(() => reject(new Error(`${why} before it printed ${pattern.source}:\n${lines.slice(-15).join("\n")}`)));
      const timer = setTimeout(() => fail(`${timeoutMs / 1000} s passed`), timeoutMs);
      listeners.add(look);
      look();
      ended.then(({ exitCode }) => fail(`npm start ended (${exitCode})`), () => fail("npm start could not be run"));
    });
  return {
    home,
    pid: child.pid ?? 0,
    address: () => {
      const [, url = "", enclaveUrl = ""] = lines.map((line) => SERVING.exec(line)).find((found) => found !== null) ?? [];
      return { url, enclaveUrl };
    },
    waitForLine,
    ended,
    stop: async () => {
      if (child.exitCode !== null) throw new Error(`npm start had ended by itself (${child.exitCode}):\n${lines.slice(-5).join("\n")}\n${await readLastLines(home)}`);
      await stopInstallation(child, ended, home);
    },
  };
}

/** The end of each part's log, for whoever has to find out why an installation is over. */
async function readLastLines(home: string): Promise<string> {
  const names = (await readdir(home)).filter((name) => name.endsWith(".log"));
  const ends = await Promise.all(names.map(async (name) => `${name}:\n${(await readFile(join(home, name), "utf8")).trimEnd().split("\n").slice(-5).join("\n")}`));
  return ends.join("\n");
}

/** Settings of whoever runs the tests must not leak into the installation that they test. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("BREAKWATER_") && !["DATABASE_URL", "INIT_CWD"].includes(name)));
}

async function stopInstallation(child: ChildProcess, ended: Promise<unknown>, home: string): Promise<void> {
  const timer = setTimeout(() => void killProcessesOf(home), STOP_TIMEOUT_MS);
  child.kill("SIGINT");
  await ended;
  clearTimeout(timer);
  const left = await killProcessesOf(home);
  if (left.length > 0) throw new Error(`These processes outlived their installation and were killed:\n${left.map((one) => `${one.pid} ${one.command}`).join("\n")}`);
}

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/** Ends at once whatever still belongs to an installation, and says what it was. */
export async function killProcessesOf(home: string): Promise<readonly FoundProcess[]> {
  const found = await findProcessesOf(home);
  for (const { pid } of found) killIfThere(pid);
  return found;
}

export function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Every process that names this folder in its command line or environment, or works in it: the parts of an installation
 * and PostgreSQL's own processes. Reads /proc: Linux only, as the sandbox is.
 */
export async function findProcessesOf(home: string): Promise<readonly FoundProcess[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [command, environment, folder] = await Promise.all([readIfThere(`/proc/${pid}/cmdline`), readIfThere(`/proc/${pid}/environ`), followIfThere(`/proc/${pid}/cwd`)]);
      const belongs = [command, environment, folder].some((text) => text.includes(home));
      return belongs ? [{ pid: Number(pid), command: command.replaceAll("\0", " ").trim() }] : [];
    }),
  );
  return found.flat();
}

const readIfThere = (path: string) => readFile(path, "utf8").catch(toNothing);
const followIfThere = (path: string) => readlink(path).catch(toNothing);

/** A process may end while it is looked at (ESRCH, ENOENT), be a kernel thread, or be somebody else's (EACCES, EPERM). */
function toNothing(error: NodeJS.ErrnoException): string {
  if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(error.code ?? "")) return "";
  throw error;
}
