import { randomBytes } from "node:crypto";
import { SandboxError, type Sandbox, type SandboxBackend } from "#engines/sandbox";
import { toFilePath, toNativeName } from "./function-name.rules.ts";
import { isSafePath } from "./hostile-text.rules.ts";
import { toCrashTrace } from "./parse-crash-report.rules.ts";
import { PLACE } from "./run-plan.rules.ts";
import type { CrashTrace, RawFrame } from "./crash-signature.types.ts";

// One llvm-symbolizer (or addr2line) that lives as long as its owner wants, since starting one and reading the debug
// information costs 20 to 100 ms and an answer from a running one below 1 ms. Programs and their debug information are
// attacker-controlled, so it lives in a sandbox: what it says are names, bounded and never trusted for more. A symbolizer
// taken over by one build could lie about the names of another, but about nothing else.

const REQUESTS = "/box/requests";
const BUILDS = "/box/builds";
const ANSWER_MS = 20_000;
const LIFE_MS = 30 * 60_000;
const OUTPUT_BYTES = 64 * 1024 * 1024;
const MEMORY_BYTES = 2 * 1024 * 1024 * 1024;
const LINE_BYTES = 256 * 1024;
const INLINED = 32;
const CACHED = 100_000;

const FIND = "command -v llvm-symbolizer || command -v addr2line";
const READ_REQUESTS = `rm -f ${REQUESTS} && mkfifo ${REQUESTS} && exec 3<>${REQUESTS} && echo ready`;
// The end of an answer is a word that debug information cannot foresee.
const ADDR2LINE = (end: string) => `while read -r module offset <&3; do addr2line -i -f -C -e "$module" "$offset"; echo ${end}; done`;

export interface Symbolizer {
  /** The tool found in the sandbox; null where there is none, and then traces stay as they are. */
  readonly tool: "llvm-symbolizer" | "addr2line" | null;
  /** How often a tool was asked for a place; places asked for before are remembered. */
  readonly asked: number;
  /** Lays a built target in reach, its folder as a tar, under a name that says which build it is. */
  addBuild(build: string, tree: Uint8Array): Promise<void>;
  /** The trace with functions, files and lines of the build's own modules, inlined calls as frames of their own. */
  symbolize(trace: CrashTrace, build: string): Promise<CrashTrace>;
  stop(): Promise<void>;
}

/** Answers of one process, in the order of the requests. */
class Conversation {
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  #text = "";
  #answers: string[][] = [];
  #lines: string[] = [];
  #wake: (() => void) | undefined;
  hasEnded = false;

