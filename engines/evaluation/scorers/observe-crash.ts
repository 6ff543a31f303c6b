import type { ExecResult, SandboxBackend } from "#engines/sandbox";
import { crashSignature } from "#engines/verification";
import type { CrashSignature, ExpectedEffect, TargetRecipe } from "#engines/verification";

import { toSafeText } from "../hostile-text.rules.ts";
import { findLocation, weaknessOf } from "./sanitizer-report.rules.ts";
import { describeOutcome } from "../agents/tools.ts";

const RUNS = 3;
// Two of three, because a single crash may be an accident of timing or memory layout.
const CRASHES_NEEDED = 2;
const BUILD_TIMEOUT_MS = 120_000;
const RUN_TIMEOUT_MS = 10_000;
// The status at which `crashSignature` believes a report.
const SANITIZER_EXIT = 99;
const TARGET_FOLDER = "/box/target";

export interface ObservedEffect {
  readonly effect: ExpectedEffect;
  /** MITRE CWE. */
  readonly weakness: string;
  /** Source file in the target's folder, where the report names one. */
  readonly location: string | null;
}
export type CrashObservation =
  | ({ readonly outcome: "crashes" } & ObservedEffect)
  | { readonly outcome: "does-not-crash"; readonly crashes: number; readonly runs: number }
  | { readonly outcome: "does-not-build"; readonly detail: string };

interface Target {
  readonly backend: SandboxBackend;
  readonly recipe: TargetRecipe;
  /** How it gets its input; default `file`. */
  readonly delivery?: "file" | "stdin";
}
/** A host folder, or files by path. */
export type TargetSource = { readonly directory: string } | { readonly source: ReadonlyMap<string, Uint8Array> };

export interface LiveTarget {
  /** One run on an input: hostile bytes in, hostile bytes out. */
  run(input: Uint8Array): Promise<ExecResult>;
  /** Another program in the target's folder, such as its tests. */
  command(argv: readonly string[]): Promise<ExecResult>;
}

/** Builds a target in a sandbox the finder never touched and gives it to `use`; tells why where it does not build. */
export async function withLiveTarget<T>({ backend, recipe, delivery = "file", ...from }: Target & TargetSource, use: (target: LiveTarget) => Promise<T>): Promise<T | { readonly outcome: "does-not-build"; readonly detail: string }> {
  const sandbox = await backend.start({ label: "observe-target" });
  try {
    if ("directory" in from) await sandbox.copyIn(from.directory, TARGET_FOLDER);
    else for (const [path, content] of from.source) await sandbox.write(`${TARGET_FOLDER}/${path}`, content, { mode: 0o755 });
    for (const [program, ...rest] of recipe.build) {
      if (program === undefined) continue;
      const built = await sandbox.exec({ argv: [program, ...rest], cwd: TARGET_FOLDER, limits: { wallTimeMs: BUILD_TIMEOUT_MS, cpuSeconds: 100 } });
      if (built.exitCode !== 0) return { outcome: "does-not-build", detail: `${describeOutcome(built)}: ${toSafeText(built.stderr, 400)}` };
    }
    const [program = "", ...rest] = recipe.run.map((word) => word.replaceAll("{input}", "/box/input"));
    return await use({
      command: ([first = "", ...others]) => sandbox.exec({ argv: [first, ...others], cwd: TARGET_FOLDER, env: { ASAN_OPTIONS: `detect_leaks=0:exitcode=${SANITIZER_EXIT}` }, limits: { wallTimeMs: BUILD_TIMEOUT_MS, cpuSeconds: 100 } }),
      async run(input) {
        await sandbox.write("/box/input", input);
        return await sandbox.exec({
          argv: [program, ...rest],
          cwd: TARGET_FOLDER,
          env: { ASAN_OPTIONS: `detect_leaks=0:exitcode=${SANITIZER_EXIT}` },
          limits: { wallTimeMs: RUN_TIMEOUT_MS },
          ...(delivery === "stdin" && { stdin: input }),
        });
      },
    });
  } finally {
    await sandbox.stop();
  }
}

/** What an input does to a target built anew, in a sandbox the finder never touched. */
export async function observeCrash({ input, ...target }: Target & TargetSource & {
  /** Hostile bytes. */
  readonly input: Uint8Array;
}): Promise<CrashObservation> {
  return withLiveTarget(target, ({ run }) => observeRuns(run, input));
}

/** The same on a target that is built already. */
export async function observeRuns(run: LiveTarget["run"], input: Uint8Array): Promise<Exclude<CrashObservation, { readonly outcome: "does-not-build" }>> {
  const effects: ObservedEffect[] = [];
  for (let made = 0; made < RUNS; made += 1) {
    const effect = readEffect(await run(input));
    if (effect) effects.push(effect);
    // What is left cannot change the answer any more.
    if (effects.length >= CRASHES_NEEDED || made + 1 - effects.length > RUNS - CRASHES_NEEDED) break;
  }
  const [first] = effects;
  if (first && effects.length >= CRASHES_NEEDED) return { outcome: "crashes", ...first };
  return { outcome: "does-not-crash", crashes: effects.length, runs: RUNS };
}

function readEffect(result: ExecResult): ObservedEffect | null {
  const signature = crashSignature(result.stderr, result);
  if (!signature) return null;
  return { effect: toEffect(signature), weakness: weaknessOf(signature), location: findLocation(new TextDecoder().decode(result.stderr), TARGET_FOLDER) };
}

function toEffect({ kind, class: crashClass }: CrashSignature): ExpectedEffect {
  if (kind === "signal") return { kind, signal: crashClass };
  if (kind === "panic" || kind === "exception") return { kind: "traceback", class: crashClass };
  return { kind: "sanitizer", class: crashClass };
}
