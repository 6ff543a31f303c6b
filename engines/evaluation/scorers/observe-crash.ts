import type { ExecResult, SandboxBackend } from "#engines/sandbox";
import { crashSignature } from "#engines/verification";
import type { CrashSignature, ExpectedEffect, TargetRecipe } from "#engines/verification";

import { toSafeText } from "../hostile-text.rules.ts";
import { findLocation, weaknessOf } from "./sanitizer-report.rules.ts";
import { describeOutcome } from "../agents/tools.ts";

const RUNS = 3;
// Two of three, because a single crash may be an accident of timing or memory layout.
const CRASHES_NEEDED = 2;
const BUILD_TIMEOUT_MS = 60_000;
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

/** What an input does to a target built anew from a host folder, in a sandbox the finder never touched. */
export async function observeCrash({ backend, directory, recipe, input }: {
  readonly backend: SandboxBackend;
  readonly directory: string;
  readonly recipe: TargetRecipe;
  /** Hostile bytes. */
  readonly input: Uint8Array;
}): Promise<CrashObservation> {
  const sandbox = await backend.start({ label: "observe-crash" });
  try {
    await sandbox.copyIn(directory, TARGET_FOLDER);
    for (const [program, ...rest] of recipe.build) {
      if (program === undefined) continue;
      const built = await sandbox.exec({ argv: [program, ...rest], cwd: TARGET_FOLDER, limits: { wallTimeMs: BUILD_TIMEOUT_MS } });
      if (built.exitCode !== 0) return { outcome: "does-not-build", detail: `${describeOutcome(built)}: ${toSafeText(built.stderr, 400)}` };
    }
    await sandbox.write("/box/input", input);
    const [program = "", ...rest] = recipe.run.map((word) => word.replaceAll("{input}", "/box/input"));
    const effects: ObservedEffect[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const result = await sandbox.exec({ argv: [program, ...rest], cwd: TARGET_FOLDER, env: { ASAN_OPTIONS: `detect_leaks=0:exitcode=${SANITIZER_EXIT}` }, limits: { wallTimeMs: RUN_TIMEOUT_MS } });
      const effect = readEffect(result);
      if (effect) effects.push(effect);
    }
    const [first] = effects;
    if (first && effects.length >= CRASHES_NEEDED) return { outcome: "crashes", ...first };
    return { outcome: "does-not-crash", crashes: effects.length, runs: RUNS };
  } finally {
    await sandbox.stop();
  }
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