  constructor(sandbox: Sandbox, tool: string) {
    const end = `end-${randomBytes(12).toString("hex")}`;
    const isJson = tool.endsWith("llvm-symbolizer");
    const program = isJson ? `exec ${tool} --output-style=JSON --inlines --demangle <&3` : ADDR2LINE(end);
    const decoder = new TextDecoder();
    const onStdout = (chunk: Uint8Array) => {
      this.#text += decoder.decode(chunk, { stream: true });
      const whole = this.#text.split("\n");
      this.#text = (whole.pop() ?? "").slice(0, LINE_BYTES);
      for (const line of whole) this.#take(line, isJson ? undefined : end);
      this.#wake?.();
    };
    this.#ended = sandbox
      .exec({ argv: ["/bin/sh", "-c", `${READ_REQUESTS} && ${program}`], limits: { wallTimeMs: LIFE_MS, outputBytes: OUTPUT_BYTES, memoryBytes: MEMORY_BYTES, cpuSeconds: LIFE_MS / 1_000 }, onStdout, signal: this.#stopping.signal })
      .then(() => undefined, (cause: unknown) => {
        // Stopping it is how it ends; anything else that stops a sandbox shows in the next request.
        if (!(cause instanceof SandboxError)) throw cause;
      })
      .finally(() => {
        this.hasEnded = true;
        this.#wake?.();
      });
  }

  #take(line: string, end: string | undefined): void {
    if (end === undefined || (line === "ready" && this.#lines.length === 0)) this.#answers.push([line]);
    else if (line === end) this.#answers.push(this.#lines.splice(0));
    else if (this.#lines.length < 2 * INLINED) this.#lines.push(line.slice(0, LINE_BYTES));
  }

  /** Waits for so many answers; fewer come back where the process ended or took too long. */
  async next(count: number): Promise<readonly (readonly string[])[]> {
    let isLate = false;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      isLate = true;
      resolve();
    }, ANSWER_MS);
    try {
      while (this.#answers.length < count && !this.hasEnded && !isLate) {
        const { promise, resolve: wake } = Promise.withResolvers<void>();
        this.#wake = wake;
        await Promise.race([promise, late]);
      }
      return this.#answers.splice(0, count);
    } finally {
      clearTimeout(timer);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }
}

function toRawFrame(name: string, file: string, line: number | null, at: RawFrame): RawFrame {
  const isKnown = file !== "" && !file.startsWith("??");
  return { ...at, function: toNativeName(name), file: isKnown ? toFilePath(file) : null, line: isKnown ? line : null };
}

/** llvm-symbolizer's JSON: one line for one place. */
function readJsonAnswer(line: string, at: RawFrame): readonly RawFrame[] {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    // A name that breaks the tool's own JSON is a name we do without.
    return [];
  }
  const symbols = typeof answer === "object" && answer !== null && "Symbol" in answer && Array.isArray(answer.Symbol) ? (answer.Symbol as readonly unknown[]) : [];
  return symbols.slice(0, INLINED).flatMap((symbol) => {
    if (typeof symbol !== "object" || symbol === null) return [];
    const { FunctionName: name, FileName: file, Line: number } = symbol as Readonly<Record<string, unknown>>;
    return [toRawFrame(typeof name === "string" ? name : "", typeof file === "string" ? file : "", typeof number === "number" && number > 0 ? number : null, at)];
  });
}

/** addr2line's pairs of lines: a function, then `file:line`. */
function readPairs(lines: readonly string[], at: RawFrame): readonly RawFrame[] {
  return Array.from({ length: Math.floor(lines.length / 2) }, (_, pair) => {
    const place = /^(.*?):(\d{1,9}|\?)(?: \(discriminator \d+\))?$/.exec(lines[2 * pair + 1] ?? "");
    return toRawFrame(lines[2 * pair] ?? "", place?.[1] ?? "", place && place[2] !== "?" && place[2] !== "0" ? Number(place[2]) : null, at);
  });
}

class SandboxedSymbolizer implements Symbolizer {
  readonly tool: Symbolizer["tool"];
  asked = 0;
  readonly #sandbox: Sandbox;
  readonly #program: string;
  readonly #builds = new Map<string, string>();
  readonly #known = new Map<string, readonly RawFrame[]>();
  #conversation: Conversation | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(sandbox: Sandbox, program: string) {
    this.#sandbox = sandbox;
    this.#program = program;
    this.tool = program.endsWith("llvm-symbolizer") ? "llvm-symbolizer" : program.endsWith("addr2line") ? "addr2line" : null;
  }

  async addBuild(build: string, tree: Uint8Array): Promise<void> {
    if (this.tool === null || this.#builds.has(build)) return;
    const folder = `${BUILDS}/${this.#builds.size}`;
    await this.#sandbox.write(`${folder}.tar`, tree);
    const { exitCode } = await this.#sandbox.exec({ argv: ["/bin/sh", "-c", `mkdir -p ${folder} && tar -xf ${folder}.tar -C ${folder} && rm ${folder}.tar`] });
    if (exitCode !== 0) throw new SandboxError("start-failed", "The built target could not be unpacked for the symbolizer");
    this.#builds.set(build, folder);
  }

  async symbolize(trace: CrashTrace, build: string): Promise<CrashTrace> {
    const folder = this.#builds.get(build);
    if (folder === undefined) return trace;
    const toRequest = ({ function: name, module, offset }: RawFrame) => {
      const path = module?.startsWith(`${PLACE.target}/`) ? module.slice(PLACE.target.length + 1) : undefined;
      return name === null && offset !== null && path !== undefined && isSafePath(path) ? `${folder}/${path} 0x${offset}` : undefined;
    };
    const unseen = new Map(trace.stack.flatMap((frame): [string, RawFrame][] => {
      const request = toRequest(frame);
      return request === undefined || this.#known.has(request) ? [] : [[request, frame]];
    }));
    // One conversation, one question at a time.
    const turn = this.#turn.then(() => this.#ask(unseen));
    this.#turn = turn.catch(() => undefined);
    await turn;
    const stack = trace.stack.flatMap((frame): readonly RawFrame[] => {
      const found = this.#known.get(toRequest(frame) ?? "");
      const { isOwn: _undecided, ...raw } = frame;
      return found === undefined || found.every(({ function: name }) => name === null) ? [raw] : found.map((named) => ({ ...named, offset: raw.offset }));
    });
    return toCrashTrace({ ...trace, stack });
  }

  async #ask(unseen: ReadonlyMap<string, RawFrame>): Promise<void> {
    const requests = [...unseen.keys()].filter((request) => !this.#known.has(request));
    if (requests.length === 0) return;
    if (!this.#conversation || this.#conversation.hasEnded) this.#conversation = await this.#begin();
    const asked = await this.#sandbox.exec({ argv: ["/bin/sh", "-c", `cat >${REQUESTS}`], stdin: `${requests.join("\n")}\n`, limits: { wallTimeMs: ANSWER_MS } });
    const answers = asked.exitCode === 0 ? await this.#conversation.next(requests.length) : [];
    this.asked += requests.length;
    if (this.#known.size > CACHED) this.#known.clear();
    for (const [index, request] of requests.entries()) {
      const [lines, frame] = [answers[index], unseen.get(request)];
      // No answer is remembered as one: the same debug information would hang the next conversation too.
      if (frame) this.#known.set(request, lines === undefined ? [] : this.tool === "addr2line" ? readPairs(lines, frame) : readJsonAnswer(lines[0] ?? "", frame));
    }
    if (answers.length === requests.length) return;
    await this.#conversation.stop();
    this.#conversation = undefined;
  }

  async #begin(): Promise<Conversation> {
    const conversation = new Conversation(this.#sandbox, this.#program);
    await conversation.next(1);
    return conversation;
  }

  async stop(): Promise<void> {
    await this.#conversation?.stop();
    await this.#sandbox.stop();
  }
}

/** Starts a symbolizer in a sandbox of its own. Its process begins with the first question and is reused for all others. */
export async function startSymbolizer(backend: SandboxBackend): Promise<Symbolizer> {
  const sandbox = await backend.start({ label: "symbolize" });
  const found = await sandbox.exec({ argv: ["/bin/sh", "-c", FIND] });
  return new SandboxedSymbolizer(sandbox, new TextDecoder().decode(found.stdout).trim().split("\n")[0] ?? "");
}
