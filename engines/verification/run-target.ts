import { randomBytes } from "node:crypto";
import { SandboxError, type ExecResult, type Sandbox, type SandboxBackend } from "#engines/sandbox";
import { keyOfBuild, type BuildCache } from "./build-cache.ts";
import { readBuiltFiles, type BuiltFile } from "./bundle-archive.ts";
import { crashSignature } from "./crash-signature.rules.ts";
import { showsEffect, type ObservedRun } from "./expected-effect.rules.ts";
import { toSafeLine, toSafeText } from "./hostile-text.rules.ts";
import { findProcessor, PLACE, TOOLCHAIN, toCommandLine, toRunLimits, toRunPlan, toSanitizerOptions, type RunPlan } from "./run-plan.rules.ts";
import type { CrashSignature, EvidenceBundle, RunLog, TargetRecipe } from "./verification.types.ts";

// The source, the recipe, the oracle and the input are a stranger's; all of them only ever run inside.

const TREE_BYTES = 64 * 1024 * 1024;
const BUILD_LIMITS = { wallTimeMs: 120_000, cpuSeconds: 100 };
const LOG_CHARACTERS = 4_000;
// Up to here our own writing of the files is cheaper than one more run of tar in a sandbox (5 ms).
const FEW_FILES = 24;
const FEW_BYTES = 4 * 1024 * 1024;

export type SourceTree = ReadonlyMap<string, Uint8Array>;

/** The target's source files by path below its folder. */
export function sourceOf({ source }: EvidenceBundle): SourceTree {
  return source;
}

export function toRunLog(step: string, argv: readonly string[], result: ExecResult): RunLog {
  const ended = result.outcome === "exited" ? `exited ${result.exitCode}` : result.outcome === "signalled" ? `signalled ${result.signal}` : result.outcome;
  const decode = (bytes: Uint8Array) => toSafeText(new TextDecoder().decode(bytes.subarray(0, LOG_CHARACTERS)), LOG_CHARACTERS);
  return { step, argv: argv.map((word) => toSafeLine(word)), ended, wallMs: Math.round(result.wallMs * 10) / 10, stdout: decode(result.stdout), stderr: decode(result.stderr) };
}

/** A built target, to be laid into any number of fresh sandboxes. */
export interface BuiltTarget {
  readonly recipe: TargetRecipe;
  readonly plan: RunPlan;
  /** Its whole folder as a tar that is only ever unpacked inside a sandbox. */
  readonly tree: Uint8Array;
  /** The same, where it is few plain files. */
  readonly files: readonly BuiltFile[] | null;
}

export type BuildOutcome =
  | { readonly outcome: "built"; readonly target: BuiltTarget; readonly logs: readonly RunLog[] }
  | { readonly outcome: "does-not-build" | "unsupported"; readonly detail: string; readonly logs: readonly RunLog[] };

export interface BuildTarget {
  readonly backend: SandboxBackend;
  readonly source: SourceTree;
  readonly recipe: TargetRecipe;
  /** Says how the reproducer is run and what it must show; without it, `recipe.run` on an input file. */
  readonly bundle?: EvidenceBundle;
  readonly signal?: AbortSignal | undefined;
}

function toArgv([program = "", ...rest]: readonly string[]): [string, ...string[]] {
  return [program, ...rest];
}

function toMode(path: string, content: Uint8Array, artefact: string | undefined): number {
  const isScript = content[0] === 0x23 && content[1] === 0x21;
  return isScript || path.endsWith(".sh") || path === artefact ? 0o755 : 0o644;
}

