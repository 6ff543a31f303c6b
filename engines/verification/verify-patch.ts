import { createHash } from "node:crypto";
import { closeIsolation, openGuardedRun, SandboxError, type SandboxBackend } from "#engines/sandbox";
import { applyPatch } from "./apply-patch.ts";
import { signatureKey } from "./crash-signature.rules.ts";
import { isCrash } from "./expected-effect.rules.ts";
import { findVariants, type FoundVariants } from "./find-variants.ts";
import { reachPatchVerdict } from "./patch-verdict.rules.ts";
import { findChangedTests, findSilencer, keepTests } from "./patch.rules.ts";
import { describeBreach, requireFile } from "./reproduce.ts";
import { buildBundledTarget, toRunLog, withTarget, type BuiltTarget, type OpenTarget, type SourceTree, type TargetRun } from "./run-target.ts";
import type { EvidenceBundle, PatchEvidence, PatchStep, PatchStepName, PatchVerdict, RunLog } from "./verification.types.ts";

// apply → build before and after → reproducer → variants → earlier bypasses → controls → tests. Every step that can still
// be run is run, so that the author of a patch sees all that is wrong with it at once; the verdict follows from the steps.

const BYPASSES_KEPT = 8;
const BYPASS_BYTES = 64 * 1024;

export interface VerifyPatch {
  readonly bundle: EvidenceBundle;
  /** Unified diff against the target's source folder. */
  readonly patch: Uint8Array | string;
  readonly backend: SandboxBackend;
  /** Evidence of all earlier attempts to mend this finding, by whatever patch: their bypasses are tried again. */
  readonly earlier?: readonly Pick<PatchEvidence, "variants">[];
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

interface Work extends Pick<VerifyPatch, "bundle" | "backend"> {
  readonly earlier: readonly Uint8Array[];
  readonly signal: AbortSignal | undefined;
  readonly steps: PatchStep[];
  readonly logs: RunLog[];
}

type Variants = PatchEvidence["variants"];
type Controls = PatchEvidence["controls"];
type Found = Pick<PatchEvidence, "variants" | "controls" | "filesChanged">;

const NO_VARIANTS: Variants = { tried: 0, counted: 0, stillCrashing: [] };
const NOTHING: Found = { variants: NO_VARIANTS, controls: [], filesChanged: [] };
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

function note(work: Work, step: PatchStepName, ok: boolean, detail: string): boolean {
  work.steps.push({ step, ok, detail });
  return ok;
}

function saysSanitizer(bytes: Uint8Array): boolean {
  return /ERROR: \w+Sanitizer|runtime error:/.test(new TextDecoder().decode(bytes));
}

/** Whether a run of the patched program still fails, and how. Any crash counts, also in a child that the program hides. */
function describeFailure({ result, signature, shown }: TargetRun, { manifest: { expected } }: EvidenceBundle): string | undefined {
  if (shown) return signature ? signatureKey(signature) : `it still shows ${expected.kind}`;
  if (signature && (isCrash(expected) || signature.kind !== "exception")) return signatureKey(signature);
  if (result.outcome !== "exited") return result.signal ?? result.outcome;
  return expected.kind === "sanitizer" && saysSanitizer(result.stderr) ? "the sanitizer reports in a process that the program hides" : undefined;
}

/** Reproduces on the unpatched target and finds variants; undefined where it does not reproduce. */
async function attackBefore(work: Work, before: BuiltTarget): Promise<FoundVariants | undefined> {
  const { bundle, backend, signal } = work;
  const { manifest } = bundle;
  return await withTarget(backend, before, signal, async (target) => {
    const tests = await target.test("tests before");
    work.logs.push(...tests.logs);
    note(work, "tests-before", tests.passed, tests.passed ? tests.detail : `the tests fail without the patch: ${tests.detail}`);
    if (manifest.target.recipe.tests.length === 0 && manifest.controls.length === 0)
      note(work, "tests-before", false, "the bundle has neither tests nor controls, so nothing shows that the program still works; add one");
    const reproducer = requireFile(bundle, manifest.reproducer.input);
    const root = await target.run(reproducer);
    work.logs.push(toRunLog("reproducer before", root.argv, root.result));
    if (!note(work, "reproducer-before", root.shown, root.shown ? describeRoot(root) : "the reproducer does not show the claimed effect without the patch")) return undefined;
    const suggested = (manifest.variants ?? []).map((path) => requireFile(bundle, path));
    const controls = manifest.controls.map((path) => requireFile(bundle, path));
    return await findVariants({ target, reproducer, root, expected: manifest.expected, suggested, controls });
  });
}

function describeRoot({ signature }: TargetRun): string {
  return signature ? signatureKey(signature) : "the reproducer shows the claimed effect";
}

async function attackAfter(work: Work, after: BuiltTarget, found: FoundVariants): Promise<Variants> {
  const { bundle, backend, signal } = work;
  return await withTarget(backend, after, signal, async (target) => {
    const counted = found.inputs.length;
    if (!(await runReproducer(work, after, target))) return { tried: found.tried, counted, stillCrashing: [] };
    const { bypasses, failure } = await runAll(bundle, target, found.inputs);
    note(work, "variants", failure === undefined, failure === undefined ? `${counted} variants of ${found.tried} tried stop` : `at least ${bypasses.length} of ${counted} variants still fail: ${failure}`);
    const again = await runAll(bundle, target, work.earlier);
    if (work.earlier.length > 0)
      note(work, "earlier-bypasses", again.failure === undefined, again.failure === undefined ? `${work.earlier.length} bypasses of earlier patches stop` : `a bypass of an earlier patch still fails: ${again.failure}`);
    const stillCrashing = [...bypasses, ...again.bypasses].filter((input) => input.length <= BYPASS_BYTES).slice(0, BYPASSES_KEPT);
    return { tried: found.tried, counted, stillCrashing: stillCrashing.map((input) => Buffer.from(input).toString("hex")) };
  });
}

/** Whether the reproducer stops, in a build that would still show it. */
async function runReproducer(work: Work, after: BuiltTarget, target: OpenTarget): Promise<boolean> {
  const { bundle } = work;
  const input = requireFile(bundle, bundle.manifest.reproducer.input);
  const run = await target.run(input, { reports: true });
  work.logs.push(toRunLog("reproducer after", run.argv, run.result));
  // A patch may have lost the sanitizer from the build, and then nothing would be seen to crash. One that hangs would
  // only hang again.
  const isAsked = bundle.manifest.expected.kind === "sanitizer" && run.result.outcome !== "timed-out";
  const isWatched = !isAsked || hasUndefinedChecks(after) || (await hasSanitizer(target, input));
  if (isAsked) note(work, "sanitizer-after", isWatched, isWatched ? "the patched build is still watched" : "the patched build no longer has the sanitizer");
  const failure = describeFailure(run, bundle);
  return note(work, "reproducer-after", failure === undefined, failure === undefined ? "the reproducer ends without a crash" : `the reproducer still fails: ${failure}`) && isWatched;
}

/** A sanitizer that is in the build lists its options when asked for help. */
async function hasSanitizer(target: OpenTarget, input: Uint8Array): Promise<boolean> {
  const { result } = await target.run(input, { introduce: true });
  return /^Available flags for \w+Sanitizer/m.test(new TextDecoder().decode(result.stderr));
}

async function runAll(bundle: EvidenceBundle, target: OpenTarget, inputs: readonly Uint8Array[]): Promise<{ readonly bypasses: readonly Uint8Array[]; readonly failure: string | undefined }> {
  const bypasses: Uint8Array[] = [];
  let first: string | undefined;
  for (const input of inputs) {
    const run = await target.run(input, { reports: true });
    const failure = describeFailure(run, bundle);
    if (failure === undefined) continue;
    first ??= failure;
    bypasses.push(input);
    // Enough to show; a patch that hangs costs the whole time limit for each.
    if (bypasses.length === BYPASSES_KEPT || run.result.outcome === "timed-out") break;
  }
  return { bypasses, failure: first };
}

/** UBSan's runtime wakes only when something is wrong, and cannot be asked; the calls to it stand in the program. */
function hasUndefinedChecks({ tree }: BuiltTarget): boolean {
  return Buffer.from(tree.buffer, tree.byteOffset, tree.byteLength).includes("__ubsan_handle_");
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

/** Applies the patch and says what is dishonest about it; the source to be judged, or undefined where it does not apply. */
function applyToSource(work: Work, patch: Uint8Array | string): { readonly source: SourceTree; readonly filesChanged: readonly string[] } | undefined {
  const { bundle } = work;
  const { recipe } = bundle.manifest.target;
  const patched = applyPatch(bundle.source, patch);
  if (!note(work, "apply", patched.outcome === "applied", patched.outcome === "applied" ? "applies cleanly" : patched.detail) || patched.outcome !== "applied") return undefined;
  const silencer = findSilencer({ changes: patched.changes, before: bundle.source, after: patched.source, recipe, expected: bundle.manifest.expected });
  note(work, "honest", silencer === undefined, silencer ?? "nothing in it hides the fault");
  const tests = findChangedTests(patched.changes, recipe);
  note(work, "tests-untouched", tests.length === 0, tests.length === 0 ? "the tests are as they were" : `the patch changes the tests (${tests.join(", ")}); a fix changes the program and may add tests. Judged by the tests as they were`);
  return { source: keepTests(bundle.source, patched.source, recipe), filesChanged: patched.changes.map((change) => change.path) };
}

async function runSteps(work: Work, patch: Uint8Array | string): Promise<Found> {
  const { bundle, backend, signal } = work;
  if (bundle.manifest.target.form === "prebuilt") {
    note(work, "build-before", false, "the target came built; a patch can only be judged on its source");
    return NOTHING;
  }
  const patched = applyToSource(work, patch);
  if (!patched) return NOTHING;
  const { filesChanged } = patched;
  const before = await buildBundledTarget({ bundle, backend, signal });
  work.logs.push(...before.logs);
  note(work, "build-before", before.outcome === "built", before.outcome === "built" ? "builds" : `the target does not build without the patch: ${before.detail}`);
  if (before.outcome !== "built") return { ...NOTHING, filesChanged };
  const after = await buildBundledTarget({ bundle, backend, signal, source: patched.source });
  work.logs.push(...after.logs);
  note(work, "build-after", after.outcome === "built", after.outcome === "built" ? "builds with the patch" : after.detail);
  if (after.outcome !== "built") return { ...NOTHING, filesChanged };

  const found = await attackBefore(work, before.target);
  const variants = found ? await attackAfter(work, after.target, found) : NO_VARIANTS;
  return { variants, controls: await checkBehaviour(work, before.target, after.target), filesChanged };
}

/**
 * Judges a patch by running it. The result is one attempt, never changed afterwards; `derivePatchStatus` says what all
 * attempts together mean.
 */
export async function verifyPatch({ bundle, patch, backend, earlier = [], signal, now }: VerifyPatch): Promise<PatchVerdict> {
  const guard = await openGuardedRun(backend, now ? { now } : {});
  const bypasses = [...new Set(earlier.flatMap(({ variants }) => variants.stillCrashing))].map((hex) => new Uint8Array(Buffer.from(hex, "hex")));
  const work: Work = { bundle, backend: guard.backend, earlier: bypasses, signal, steps: [], logs: [] };
  let found = NOTHING;
  try {
    if (note(work, "isolation", guard.isolation.held, guard.isolation.held ? `${guard.isolation.probes.length} probes held` : describeBreach(guard.isolation))) found = await runSteps(work, patch);
  } catch (cause) {
    if (!(cause instanceof SandboxError) || cause.code === "aborted") throw cause;
    // The sandbox failed or the run was halted, which says nothing about the patch.
    note(work, "isolation", false, cause.message);
  }
  const evidence: PatchEvidence = { bundleDigest: bundle.digest, patchDigest: sha256(patch), steps: work.steps, isolation: closeIsolation(guard), logs: work.logs, ...found };
  return Object.freeze({ ...reachPatchVerdict(work.steps, found.variants.counted), evidence: Object.freeze(evidence) });
}
