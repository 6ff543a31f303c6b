import { SandboxError, type ExecResult, type Sandbox, type SandboxBackend } from "#engines/sandbox";
import { crashSignature, SANITIZER_EXIT } from "./crash-signature.rules.ts";
import { toSafeLine, toSafeText } from "./hostile-text.rules.ts";
import type { CrashSignature, EvidenceBundle, RunLog, TargetRecipe } from "./verification.types.ts";

// The source, the recipe and the input are a stranger's; all three only ever run inside.

const TARGET = "/box/target";
const TREE = "/box/tree.tar";
const INPUT = "/box/input";
const TREE_BYTES = 64 * 1024 * 1024;
const BUILD_LIMITS = { wallTimeMs: 120_000, cpuSeconds: 100 };
const RUN_LIMITS = { wallTimeMs: 10_000, memoryBytes: 512 * 1024 * 1024 };
const LOG_CHARACTERS = 4_000;

// symbolize=0 turns a crash of 110 ms into one of 5 ms; LeakSanitizer would need ptrace, which the sandbox refuses.
const SANITIZER_OPTIONS = `detect_leaks=0:exitcode=${SANITIZER_EXIT}:symbolize=`;

export type SourceTree = ReadonlyMap<string, Uint8Array>;

/** The target's source files by path below its folder. */
export function sourceOf({ manifest, files }: EvidenceBundle): SourceTree {
  const prefix = `${manifest.target.source}/`;
  return new Map([...files].filter(([path]) => path.startsWith(prefix)).map(([path, content]) => [path.slice(prefix.length), content]));
}

export function toRunLog(step: string, argv: readonly string[], result: ExecResult): RunLog {
  const ended = result.outcome === "exited" ? `exited ${result.exitCode}` : result.outcome === "signalled" ? `signalled ${result.signal}` : result.outcome;
  const decode = (bytes: Uint8Array) => toSafeText(new TextDecoder().decode(bytes.subarray(0, LOG_CHARACTERS)), LOG_CHARACTERS);
  return { step, argv: argv.map((word) => toSafeLine(word)), ended, wallMs: Math.round(result.wallMs * 10) / 10, stdout: decode(result.stdout), stderr: decode(result.stderr) };
}

/** A built target, its whole folder as a tar that is only ever unpacked inside a sandbox. */
export interface BuiltTarget {
  readonly recipe: TargetRecipe;
  readonly tree: Uint8Array;
}

export type BuildOutcome =
  | { readonly outcome: "built"; readonly target: BuiltTarget; readonly logs: readonly RunLog[] }
  | { readonly outcome: "does-not-build" | "unsupported"; readonly detail: string; readonly logs: readonly RunLog[] };

function toArgv([program = "", ...rest]: readonly string[]): [string, ...string[]] {
  return [program, ...rest];
}

export async function buildTarget({ backend, source, recipe, signal }: {
  readonly backend: SandboxBackend;
  readonly source: SourceTree;
  readonly recipe: TargetRecipe;
  readonly signal?: AbortSignal | undefined;
}): Promise<BuildOutcome> {
  const sandbox = await backend.start({ label: "build-target" });
  const logs: RunLog[] = [];
  const exec = async (command: readonly string[]) => {
    const argv = toArgv(command);
    const result = await sandbox.exec({ argv, cwd: TARGET, limits: BUILD_LIMITS, ...(signal && { signal }) });
    logs.push(toRunLog("build", argv, result));
    return result;
  };
  try {
    for (const [path, content] of source) await sandbox.write(`${TARGET}/${path}`, content, { mode: path.endsWith(".sh") ? 0o755 : 0o644 });
    if (recipe.language === "python" && (await exec(["python3", "-c", ""])).exitCode !== 0)
      return { outcome: "unsupported", detail: "python3 is not installed on this host", logs };
    for (const command of recipe.build) {
      const result = await exec(command);
      if (result.outcome !== "exited" || result.exitCode !== 0)
        return { outcome: "does-not-build", detail: `${toSafeLine(command.join(" "))}: ${toSafeLine(new TextDecoder().decode(result.stderr), 400) || result.outcome}`, logs };
    }
    const packed = await exec(["tar", "-cf", TREE, "."]);
    if (packed.exitCode !== 0) return { outcome: "does-not-build", detail: "the built folder could not be packed", logs };
    return { outcome: "built", target: { recipe, tree: await sandbox.read(TREE, { maxBytes: TREE_BYTES }) }, logs };
  } catch (cause) {
    if (cause instanceof SandboxError && cause.code === "too-large") return { outcome: "does-not-build", detail: `the built folder exceeds ${TREE_BYTES} bytes`, logs };
    throw cause;
  } finally {
    await sandbox.stop();
  }
}