/** Builds a target in a sandbox of its own. Where toolchain or processor are not this host's, that is no fault of the target. */
export async function buildTarget({ backend, source, recipe, bundle, signal }: BuildTarget): Promise<BuildOutcome> {
  const artefact = bundle?.manifest.target.artefact?.path;
  const processor = artefact === undefined ? undefined : findProcessor(source.get(artefact) ?? new Uint8Array());
  if (processor !== undefined && processor !== process.arch) return { outcome: "unsupported", detail: `the artefact is built for ${processor}, and this host is ${process.arch}`, logs: [] };
  const sandbox = await backend.start({ label: "build-target" });
  const logs: RunLog[] = [];
  const exec = async (command: readonly string[], cwd: string = PLACE.target) => {
    const argv = toArgv(command);
    const result = await sandbox.exec({ argv, cwd, limits: BUILD_LIMITS, ...(signal && { signal }) });
    logs.push(toRunLog("build", argv, result));
    return result;
  };
  try {
    for (const [path, content] of source) await sandbox.write(`${PLACE.target}/${path}`, content, { mode: toMode(path, content, artefact) });
    if (recipe.language !== "c" && artefact === undefined && (await exec(TOOLCHAIN[recipe.language])).exitCode !== 0)
      return { outcome: "unsupported", detail: `${TOOLCHAIN[recipe.language][0]} does not run in a sandbox of this host`, logs };
    for (const command of recipe.build) {
      const result = await exec(command);
      if (result.outcome !== "exited" || result.exitCode !== 0)
        return { outcome: "does-not-build", detail: `${toSafeLine(command.join(" "))}: ${toSafeLine(new TextDecoder().decode(result.stderr), 400) || result.outcome}`, logs };
    }
    const packed = await exec(["tar", "-cf", PLACE.tree, "."]);
    if (packed.exitCode !== 0) return { outcome: "does-not-build", detail: "the built folder could not be packed", logs };
    const tree = await sandbox.read(PLACE.tree, { maxBytes: TREE_BYTES });
    return { outcome: "built", target: { recipe, plan: toRunPlan(recipe, bundle), tree, files: await readBuiltFiles(tree, { files: FEW_FILES, bytes: FEW_BYTES }) }, logs };
  } catch (cause) {
    if (cause instanceof SandboxError && cause.code === "too-large") return { outcome: "does-not-build", detail: `the built folder exceeds ${TREE_BYTES} bytes`, logs };
    throw cause;
  } finally {
    await sandbox.stop();
  }
}

interface BuildBundledTarget {
  readonly bundle: EvidenceBundle;
  readonly backend: SandboxBackend;
  /** Another source (a patched one) in the bundle's place. */
  readonly source?: SourceTree;
  readonly signal?: AbortSignal | undefined;
  readonly builds?: BuildCache;
}

/** Builds a bundle's target, or takes what an equal source under an equal recipe was built to. */
export async function buildBundledTarget({ bundle, backend, source = bundle.source, signal, builds }: BuildBundledTarget): Promise<BuildOutcome> {
  const { recipe, artefact } = bundle.manifest.target;
  const key = builds && keyOfBuild({ source, build: recipe.build, language: recipe.language, artefact: artefact?.path ?? null });
  const kept = key === undefined ? undefined : builds?.find(key);
  if (kept) return { outcome: "built", target: { ...kept, recipe, plan: toRunPlan(recipe, bundle) }, logs: [] };
  const build = await buildTarget({ backend, bundle, source, recipe, signal });
  if (key !== undefined && build.outcome === "built") builds?.keep(key, { tree: build.target.tree, files: build.target.files });
  return build;
}

export interface RunOptions {
  readonly symbolize?: boolean;
  /** Makes a sanitizer that is in the build say so. */
  readonly introduce?: boolean;
  /** A benign input: where the effect is an excess, it must stay well within. */
  readonly control?: boolean;
  /** Also gathers what sanitizers report in other processes that the program starts and hides. */
  readonly reports?: boolean;
}

export interface TargetRun {
  readonly argv: readonly string[];
  readonly result: ExecResult;
  readonly signature: CrashSignature | null;
  /** As compared with the claimed effect. */
  readonly observed: ObservedRun;
  /** Whether the run shows the effect the bundle claims. */
  readonly shown: boolean;
}

/** A sandbox with the built target laid in it. */
export class OpenTarget {
  readonly #backend: SandboxBackend;
  readonly #sandbox: Sandbox;
  readonly #built: BuiltTarget;
  readonly #signal: AbortSignal | undefined;
  #oracle: Sandbox | undefined;

  private constructor(backend: SandboxBackend, sandbox: Sandbox, built: BuiltTarget, signal: AbortSignal | undefined) {
    this.#backend = backend;
    this.#sandbox = sandbox;
    this.#built = built;
    this.#signal = signal;
  }

  static async open(backend: SandboxBackend, built: BuiltTarget, signal?: AbortSignal): Promise<OpenTarget> {
    const sandbox = await backend.start({ label: "run-target" });
    try {
      await layOut(sandbox, built, signal);
      return new OpenTarget(backend, sandbox, built, signal);
    } catch (cause) {
      await sandbox.stop();
      throw cause;
    }
  }

