import type { SandboxBackend } from "#engines/sandbox";
import { applyPatch } from "./apply-patch.ts";
import { signatureKey } from "./crash-signature.rules.ts";
import { requireFile } from "./reproduce.ts";
import { buildTarget, sourceOf, withTarget } from "./run-target.ts";
import type { EvidenceBundle } from "./verification.types.ts";

const RUNS = 3;

export type FixReplay =
  | { readonly outcome: "stops" | "still-crashes"; readonly detail: string }
  | { readonly outcome: "does-not-apply" | "does-not-build" | "unsupported"; readonly detail: string };

/**
 * Applies a fix made for another finding to this bundle's source and runs this bundle's reproducer. If it stops, both
 * findings are one bug. The bundle must have reproduced before; this does not look at it unpatched.
 */
export async function replayFix(bundle: EvidenceBundle, patch: Uint8Array | string, backend: SandboxBackend, signal?: AbortSignal): Promise<FixReplay> {
  const patched = applyPatch(sourceOf(bundle), patch);
  if (patched.outcome !== "applied") return patched;
  const build = await buildTarget({ backend, source: patched.source, recipe: bundle.manifest.target.recipe, signal });
  if (build.outcome !== "built") return { outcome: build.outcome, detail: build.detail };
  const input = requireFile(bundle, bundle.manifest.reproducer.input);
  for (let run = 1; run <= RUNS; run += 1) {
    const { signature, result } = await withTarget(backend, build.target, signal, async (target) => await target.run(input));
    if (signature) return { outcome: "still-crashes", detail: signatureKey(signature) };
    if (result.outcome !== "exited") return { outcome: "still-crashes", detail: `run ${run} ended by ${result.signal ?? result.outcome}` };
  }
  return { outcome: "stops", detail: `${RUNS} of ${RUNS} runs ended without a crash` };
}

export interface SameBug {
  readonly verdict: "same" | "different" | "undecided";
  readonly reason: string;
}

/** Whether two reproduced findings are one bug, by replaying the fix of either on the other. */
export async function sameBug(left: EvidenceBundle, right: EvidenceBundle, backend: SandboxBackend, signal?: AbortSignal): Promise<SameBug> {
  const reasons: string[] = [];
  for (const [fixed, other] of [[left, right], [right, left]] as const) {
    const path = fixed.manifest.candidatePatch;
    if (path === null) continue;
    const replay = await replayFix(other, requireFile(fixed, path), backend, signal);
    if (replay.outcome === "stops") return { verdict: "same", reason: `the fix of one stops the other: ${replay.detail}` };
    reasons.push(`${replay.outcome}: ${replay.detail}`);
    if (replay.outcome === "still-crashes") return { verdict: "different", reason: `the fix of one leaves the other: ${replay.detail}` };
  }
  return { verdict: "undecided", reason: reasons.length > 0 ? reasons.join("; ") : "neither has a fix to replay" };
}
