import { closeIsolation, openGuardedRun, SandboxError, type IsolationReport, type SandboxBackend } from "#engines/sandbox";
import type { BuildCache } from "./build-cache.ts";
import { crashSite, readCrash, signatureKey } from "./crash-signature.rules.ts";
import type { StackFrame } from "./crash-signature.types.ts";
import { isCrash } from "./expected-effect.rules.ts";
import { gradeFinding } from "./grade.rules.ts";
import { measureEnvironment } from "./measure-environment.ts";
import { reachOutcome } from "./reproduction.rules.ts";
import { buildBundledTarget, toRunLog, withTarget, type BuiltTarget, type TargetRun } from "./run-target.ts";
import type { CrashSignature, EvidenceBundle, Reproduction, ReproductionOutcome, RunLog } from "./verification.types.ts";

const RUNS = 3;
// Nothing is rejected on a single run: one failure may be an accident of timing.
const FEWEST_RUNS = 2;
const MOST_RUNS = 20;
const CONTROLS_RUN = 10;

export interface ReproduceOptions {
  /** Fresh sandboxes to try; from 2 to 20, default 3. More where a finding is flaky. */
  readonly runs?: number;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
  /** Builds kept from earlier findings of the same source; without it every bundle is built. */
  readonly builds?: BuildCache;
}

interface Work {
  readonly bundle: EvidenceBundle;
  /** Guarded: what tries to leave halts the run. */
  readonly backend: SandboxBackend;
  readonly signal: AbortSignal | undefined;
  readonly builds: BuildCache | undefined;
  readonly logs: RunLog[];
}

/** What was seen, before it is graded. */
interface Seen {
  readonly outcome: ReproductionOutcome;
  readonly runs: readonly TargetRun[];
  readonly site: string | null;
  readonly stack: readonly StackFrame[];
  readonly controlsShowing: readonly string[];
}

const NOTHING: Omit<Seen, "outcome"> = { runs: [], site: null, stack: [], controlsShowing: [] };

/** Which probes did not hold, as the reason why nothing was run. */
export function describeBreach(isolation: IsolationReport): string {
  const broken = isolation.probes.filter((probe) => !probe.held).map((probe) => probe.probe);
  return `nothing was run: the sandbox's isolation did not hold (${broken.join(", ")})`;
}

/**
 * Builds the target once and runs the reproducer in n fresh sandboxes. Everything is measured here: what the bundle
 * claims of itself decides nothing. Begins with the isolation probes; where they do not hold, nothing is run, and where
 * something tries to leave later, the run is halted.
 */
export async function reproduce(bundle: EvidenceBundle, backend: SandboxBackend, options: ReproduceOptions = {}): Promise<Reproduction> {
  const now = options.now ?? (() => new Date());
  const startedAt = now().toISOString();
  const guard = await openGuardedRun(backend, { now });
  const environment = guard.isolation.held ? await measureEnvironment(backend, bundle.manifest.target.recipe.language) : null;
  const logs: RunLog[] = [];
  const runs = Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, options.runs ?? RUNS));
  const seen: Seen = environment
    ? await look({ bundle, backend: guard.backend, signal: options.signal, builds: options.builds, logs }, runs)
    : { ...NOTHING, outcome: { outcome: "inconclusive", detail: describeBreach(guard.isolation) } };
  const facts = seen.runs.map((run) => ({ shown: run.shown, seen: describeRun(run), key: run.signature && signatureKey(run.signature) }));
  const { outcome, site, stack, controlsShowing } = seen;
  const grade = gradeFinding({ manifest: bundle.manifest, outcome, runs: facts, stack, controlsShowing });
  const signature = seen.runs.find((run) => run.shown)?.signature ?? null;
  return { outcome, signature, site, stack, grade, environment, bundleDigest: bundle.digest, startedAt, isolation: closeIsolation(guard), logs };
}

function describeRun({ signature, result }: TargetRun): string {
  if (signature) return signature.class;
  return result.outcome === "exited" ? `an end by itself with exit code ${result.exitCode}` : (result.signal ?? result.outcome);
}

