import type { SandboxBackend } from "#engines/sandbox";
import { compareSignatures } from "./crash-signature.rules.ts";
import { requireFile } from "./reproduce.ts";
import { buildTarget, sourceOf, withTarget } from "./run-target.ts";
import type { CrashSignature, EvidenceBundle } from "./verification.types.ts";

export interface Minimised {
  readonly input: Uint8Array;
  readonly signature: CrashSignature;
  readonly runs: number;
}

const RUNS = 300;

/**
 * The shortest input found that crashes with the same signature, by delta debugging on bytes (Zeller and Hildebrandt,
 * Simplifying and Isolating Failure-Inducing Input, 2002). Undefined where the bundle does not build or does not crash.
 */
export async function minimise(bundle: EvidenceBundle, backend: SandboxBackend, options: { readonly maxRuns?: number; readonly signal?: AbortSignal } = {}): Promise<Minimised | undefined> {
  const { recipe } = bundle.manifest.target;
  const build = await buildTarget({ backend, source: sourceOf(bundle), recipe, signal: options.signal });
  if (build.outcome !== "built") return undefined;
  return await withTarget(backend, build.target, options.signal, async (target) => {
    let best = requireFile(bundle, bundle.manifest.reproducer.input);
    const { signature } = await target.run(best);
    if (!signature) return undefined;
    const budget = { left: (options.maxRuns ?? RUNS) - 1, spent: 1 };
    const keeps = async (candidate: Uint8Array) => {
      budget.left -= 1;
      budget.spent += 1;
      const found = (await target.run(candidate)).signature;
      return found !== null && compareSignatures(found, signature) === "same";
    };
    for (let parts = 2; best.length > 1 && budget.left > 0; ) {
      const size = Math.ceil(best.length / parts);
      let shorter: Uint8Array | undefined;
      for (let from = 0; from < best.length && budget.left > 0 && !shorter; from += size) {
        const candidate = Uint8Array.from([...best.subarray(0, from), ...best.subarray(from + size)]);
        if (await keeps(candidate)) shorter = candidate;
      }
      if (shorter) {
        best = shorter;
        parts = Math.max(2, parts - 1);
      } else if (size === 1) break;
      else parts = Math.min(best.length, parts * 2);
    }
    return { input: best, signature, runs: budget.spent };
  });
}
