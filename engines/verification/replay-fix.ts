import type { SandboxBackend } from "#engines/sandbox";
import { applyPatch } from "./apply-patch.ts";
import { signatureKey } from "./crash-signature.rules.ts";
import { requireFile } from "./reproduce.ts";
import { buildBundledTarget, sourceOf, withTarget, type BuiltTarget, type TargetRun } from "./run-target.ts";
import type { EvidenceBundle } from "./verification.types.ts";

const RUNS = 3;

/**
 * What a fix made for another finding does to this one.
 *
 * - `stops`, `still-crashes`: the reproducer ends without a failure, or does not.
 * - `breaks-behaviour`: it stops, but so does something benign; a fix that ends the program at once stops everything, and
 *   says nothing.
 * - `does-not-reproduce`: there was nothing to stop.
 * - `does-not-apply`, `does-not-build`, `unsupported`: nothing could be run.
 */
export interface FixReplay {
  readonly outcome: "stops" | "still-crashes" | "breaks-behaviour" | "does-not-reproduce" | "does-not-apply" | "does-not-build" | "unsupported";
  readonly detail: string;
}

function describeFailure({ shown, signature, result }: TargetRun): string | undefined {
  if (signature) return signatureKey(signature);
  if (shown) return "the claimed effect still shows";
  return result.outcome === "exited" ? undefined : (result.signal ?? result.outcome);
}

async function runInput(bundle: EvidenceBundle, backend: SandboxBackend, { built, path, signal }: { readonly built: BuiltTarget; readonly path: string; readonly signal: AbortSignal | undefined }): Promise<TargetRun> {
  return await withTarget(backend, built, signal, async (target) => await target.run(requireFile(bundle, path)));
}

function differ({ result: before }: TargetRun, { result: after }: TargetRun): boolean {
  return before.outcome !== after.outcome || before.exitCode !== after.exitCode || Buffer.compare(before.stdout, after.stdout) !== 0;
}

/** Applies a fix made for another finding to this bundle's source and runs this bundle's reproducer and benign controls. */
export async function replayFix(bundle: EvidenceBundle, patch: Uint8Array | string, backend: SandboxBackend, signal?: AbortSignal): Promise<FixReplay> {
  const patched = applyPatch(sourceOf(bundle), patch);
  if (patched.outcome !== "applied") return patched;
  const before = await buildBundledTarget({ bundle, backend, signal });
  if (before.outcome !== "built") return { outcome: before.outcome, detail: before.detail };
  const after = await buildBundledTarget({ bundle, backend, source: patched.source, signal });
  if (after.outcome !== "built") return { outcome: after.outcome, detail: after.detail };
  const { reproducer, controls } = bundle.manifest;
  const run = async (built: BuiltTarget, path: string) => await runInput(bundle, backend, { built, path, signal });

  let shown = false;
  for (let attempt = 1; attempt <= RUNS && !shown; attempt += 1) ({ shown } = await run(before.target, reproducer.input));
  if (!shown) return { outcome: "does-not-reproduce", detail: `none of ${RUNS} runs without the fix shows the claimed effect` };
  for (let attempt = 1; attempt <= RUNS; attempt += 1) {
    const failure = describeFailure(await run(after.target, reproducer.input));
    if (failure !== undefined) return { outcome: "still-crashes", detail: failure };
  }
  for (const path of controls) {
    if (differ(await run(before.target, path), await run(after.target, path))) return { outcome: "breaks-behaviour", detail: `the control ${path} no longer gives what it gave` };
  }
  return { outcome: "stops", detail: `${RUNS} of ${RUNS} runs ended without a failure, ${controls.length} controls as before` };
}

export interface SameBug {
  /**
   * `same`: every fix that could be replayed stops the other. `different`: every one leaves the other. `mixed`: one stops
   * the other, and not the other way round: one bug within another, or a fix that is too narrow. For people to look at.
   */
  readonly verdict: "same" | "different" | "mixed" | "undecided";
  readonly reason: string;
  /** The fix of the left replayed on the right, and the other way round; null where there is no fix. */
  readonly leftFixOnRight: FixReplay | null;
  readonly rightFixOnLeft: FixReplay | null;
}

const tell = (replay: FixReplay | null, whose: string) => (replay ? `the fix of the ${whose}: ${replay.outcome}, ${replay.detail}` : `the ${whose} has no fix`);

/** Whether two findings are one bug, by replaying the fix of each on the other. */
export async function sameBug(left: EvidenceBundle, right: EvidenceBundle, backend: SandboxBackend, signal?: AbortSignal): Promise<SameBug> {
  const replay = async (fixed: EvidenceBundle, other: EvidenceBundle) => {
    const path = fixed.manifest.candidatePatch;
    return path === null ? null : await replayFix(other, requireFile(fixed, path), backend, signal);
  };
  const leftFixOnRight = await replay(left, right);
  const rightFixOnLeft = await replay(right, left);
  const outcomes = new Set([leftFixOnRight, rightFixOnLeft].flatMap((found) => (found?.outcome === "stops" || found?.outcome === "still-crashes" ? found.outcome : [])));
  const verdict = outcomes.size === 2 ? "mixed" : outcomes.has("stops") ? "same" : outcomes.has("still-crashes") ? "different" : "undecided";
  return { verdict, reason: `${tell(leftFixOnRight, "first")}; ${tell(rightFixOnLeft, "second")}`, leftFixOnRight, rightFixOnLeft };
}
