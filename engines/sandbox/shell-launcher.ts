import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, closeSync, constants, mkdirSync, openSync, rmSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Owner } from "./confined-files.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";

/** A run that was started, and what it says on its three pipes. */
export interface Launched {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
  /** bwrap's own words. */
  readonly status: NodeJS.ReadableStream;
  /** Lets the program begin. */
  release(): void;
  /** False once what was started may be gone, and its number another's. */
  isAlive(): boolean;
  /** Kills what was started; what it started is the caller's. */
  kill(): void;
  /** All pipes are closed, so no process of the run is left. Rejects with `SandboxError` when it could not be started. */
  readonly closed: Promise<void>;
}

/*
 * To start a program, Node.js forks: the kernel copies the tables of all its memory, and our event loop stands still until the
 * copy has become the program (measured: 2 to 3 ms at 150 MB). A shell of 1 MB does that for a sandbox that is used more than
 * once, as the sandbox's own account, in 0.1 ms:
 *
 *   started (makes its named pipes) → idle ⇄ running one program → closed | failed
 *
 * It reads its commands from a pipe of ours, so it ends with us, and every run of its (die-with-parent) with it. A run ends
 * when nobody holds its named pipes any more, as with pipes that have no name; the next run opens them anew.
 */

interface Place {
  /** A folder that the program does not see. */
  readonly folder: string;
  /** As whom the shell is started; absent: as we are. */
  readonly account: Partial<Owner>;
  /** Descriptors from 5 on, each of a file that every run gets at the same number, opened anew. */
  readonly files: readonly number[];
  /** What stands in for the descriptors that we inherited, from the first above `files` on. */
  readonly covers: readonly (number | "ignore")[];
}

const FIRST_FILE = 5;
const PIPES = ["stdout", "stderr", "status", "block"] as const;
const READY = "ready\n";
/** A command line above this is left to the kernel to refuse. */
export const LONGEST_LINE = 100_000;

/** One word for a POSIX shell, whatever is in it (a NUL is refused before). */
const quote = (word: string): string => (word.includes("'") ? `'${word.replaceAll("'", String.raw`'\''`)}'` : `'${word}'`);

export class ShellLauncher {
  readonly #shell: ChildProcess;
  readonly #folder: string;
  readonly #redirections: string;
  #failure: SandboxError | undefined;
  #running: readonly Socket[] = [];

  private constructor({ folder, account, files, covers }: Place) {
    this.#folder = folder;
    const path = (name: (typeof PIPES)[number]) => quote(join(folder, name));
    // The program's errors last: what cannot be opened before is said on the shell's own.
    this.#redirections = [...files.map((_, index) => `${FIRST_FILE + index}< /proc/self/fd/${FIRST_FILE + index}`), `4< ${path("block")}`, `3> ${path("status")}`, `> ${path("stdout")}`, `2> ${path("stderr")}`].join(" ");
    this.#shell = spawn("/bin/sh", [], { stdio: ["pipe", "pipe", "pipe", "ignore", "ignore", ...files, ...covers], cwd: "/", env: {}, detached: true, ...account });
    this.#shell.once("error", (cause) => this.#fail("/bin/sh does not run", cause));
    this.#shell.once("exit", () => this.#fail("the shell that starts its programs has ended"));
    // After a failure the exit says what there is to say.
    this.#shell.stdin?.on("error", () => undefined);
    this.#shell.stderr?.on("data", (chunk: Buffer) => this.#fail(chunk.toString()));
  }

  /** Makes the launcher's folder below `folder`. Throws `SandboxError` `start-failed`. */
  static async start({ folder: parent, ...place }: Place): Promise<ShellLauncher> {
    const folder = join(parent, `launcher-${randomUUID()}`);
    mkdirSync(folder, { mode: 0o700 });
    const { uid, gid } = place.account;
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const launcher = new ShellLauncher({ folder, ...place });
    await launcher.#untilReady();
    return launcher;
  }

  async #untilReady(): Promise<void> {
    const { stdin, stdout, stderr } = this.#shell;
    stdin?.write(`/usr/bin/mkfifo -m 600 ${PIPES.map((name) => quote(join(this.#folder, name))).join(" ")} && echo ready\n`);
    let said = "";
    await new Promise<void>((resolve, reject) => {
      stdout?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said === READY) resolve();
      });
      stdout?.once("close", () => reject(this.#failure ?? new SandboxError("start-failed", "The shell that starts programs ended")));
      stderr?.once("data", () => reject(this.#failure));
    });
    // An idle launcher holds no process up.
    this.#shell.unref();
    for (const stream of [stdin, stdout, stderr]) (stream as Socket).unref();
  }

  get isUsable(): boolean {
    return this.#failure === undefined;
  }

  /** Starts one program; the one before it must have closed. `input` is what it reads, as `owner`. */
  launch(argv: readonly string[], { input, owner }: { readonly input: Uint8Array | string | undefined; readonly owner: Owner | undefined }): Launched {
    if (this.#failure) throw this.#failure;
    const inputFile = input === undefined ? undefined : join(this.#folder, "stdin");
    if (inputFile !== undefined) {
      writeFileSync(inputFile, input ?? "", { flag: "wx", mode: 0o400 });
      if (owner) chownSync(inputFile, owner.uid, owner.gid);
    }
    const open = (name: (typeof PIPES)[number], flags: number) => openSync(join(this.#folder, name), flags | constants.O_NONBLOCK);
    // A program owns its outputs, and may have closed them to the next one.
    for (const name of ["stdout", "stderr"] as const) chmodSync(join(this.#folder, name), 0o600);
    // Both ends, so that neither we nor the program wait for the other to open it; what is left in it goes with the last end.
    const block = open("block", constants.O_RDWR);
    const [stdout, stderr, status] = (["stdout", "stderr", "status"] as const).map((name) => new Socket({ fd: open(name, constants.O_RDONLY), readable: true, writable: false })) as [Socket, Socket, Socket];
    this.#running = [stdout, stderr, status];
    // Those before are over, and are waited for so that none stays as a zombie.
    this.#shell.stdin?.write(`wait; (exec ${argv.map(quote).join(" ")}) < ${quote(inputFile ?? "/dev/null")} ${this.#redirections} &\n`);
    const closed = Promise.all(this.#running.map((stream) => new Promise<void>((resolve) => stream.once("close", () => resolve())))).then(() => {
      this.#running = [];
      closeSync(block);
      if (inputFile !== undefined) unlinkSync(inputFile);
      if (this.#failure) throw this.#failure;
    });
    return {
      stdout, stderr, status, closed,
      release: () => void writeSync(block, "1"),
      isAlive: () => !status.closed,
      // It ends with the first process inside, which the caller knows.
      kill: () => undefined,
    };
  }

  /** Ends the shell, and what it runs. */
  async close(): Promise<void> {
    const shell = this.#shell;
    const isOver = shell.exitCode !== null || shell.signalCode !== null || shell.pid === undefined;
    const ended = isOver ? undefined : new Promise<void>((resolve) => shell.once("exit", () => resolve()));
    this.#failure ??= new SandboxError("stopped", "The sandbox was stopped");
    shell.ref();
    shell.stdin?.end();
    await ended;
    rmSync(this.#folder, { recursive: true });
  }

  #fail(detail: string, cause?: unknown): void {
    if (this.#failure) return;
    this.#failure = new SandboxError("start-failed", `Could not start a program in this sandbox: ${toShownText(detail)}`, { cause });
    this.#shell.stdin?.end();
    for (const stream of this.#running) stream.destroy();
  }
}
