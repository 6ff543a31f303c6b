import { probeIsolation, SandboxError, type IsolationReport, type SandboxBackend } from "#engines/sandbox";
import { crashSite } from "./crash-signature.rules.ts";
import { reachOutcome, showsEffect } from "./reproduction.rules.ts";
import { buildTarget, sourceOf, toRunLog, withTarget, type BuiltTarget } from "./run-target.ts";
import type { CrashSignature, EvidenceBundle, Reproduction, ReproductionOutcome, RunLog } from "./verification.types.ts";

const RUNS = 3;
// Nothing is rejected on a single run: one failure may be an accident of timing.
const FEWEST_RUNS = 2;
const MOST_RUNS = 20;

export interface ReproduceOptions {
  /** Fresh sandboxes to try; from 2 to 20, default 3. */
  readonly runs?: number;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

/** Which probes did not hold, as the reason why nothing was run. */
export function describeBreach(isolation: IsolationReport): string {
  const broken = isolation.probes.filter((probe) => !probe.held).map((probe) => probe.probe);
  return `nothing was run: the sandbox's isolation did not hold (${broken.join(", ")})`;
}

/**
 * Builds the target once and runs the reproducer in n fresh sandboxes. Everything is measured here: what the bundle
 * claims of itself decides nothing. Begins with the isolation probes; where they do not hold, nothing is run.
 */
export async function reproduce(bundle: EvidenceBundle, backend: SandboxBackend, options: ReproduceOptions = {}): Promise<Reproduction> {
  const isolation = await probeIsolation(backend, options.now ? { now: options.now } : {});
  const logs: RunLog[] = [];
  const finish = (outcome: ReproductionOutcome, signature: CrashSignature | null = null, site: string | null = null): Reproduction => ({ outcome, signature, site, isolation, logs });
  if (!isolation.held) return finish({ outcome: "inconclusive", detail: describeBreach(isolation) });
  try {
    const { recipe } = bundle.manifest.target;
    const build = await buildTarget({ backend, source: sourceOf(bundle), recipe, signal: options.signal });
    logs.push(...build.logs);
    if (build.outcome !== "built") return finish({ outcome: build.outcome, detail: build.detail });
    const runs = Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, options.runs ?? RUNS));
    const signatures = await runFresh(bundle, backend, { built: build.target, runs, signal: options.signal, logs });
    const outcome = reachOutcome(signatures.length, runs);
    const [signature = null] = signatures;
    return finish(outcome, signature, signature ? await findSite(bundle, backend, build.target, options.signal) : null);
  } catch (cause) {
    // The sandbox failed, not the finding: this says nothing about the bundle.
    if (cause instanceof SandboxError && cause.code !== "aborted") return finish({ outcome: "inconclusive", detail: cause.message });
    throw cause;
  }
}

/** The signatures of those runs that showed what the bundle claims. */
async function runFresh(bundle: EvidenceBundle, backend: SandboxBackend, { built, runs, signal, logs }: {
  readonly built: BuiltTarget;
  readonly runs: number;
  readonly signal: AbortSignal | undefined;
  readonly logs: RunLog[];
}): Promise<readonly CrashSignature[]> {
  const input = requireFile(bundle, bundle.manifest.reproducer.input);
  const shown: CrashSignature[] = [];
  for (let run = 1; run <= runs; run += 1) {
    await withTarget(backend, built, signal, async (target) => {
      const { argv, result, signature } = await target.run(input);
      logs.push(toRunLog(`run ${run} of ${runs}`, argv, result));
      if (signature && showsEffect(signature, bundle.manifest.expected)) shown.push(signature);
    });
  }
  return shown;
}

/** One more run with symbols (110 ms instead of 5), so that people can read where it happened. */
async function findSite(bundle: EvidenceBundle, backend: SandboxBackend, built: BuiltTarget, signal: AbortSignal | undefined): Promise<string | null> {
  return await withTarget(backend, built, signal, async (target) => {
    const { result } = await target.run(requireFile(bundle, bundle.manifest.reproducer.input), { symbolize: true });
    return crashSite(result.stderr, result);
  });
}

/** A file the manifest names; `readBundle` has made sure that it is there. */
export function requireFile(bundle: EvidenceBundle, path: string): Uint8Array {
  const content = bundle.files.get(path);
  if (!content) throw new TypeError(`The bundle was not read by readBundle: ${path} is missing`);
  return content;
}
