import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, closeSync, constants, openSync, rmSync, unlinkSync, utimesSync, writeFileSync, writeSync } from "node:fs";
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
 * copy has become the program (measured: 2 to 3 ms at 150 MB). A shell of 1 MB does that for us in 0.1 ms:
 *
 *   started (makes its named pipes) → idle ⇄ running one program → closed | failed
 *
 * It reads its orders from a pipe of ours, so it ends with us, and every run of its (die-with-parent) with it. A run ends when
 * nobody holds its named pipes any more, as with pipes that have no name; the next run opens them anew, whatever sandbox it is
 * of: between two runs the pipes are empty, and their account, mode and times are set anew, so that nothing is left to read.
 *
 * The shell is of our own account, and an order holds only words of ours. What others wrote (the program's own words) stands in
 * a file, read by a second shell that is of the sandbox's account already.
 */

interface Place {
  /** A new one, for the launcher alone. */
  readonly folder: string;
  /** Descriptors from 5 on, each of a file that every run gets at the same number, opened anew. */
  readonly files: readonly number[];
  /** What stands in for the descriptors that we inherited, from the first above `files` on. */
  readonly covers: readonly (number | "ignore")[];
}

/** One program to start. */
export interface LaunchOrder {
  /** Commands for a shell as our own account, each of which must succeed: words of ours only. */
  readonly before: readonly string[];
  /** What becomes the second shell, as the account: words of ours only; empty where that account is ours. */
  readonly become: readonly string[];
  readonly argv: readonly string[];
  /** What the program reads. */
  readonly input: Uint8Array | string | undefined;
  /** Whose the program's input and outputs are, where that is not our own account. */
  readonly owner: Owner | undefined;
}

const FIRST_FILE = 5;
const PIPES = ["stdout", "stderr", "status", "block"] as const;
type PipeName = (typeof PIPES)[number];
const READY = "ready\n";
/** A command line above this is left to the kernel to refuse. */
export const LONGEST_LINE = 100_000;

/** One word for a POSIX shell, whatever is in it (a NUL is refused before). */
export const quote = (word: string): string => (word.includes("'") ? `'${word.replaceAll("'", String.raw`'\''`)}'` : `'${word}'`);

export class ShellLauncher {
  readonly #shell: ChildProcess;
  readonly #folder: string;
  readonly #redirections: string;
  readonly #scriptDescriptor: number;
  #failure: SandboxError | undefined;
  #running: readonly Socket[] = [];

  private constructor({ folder, files, covers }: Place) {
    this.#folder = folder;
    this.#scriptDescriptor = FIRST_FILE + files.length;
    // The program's errors last: what cannot be opened before is said on the shell's own.
    this.#redirections = [
      `${this.#scriptDescriptor}< ${quote(this.#pathOf("script"))}`,
      ...files.map((_, index) => `${FIRST_FILE + index}< /proc/self/fd/${FIRST_FILE + index}`),
      `4< ${quote(this.#pathOf("block"))}`, `3> ${quote(this.#pathOf("status"))}`, `> ${quote(this.#pathOf("stdout"))}`, `2> ${quote(this.#pathOf("stderr"))}`,
    ].join(" ");
    this.#shell = spawn("/bin/sh", [], { stdio: ["pipe", "pipe", "pipe", "ignore", "ignore", ...files, ...covers], cwd: "/", env: {}, detached: true });
    this.#shell.once("error", (cause) => this.#fail("/bin/sh does not run", cause));
    this.#shell.once("exit", () => this.#fail("the shell that starts its programs has ended"));
    // After a failure the exit says what there is to say.
    this.#shell.stdin?.on("error", () => undefined);
    this.#shell.stderr?.on("data", (chunk: Buffer) => this.#fail(chunk.toString()));
  }

  /** Throws `SandboxError` `start-failed`. */
  static async start(place: Place): Promise<ShellLauncher> {
    const launcher = new ShellLauncher(place);
    try {
      await launcher.#untilReady();
      return launcher;
    } catch (cause) {
      await launcher.close();
      throw cause;
    }
  }

  #pathOf(name: PipeName | "script" | "stdin"): string {
    return join(this.#folder, name);
  }

  async #untilReady(): Promise<void> {
    const { stdin, stdout, stderr } = this.#shell;
    stdin?.write(`/usr/bin/mkfifo -m 600 ${PIPES.map((name) => quote(this.#pathOf(name))).join(" ")} && echo ready\n`);
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

  /** Starts one program; the one before it must have closed. */
  launch(order: LaunchOrder): Launched {
    if (this.#failure) throw this.#failure;
    const input = this.#writeInput(order);
    this.#writeScript(order.argv);
    this.#renewOutputs(order.owner);
    const open = (name: PipeName, flags: number) => openSync(this.#pathOf(name), flags | constants.O_NONBLOCK);
    // Both ends, so that neither we nor the program wait for the other to open it; what is left in it goes with the last end.
    const block = open("block", constants.O_RDWR);
    const [stdout, stderr, status] = (["stdout", "stderr", "status"] as const).map((name) => new Socket({ fd: open(name, constants.O_RDONLY), readable: true, writable: false })) as [Socket, Socket, Socket];
    this.#running = [stdout, stderr, status];
    const work = [...order.before, `exec ${[...order.become, "/bin/sh", `/proc/self/fd/${this.#scriptDescriptor}`].map(quote).join(" ")}`].join(" && ");
    // Those before are over, and are waited for so that none stays as a zombie.
    this.#shell.stdin?.write(`wait; (${work}) < ${quote(input ?? "/dev/null")} ${this.#redirections} &\n`);
    const closed = Promise.all(this.#running.map((stream) => new Promise<void>((resolve) => stream.once("close", () => resolve())))).then(() => {
      this.#running = [];
      closeSync(block);
      if (input !== undefined) unlinkSync(input);
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

  #writeInput({ input, owner }: LaunchOrder): string | undefined {
    if (input === undefined) return undefined;
    const path = this.#write("stdin", input, 0o400);
    if (owner) chownSync(path, owner.uid, owner.gid);
    return path;
  }

  #writeScript(argv: readonly string[]): void {
    // For everyone to read: the second shell opens its descriptor anew, and nobody else comes by the folder.
    this.#write("script", `exec ${this.#scriptDescriptor}<&-\nexec ${argv.map(quote).join(" ")}\n`, 0o444);
  }

  /** In place of what an order before it left, should that have failed half-way. */
  #write(name: "script" | "stdin", content: Uint8Array | string, mode: number): string {
    const path = this.#pathOf(name);
    rmSync(path, { force: true });
    writeFileSync(path, content, { flag: "wx", mode });
    return path;
  }

  /** A program owns its outputs: it may have closed them to the next one, or left it a word in their times. */
  #renewOutputs(owner: Owner | undefined): void {
    for (const name of ["stdout", "stderr"] as const) {
      const path = this.#pathOf(name);
      if (owner) chownSync(path, owner.uid, owner.gid);
      chmodSync(path, 0o600);
      utimesSync(path, 0, 0);
    }
  }

  /** Ends the shell, and what it runs, and removes its folder. */
  async close(): Promise<void> {
    const shell = this.#shell;
    const isOver = shell.exitCode !== null || shell.signalCode !== null || shell.pid === undefined;
    const ended = isOver ? undefined : new Promise<void>((resolve) => shell.once("exit", () => resolve()));
    this.#failure ??= new SandboxError("stopped", "The launcher was closed");
    shell.ref();
    shell.stdin?.end();
    await ended;
    this.removeFolder();
  }

  removeFolder(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #fail(detail: string, cause?: unknown): void {
    if (this.#failure) return;
    this.#failure = new SandboxError("start-failed", `Could not start a program in this sandbox: ${toShownText(detail)}`, { cause });
    this.#shell.stdin?.end();
    for (const stream of this.#running) stream.destroy();
  }
}
