import { createHash } from "node:crypto";
import type { SandboxBackend } from "#engines/sandbox";
import type { BuildCache } from "./build-cache.ts";
import { compareSignatures } from "./crash-signature.rules.ts";
import { shortenInput } from "./delta-debugging.ts";
import { requireFile } from "./reproduce.ts";
import { buildBundledTarget, withTarget, type TargetRun } from "./run-target.ts";
import type { CrashSignature, EvidenceBundle } from "./verification.types.ts";

export interface Minimised {
  readonly input: Uint8Array;
  /** Of the crash; null where the claimed effect is none, and then the effect itself was kept. */
  readonly signature: CrashSignature | null;
  readonly runs: number;
  /**
   * `minimal`: no byte can be taken away any more. `out-of-runs`, `out-of-time`: shorter, perhaps not the shortest.
   * `unconfirmed`: a fresh sandbox did not show the failure for the shortened input, so that the input is as it was.
   */
  readonly ended: "minimal" | "out-of-runs" | "out-of-time" | "unconfirmed";
}

export interface MinimiseOptions {
  /** Runs of the target; default 2,000, at some 5 ms each. */
  readonly maxRuns?: number;
  /** Default 60,000. */
  readonly maxTimeMs?: number;
  readonly signal?: AbortSignal;
  readonly builds?: BuildCache;
  /** Milliseconds from any beginning; default `performance.now`. */
  readonly clock?: () => number;
}

const RUNS = 2_000;
const TIME_MS = 60_000;

function isSameFailure(run: TargetRun, original: TargetRun): boolean {
  if (!run.shown) return false;
  if (!run.signature || !original.signature) return run.signature === original.signature;
  return compareSignatures(run.signature, original.signature) === "same";
}

/**
 * A shorter input that fails in the same way, to the same signature. Undefined where the bundle does not build or does not
 * show what it claims.
 */
export async function minimise(bundle: EvidenceBundle, backend: SandboxBackend, options: MinimiseOptions = {}): Promise<Minimised | undefined> {
  const build = await buildBundledTarget({ bundle, backend, signal: options.signal, ...(options.builds && { builds: options.builds }) });
  if (build.outcome !== "built") return undefined;
  const original = requireFile(bundle, bundle.manifest.reproducer.input);
  const clock = options.clock ?? (() => performance.now());
  const deadline = clock() + (options.maxTimeMs ?? TIME_MS);
  const maxRuns = options.maxRuns ?? RUNS;
  let runs = 0;
  const budget = { left: () => runs < maxRuns && clock() < deadline };

  const found = await withTarget(backend, build.target, options.signal, async (target) => {
    const first = await target.run(original);
    runs += 1;
    if (!first.shown) return undefined;
    // Different cuts lead to the same bytes again and again.
    const tried = new Map<string, boolean>();
    const keeps = async (input: Uint8Array) => {
      const key = createHash("sha256").update(input).digest("base64");
      const known = tried.get(key);
      if (known !== undefined || !target.accepts(input)) return known ?? false;
      runs += 1;
      const kept = isSameFailure(await target.run(input), first);
      tried.set(key, kept);
      return kept;
    };
    return { first, input: await shortenInput(original, keeps, budget) };
  });
  if (!found) return undefined;
  const ended = budget.left() ? "minimal" : runs >= maxRuns ? "out-of-runs" : "out-of-time";
  // Runs in one sandbox could have left something behind for the next.
  const confirmed = await withTarget(backend, build.target, options.signal, async (target) => isSameFailure(await target.run(found.input), found.first));
  runs += 1;
  return { input: confirmed ? found.input : original, signature: found.first.signature, runs, ended: confirmed ? ended : "unconfirmed" };
}