  async run(input: Uint8Array, options: RunOptions = {}): Promise<TargetRun> {
    const { plan } = this.#built;
    const { expected } = plan;
    const line = toCommandLine(plan, input);
    if (!line) throw new TypeError("The input cannot be given as an argument");
    const planted = expected?.kind === "disclosure" ? `flag-${randomBytes(16).toString("hex")}` : null;
    if (planted !== null && expected?.kind === "disclosure") await this.#sandbox.write(`${PLACE.target}/${expected.plant}`, `${planted}\n`);
    await this.#sandbox.write(PLACE.input, input);
    if (plan.script) await this.#sandbox.write(PLACE.script, plan.script);
    const ended = await this.#sandbox.exec({
      argv: options.reports ? withReports(line) : line,
      cwd: PLACE.target,
      env: toSanitizerOptions(options),
      limits: toRunLimits(expected, options.control ?? false),
      ...(plan.delivery === "stdin" && { stdin: input }),
      ...(this.#signal && { signal: this.#signal }),
    });
    // Signal 6 has two names; reports and manifests know it by this one.
    const result = ended.signal === "SIGIOT" ? { ...ended, signal: "SIGABRT" } : ended;
    const signature = crashSignature(result.stderr, result);
    const observed: ObservedRun = { ...result, signature, planted, oracleOutput: expected?.kind === "wrong-output" ? await this.#askOracle(expected.oracle, input) : null };
    return { argv: line, result, signature, observed, shown: expected === null ? signature !== null : showsEffect(observed, expected) };
  }

  /** Whether an input can be given to the program at all. */
  accepts(input: Uint8Array): boolean {
    return toCommandLine(this.#built.plan, input) !== undefined;
  }

  /** The oracle runs where the target never was, so that no target can answer for it. */
  async #askOracle(oracle: readonly string[], input: Uint8Array): Promise<Uint8Array | null> {
    this.#oracle ??= await this.#backend.start({ label: "run-oracle" });
    for (const [path, content] of this.#built.plan.oracle) await this.#oracle.write(`${PLACE.oracle}/${path}`, content, { mode: toMode(path, content, undefined) });
    await this.#oracle.write(PLACE.input, input);
    const argv = toArgv(oracle.map((word) => word.replaceAll("{input}", () => PLACE.input)));
    const { outcome, exitCode, stdout } = await this.#oracle.exec({ argv, cwd: PLACE.oracle, limits: toRunLimits(null, false), ...(this.#signal && { signal: this.#signal }) });
    return outcome === "exited" && exitCode === 0 ? stdout : null;
  }

  /** The project's own tests; stops at the first that fails. */
  async test(step: string): Promise<{ readonly passed: boolean; readonly detail: string; readonly logs: readonly RunLog[] }> {
    const logs: RunLog[] = [];
    const { tests } = this.#built.recipe;
    for (const command of tests) {
      const argv = toArgv(command);
      const result = await this.#sandbox.exec({ argv, cwd: PLACE.target, env: toSanitizerOptions(), limits: BUILD_LIMITS, ...(this.#signal && { signal: this.#signal }) });
      const log = toRunLog(step, argv, result);
      logs.push(log);
      if (result.exitCode !== 0) return { passed: false, detail: `${log.argv.join(" ")}: ${log.ended}; ${toSafeLine(`${log.stdout}${log.stderr}`, 300)}`, logs };
    }
    return { passed: true, detail: `${tests.length} test commands passed`, logs };
  }

  async stop(): Promise<void> {
    await Promise.all([this.#sandbox.stop(), this.#oracle?.stop()]);
  }
}

async function layOut(sandbox: Sandbox, { files, tree }: BuiltTarget, signal: AbortSignal | undefined): Promise<void> {
  if (files) {
    await Promise.all(files.map(({ path, content, mode }) => sandbox.write(`${PLACE.target}/${path}`, content, { mode })));
    return;
  }
  await sandbox.write(PLACE.tree, tree);
  const { exitCode } = await sandbox.exec({ argv: ["/bin/sh", "-c", `mkdir ${PLACE.target} && exec tar -xf ${PLACE.tree} -C ${PLACE.target}`], ...(signal && { signal }) });
  if (exitCode !== 0) throw new SandboxError("start-failed", "The built target could not be unpacked in a fresh sandbox");
}

/** Runs the program, then prints what sanitizers left as report files, and ends as the program did. */
function withReports(line: readonly string[]): [string, ...string[]] {
  const script = `rm -f ${PLACE.reports}.*; "$@"; status=$?; cat ${PLACE.reports}.* >&2 2>/dev/null; exit $status`;
  return ["/bin/sh", "-c", script, "sh", ...line];
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