export interface TargetRun {
  readonly argv: readonly string[];
  readonly result: ExecResult;
  readonly signature: CrashSignature | null;
}

/** A sandbox with the built target unpacked in it. */
export class OpenTarget {
  readonly #sandbox: Sandbox;
  readonly #recipe: TargetRecipe;
  readonly #signal: AbortSignal | undefined;

  private constructor(sandbox: Sandbox, recipe: TargetRecipe, signal: AbortSignal | undefined) {
    this.#sandbox = sandbox;
    this.#recipe = recipe;
    this.#signal = signal;
  }

  static async open(backend: SandboxBackend, { recipe, tree }: BuiltTarget, signal?: AbortSignal): Promise<OpenTarget> {
    const sandbox = await backend.start({ label: "run-target" });
    try {
      await sandbox.write(TREE, tree);
      const { exitCode } = await sandbox.exec({ argv: ["/bin/sh", "-c", `mkdir ${TARGET} && exec tar -xf ${TREE} -C ${TARGET}`], ...(signal && { signal }) });
      if (exitCode !== 0) throw new SandboxError("start-failed", "The built target could not be unpacked in a fresh sandbox");
      return new OpenTarget(sandbox, recipe, signal);
    } catch (cause) {
      await sandbox.stop();
      throw cause;
    }
  }

  async run(input: Uint8Array, options: { readonly symbolize?: boolean; readonly verbose?: boolean } = {}): Promise<TargetRun> {
    await this.#sandbox.write(INPUT, input);
    const argv = toArgv(this.#recipe.run.map((word) => word.replaceAll("{input}", INPUT)));
    const asan = `${SANITIZER_OPTIONS}${options.symbolize ? 1 : 0}${options.verbose ? ":verbosity=1" : ""}`;
    const env = { ASAN_OPTIONS: asan, UBSAN_OPTIONS: `halt_on_error=1:exitcode=${SANITIZER_EXIT}` };
    const result = await this.#sandbox.exec({ argv, cwd: TARGET, env, limits: RUN_LIMITS, ...(this.#signal && { signal: this.#signal }) });
    return { argv, result, signature: crashSignature(result.stderr, result) };
  }

  /** The project's own tests; stops at the first that fails. */
  async test(step: string): Promise<{ readonly passed: boolean; readonly detail: string; readonly logs: readonly RunLog[] }> {
    const logs: RunLog[] = [];
    for (const command of this.#recipe.tests) {
      const argv = toArgv(command);
      const env = { ASAN_OPTIONS: `${SANITIZER_OPTIONS}0` };
      const result = await this.#sandbox.exec({ argv, cwd: TARGET, env, limits: BUILD_LIMITS, ...(this.#signal && { signal: this.#signal }) });
      const log = toRunLog(step, argv, result);
      logs.push(log);
      if (result.exitCode !== 0) return { passed: false, detail: `${log.argv.join(" ")}: ${log.ended}; ${toSafeLine(`${log.stdout}${log.stderr}`, 300)}`, logs };
    }
    return { passed: true, detail: `${this.#recipe.tests.length} test commands passed`, logs };
  }

  async stop(): Promise<void> {
    await this.#sandbox.stop();
  }
}

/** Runs `use` in a sandbox of its own and clears it, whatever happens. */
export async function withTarget<Result>(backend: SandboxBackend, built: BuiltTarget, signal: AbortSignal | undefined, use: (target: OpenTarget) => Promise<Result>): Promise<Result> {
  const target = await OpenTarget.open(backend, built, signal);
  try {
    return await use(target);
  } finally {
    await target.stop();
  }
}
