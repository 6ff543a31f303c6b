import { createHash } from "node:crypto";
import { probeIsolation, SandboxError, type SandboxBackend } from "#engines/sandbox";
import { applyPatch } from "./apply-patch.ts";
import { compareSignatures, signatureKey } from "./crash-signature.rules.ts";
import { createRandomSource, mutateInput } from "./mutate-input.rules.ts";
import { reachPatchVerdict, VARIANTS_NEEDED } from "./patch-verdict.rules.ts";
import { findTampering } from "./patch.rules.ts";
import { describeBreach, requireFile } from "./reproduce.ts";
import { showsEffect } from "./reproduction.rules.ts";
import { buildTarget, sourceOf, toRunLog, withTarget, type BuiltTarget, type TargetRun } from "./run-target.ts";
import type { CrashSignature, EvidenceBundle, PatchEvidence, PatchStep, PatchVerdict, RunLog } from "./verification.types.ts";

// apply → build before and after → reproducer → variants → controls → tests. Every step that can still be run is run,
// so that the author of a patch sees all that is wrong with it at once; the verdict follows from the steps by rule.

const VARIANTS_TRIED = 400;
const BYPASSES_KEPT = 8;
const BYPASS_BYTES = 4096;

export interface VerifyPatch {
  readonly bundle: EvidenceBundle;
  /** Unified diff against the target's source folder. */
  readonly patch: Uint8Array | string;
  readonly backend: SandboxBackend;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

interface Work {
  readonly bundle: EvidenceBundle;
  readonly backend: SandboxBackend;
  readonly signal: AbortSignal | undefined;
  readonly steps: PatchStep[];
  readonly logs: RunLog[];
}

type Variants = PatchEvidence["variants"];
type Controls = PatchEvidence["controls"];

const NO_VARIANTS: Variants = { tried: 0, counted: 0, stillCrashing: [] };
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

function note(work: Work, step: PatchStep["step"], ok: boolean, detail: string): boolean {
  work.steps.push({ step, ok, detail });
  return ok;
}

/** Whether a run of the patched program still fails, and how. */
function describeFailure({ result, signature }: TargetRun): string | undefined {
  if (signature) return signatureKey(signature);
  return result.outcome === "exited" ? undefined : (result.signal ?? result.outcome);
}

async function requireReproducing(work: Work, before: BuiltTarget): Promise<CrashSignature | undefined> {
  const { bundle, backend, signal } = work;
  return await withTarget(backend, before, signal, async (target) => {
    const tests = await target.test("tests before");
    work.logs.push(...tests.logs);
    note(work, "tests-before", tests.passed, tests.passed ? tests.detail : `the tests fail without the patch: ${tests.detail}`);
    const run = await target.run(requireFile(bundle, bundle.manifest.reproducer.input));
    work.logs.push(toRunLog("reproducer before", run.argv, run.result));
    const shows = run.signature !== null && showsEffect(run.signature, bundle.manifest.expected);
    note(work, "reproducer-before", shows, shows ? signatureKey(run.signature) : "the reproducer does not show the claimed effect without the patch");
    return shows ? run.signature : undefined;
  });
}

/** Distinct mutations of the reproducer that crash the unpatched build with the same root signature. */
async function findVariants(work: Work, before: BuiltTarget, root: CrashSignature): Promise<{ tried: number; inputs: readonly Uint8Array[] }> {
  const { bundle, backend, signal } = work;
  const original = requireFile(bundle, bundle.manifest.reproducer.input);
  const random = createRandomSource(Number.parseInt(sha256(original).slice(0, 8), 16));
  return await withTarget(backend, before, signal, async (target) => {
    const seen = new Set([sha256(original)]);
    const inputs: Uint8Array[] = [];
    let tried = 0;
    while (tried < VARIANTS_TRIED && inputs.length < VARIANTS_NEEDED) {
      tried += 1;
      const input = mutateInput(original, random);
      if (seen.has(sha256(input))) continue;
      seen.add(sha256(input));
      const { signature } = await target.run(input);
      if (signature && compareSignatures(signature, root) !== "different") inputs.push(input);
    }
    return { tried, inputs };
  });
}

async function attack(work: Work, after: BuiltTarget, found: { tried: number; inputs: readonly Uint8Array[] }): Promise<Variants> {
  const { bundle, backend, signal } = work;
  return await withTarget(backend, after, signal, async (target) => {
    const run = await target.run(requireFile(bundle, bundle.manifest.reproducer.input), { verbose: true });
    work.logs.push(toRunLog("reproducer after", run.argv, run.result));
    // A patch may have lost the sanitizer from the build, and then nothing would be seen to crash.
    const isWatched = bundle.manifest.expected.kind === "signal" || /AddressSanitizer|runtime error/.test(new TextDecoder().decode(run.result.stderr));
    note(work, "sanitizer-after", isWatched, isWatched ? "the patched build is still watched" : "the patched build no longer has the sanitizer");
    const failure = describeFailure(run);
    note(work, "reproducer-after", failure === undefined, failure === undefined ? "the reproducer ends without a crash" : `the reproducer still fails: ${failure}`);

    const counted = found.inputs.length;
    if (failure !== undefined) return { tried: found.tried, counted, stillCrashing: [] };
    const bypasses: Uint8Array[] = [];
    let firstFailure: string | undefined;
    for (const input of found.inputs) {
      const variant = describeFailure(await target.run(input));
      if (variant === undefined) continue;
      firstFailure ??= variant;
      bypasses.push(input);
      // Enough to show; a patch that hangs costs the whole time limit for each.
      if (bypasses.length === BYPASSES_KEPT || variant === "timed-out") break;
    }
    note(work, "variants", bypasses.length === 0, firstFailure === undefined ? `${counted} variants of ${found.tried} tried stop` : `at least ${bypasses.length} of ${counted} variants still fail: ${firstFailure}`);
    const stillCrashing = bypasses.map((input) => Buffer.from(input.subarray(0, BYPASS_BYTES)).toString("hex"));
    return { tried: found.tried, counted, stillCrashing };
  });
}

function compareRuns(before: TargetRun, after: TargetRun): string | undefined {
  if (before.result.outcome !== after.result.outcome || before.result.exitCode !== after.result.exitCode)
    return `ended ${before.result.exitCode ?? before.result.outcome} before and ${after.result.exitCode ?? after.result.signal ?? after.result.outcome} after`;
  return Buffer.compare(before.result.stdout, after.result.stdout) === 0 ? undefined : "prints something else";
}

/** Benign inputs must give the same output and exit code as before, and the project's tests must pass. */
async function checkBehaviour(work: Work, before: BuiltTarget, after: BuiltTarget): Promise<Controls> {
  const { bundle, backend, signal } = work;
  return await withTarget(backend, before, signal, async (old) =>
    await withTarget(backend, after, signal, async (patched) => {
      const controls: { path: string; same: boolean; detail: string }[] = [];
      for (const path of bundle.manifest.controls) {
        const input = requireFile(bundle, path);
        const difference = compareRuns(await old.run(input), await patched.run(input));
        controls.push({ path, same: difference === undefined, detail: difference ?? "same output and exit code" });
      }
      const changed = controls.filter((control) => !control.same);
      note(work, "controls", changed.length === 0, changed[0] ? `control ${changed[0].path} ${changed[0].detail}` : `${controls.length} controls behave as before`);
      // Tests that failed before cannot tell what the patch broke.
      if (work.steps.some((step) => step.step === "tests-before" && !step.ok)) return controls;
      const tests = await patched.test("tests after");
      work.logs.push(...tests.logs);
      note(work, "tests-after", tests.passed, tests.passed ? tests.detail : `a test fails with the patch: ${tests.detail}`);
      return controls;
    }));
}

async function runSteps(work: Work, patch: Uint8Array | string): Promise<{ variants: Variants; controls: Controls; filesChanged: readonly string[] }> {
  const { bundle, backend, signal } = work;
  const { recipe } = bundle.manifest.target;
  const patched = applyPatch(sourceOf(bundle), patch);
  const nothing = { variants: NO_VARIANTS, controls: [], filesChanged: [] };
  if (!note(work, "apply", patched.outcome === "applied", patched.outcome === "applied" ? "applies cleanly" : patched.detail) || patched.outcome !== "applied") return nothing;
  const filesChanged = patched.changes.map((change) => change.path);
  const tampering = findTampering(patched.changes, recipe);
  if (tampering !== undefined) {
    work.steps[work.steps.length - 1] = { step: "apply", ok: false, detail: tampering };
    return { ...nothing, filesChanged };
  }
  const before = await buildTarget({ backend, source: sourceOf(bundle), recipe, signal });
  work.logs.push(...before.logs);
  note(work, "build-before", before.outcome === "built", before.outcome === "built" ? "builds" : `the target does not build without the patch: ${before.detail}`);
  const after = await buildTarget({ backend, source: patched.source, recipe, signal });
  work.logs.push(...after.logs);
  note(work, "build-after", after.outcome === "built", after.outcome === "built" ? "builds with the patch" : after.detail);
  if (before.outcome !== "built" || after.outcome !== "built") return { ...nothing, filesChanged };

  const root = await requireReproducing(work, before.target);
  const variants = root ? await attack(work, after.target, await findVariants(work, before.target, root)) : NO_VARIANTS;
  return { variants, controls: await checkBehaviour(work, before.target, after.target), filesChanged };
}

/**
 * Judges a patch by running it. The result is one attempt, never changed afterwards; whoever keeps attempts must not let
 * a later green one overrule an earlier bypass.
 */
export async function verifyPatch({ bundle, patch, backend, signal, now }: VerifyPatch): Promise<PatchVerdict> {
  const isolation = await probeIsolation(backend, now ? { now } : {});
  const work: Work = { bundle, backend, signal, steps: [], logs: [] };
  let found: Awaited<ReturnType<typeof runSteps>> = { variants: NO_VARIANTS, controls: [], filesChanged: [] };
  try {
    if (note(work, "isolation", isolation.held, isolation.held ? `${isolation.probes.length} probes held` : describeBreach(isolation))) found = await runSteps(work, patch);
  } catch (cause) {
    if (!(cause instanceof SandboxError) || cause.code === "aborted") throw cause;
    // The sandbox failed, not the patch.
    note(work, "isolation", false, cause.message);
  }
  const evidence: PatchEvidence = { bundleDigest: bundle.digest, patchDigest: sha256(patch), steps: work.steps, isolation, logs: work.logs, ...found };
  return Object.freeze({ ...reachPatchVerdict(work.steps, found.variants.counted), evidence: Object.freeze(evidence) });
}