async function look(work: Work, count: number): Promise<Seen> {
  const { bundle, backend, signal, builds, logs } = work;
  try {
    const build = await buildBundledTarget({ bundle, backend, signal, ...(builds && { builds }) });
    logs.push(...build.logs);
    if (build.outcome !== "built") return { ...NOTHING, outcome: { outcome: build.outcome, detail: build.detail } };
    const runs = await runFresh(work, build.target, count);
    const outcome = reachOutcome(runs.filter((run) => run.shown).length, count);
    if (outcome.outcome === "not-reproduced") return { ...NOTHING, outcome, runs };
    const place = await findPlace(work, build.target);
    const controlsShowing = await runControls(work, build.target);
    const [benign] = controlsShowing;
    // A crash stays a crash; but what every benign input shows as well is no effect of the reproducer.
    const isMeaningless = benign !== undefined && !isCrash(bundle.manifest.expected);
    return { ...place, runs, controlsShowing, outcome: isMeaningless ? { outcome: "inconclusive", detail: `the benign input ${benign} shows the same effect` } : outcome };
  } catch (cause) {
    // The sandbox failed or the run was halted: either says nothing about the finding.
    if (cause instanceof SandboxError && cause.code !== "aborted") return { ...NOTHING, outcome: { outcome: "inconclusive", detail: cause.message } };
    throw cause;
  }
}

/** Runs the reproducer once, in a sandbox that nothing has run in before and nothing will after. */
async function runOnceFresh(bundle: EvidenceBundle, backend: SandboxBackend, built: BuiltTarget, signal?: AbortSignal): Promise<TargetRun> {
  const input = requireFile(bundle, bundle.manifest.reproducer.input);
  return await withTarget(backend, built, signal, async (target) => await target.run(input));
}

async function runFresh({ bundle, backend, signal, logs }: Work, built: BuiltTarget, count: number): Promise<readonly TargetRun[]> {
  const runs: TargetRun[] = [];
  for (let run = 1; run <= count; run += 1) {
    const seen = await runOnceFresh(bundle, backend, built, signal);
    logs.push(toRunLog(`run ${run} of ${count}`, seen.argv, seen.result));
    runs.push(seen);
  }
  return runs;
}

/** A target built once, to be attacked as often as one likes. */
export interface PreparedReproduction {
  /** One reproduction in a fresh sandbox: whether it shows the claimed effect, and its crash. May run several at once. */
  run(): Promise<{ readonly shown: boolean; readonly signature: CrashSignature | null }>;
}

/** Builds a bundle's target for many reproductions, without probes and grade; `reproduce` is what a finding is judged by. */
export async function prepareReproduction(bundle: EvidenceBundle, backend: SandboxBackend): Promise<PreparedReproduction | Extract<ReproductionOutcome, { readonly outcome: "does-not-build" | "unsupported" }>> {
  const build = await buildBundledTarget({ bundle, backend });
  if (build.outcome !== "built") return { outcome: build.outcome, detail: build.detail };
  return {
    run: async () => {
      const { shown, signature } = await runOnceFresh(bundle, backend, build.target);
      return { shown, signature };
    },
  };
}

/** One more run with symbols (110 ms instead of 5), so that people can read where it happened. */
async function findPlace({ bundle, backend, signal }: Work, built: BuiltTarget): Promise<Pick<Seen, "site" | "stack">> {
  if (!isCrash(bundle.manifest.expected)) return NOTHING;
  return await withTarget(backend, built, signal, async (target) => {
    const { result } = await target.run(requireFile(bundle, bundle.manifest.reproducer.input), { symbolize: true });
    return { site: crashSite(result.stderr, result), stack: readCrash(result.stderr, result)?.stack ?? [] };
  });
}

async function runControls({ bundle, backend, signal, logs }: Work, built: BuiltTarget): Promise<readonly string[]> {
  const controls = bundle.manifest.controls.slice(0, CONTROLS_RUN);
  if (controls.length === 0) return [];
  return await withTarget(backend, built, signal, async (target) => {
    const showing: string[] = [];
    for (const path of controls) {
      const input = requireFile(bundle, path);
      const { argv, result, shown } = await target.run(input, { control: true });
      logs.push(toRunLog(`control ${path}`, argv, result));
      // Twice more: on a busy machine a benign input may be slow once.
      if (shown && (await target.run(input, { control: true })).shown && (await target.run(input, { control: true })).shown) showing.push(path);
    }
    return showing;
  });
}

/** A file the manifest names; `readBundle` has made sure that it is there. */
export function requireFile(bundle: EvidenceBundle, path: string): Uint8Array {
  const content = bundle.files.get(path);
  if (!content) throw new TypeError(`The bundle was not read by readBundle: ${path} is missing`);
  return content;
}
