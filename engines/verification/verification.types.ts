import type { RunIsolation } from "#engines/sandbox";
import type { CrashSignature, StackFrame } from "./crash-signature.types.ts";

export type { CrashSignature } from "./crash-signature.types.ts";

/** What the target is written in; decides which toolchain a sandbox must have. `c` stands for C and C++. */
export type TargetLanguage = "c" | "python" | "javascript" | "java" | "go" | "rust";

/** How a target is built and run inside a sandbox. Commands are argv lists run in the target's folder; never shell strings. */
export interface TargetRecipe {
  readonly language: TargetLanguage;
  /** Build commands, in order; empty for an interpreted or prebuilt target. */
  readonly build: readonly (readonly string[])[];
  /** Program and arguments; `{input}` is replaced by the path of the input file, or by its text where it is an argument. */
  readonly run: readonly string[];
  /** The project's own tests; each command must exit 0. */
  readonly tests: readonly (readonly string[])[];
}

/**
 * What a reproduction must show. Each is measured by the runner, never read from the bundle:
 * - `sanitizer`: a report of this class, such as `heap-buffer-overflow`; `signal`: death by it, such as `SIGSEGV`
 * - `traceback`: an uncaught exception or panic of this type, such as `IndexError`
 * - `assertion`: the program ends itself over an assertion whose message holds this text
 * - `disclosure`: a secret that the runner plants at this path of the target, new in each run, is printed
 * - `time`, `memory`: the bound is exceeded, while every control stays within (a quarter of the time)
 * - `wrong-output`: the program prints something else than the oracle, a program in the bundle's folder `oracle`
 */
export type ExpectedEffect =
  | { readonly kind: "sanitizer"; readonly class: string }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "traceback"; readonly class: string }
  | { readonly kind: "assertion"; readonly text: string }
  | { readonly kind: "disclosure"; readonly plant: string }
  | { readonly kind: "time"; readonly overMs: number }
  | { readonly kind: "memory"; readonly overBytes: number }
  | { readonly kind: "wrong-output"; readonly oracle: readonly string[] };

/** `input` holds the attacker's bytes in every case; they are what is minimised and varied. */
export interface Reproducer {
  readonly input: string;
  /** How the program gets the input; default `file`. As an argument it must be text without NUL, at most 100,000 bytes. */
  readonly delivery?: "file" | "stdin" | "argument";
  /** Instead of the recipe's `run`. */
  readonly argv?: readonly string[];
  /** A shell script in the bundle, run in the target's folder instead of the program; its first argument is the input's path. */
  readonly script?: string;
}

export interface Provenance {
  readonly finder: string;
  /** Always stated: a finding made by a model is labelled so, to the last export. */
  readonly aiGenerated: boolean;
  readonly model: string | null;
  readonly harness: string | null;
  readonly humanReview: "none" | "reviewed";
}

/** What others can call or run of what the project ships. A claim of the finder; graded, not believed. */
export interface PublicEntry {
  /** Path below the source. */
  readonly file: string;
  readonly function: string;
}

/**
 * `tree`: `source` is a folder of the bundle. `archive`: it is a tar, or gzipped tar, in the bundle. `prebuilt`: it is a
 * folder that holds built programs, which run as they are; `artefact` names the program and its digest.
 */
export type TargetForm = "tree" | "archive" | "prebuilt";

/** `manifest.json` of an evidence bundle, a plain tar. All paths are relative to the bundle's root. Version 1 lacks what is optional here. */
export interface EvidenceManifest {
  readonly schema: "breakwater-evidence/1" | "breakwater-evidence/2";
  readonly title: string;
  readonly description: string;
  readonly weakness: string;
  readonly target: {
    readonly name: string;
    readonly version: string;
    readonly repository: string | null;
    /** File of the source in which the finder places the weakness. */
    readonly location: string;
    readonly form?: TargetForm;
    readonly source: string;
    /** Of a prebuilt target: the program, a path below `source`, and the SHA-256 its maker published, hex. */
    readonly artefact?: { readonly path: string; readonly sha256: string };
    readonly recipe: TargetRecipe;
    readonly entry?: PublicEntry;
    /** Files of the source that the project does not ship, written to drive the rest; paths below the source. */
    readonly harness?: readonly string[];
  };
  readonly reproducer: Reproducer;
  readonly expected: ExpectedEffect;
  /** Other inputs that the finder says reach the same fault. */
  readonly variants?: readonly string[];
  /** Benign inputs whose output must be the same before and after a patch. */
  readonly controls: readonly string[];
  /** Unified diff against the source folder, or null. */
  readonly candidatePatch: string | null;
  readonly provenance: Provenance;
  /** SHA-256, hex, of every other file in the bundle, by path. */
  readonly files: Readonly<Record<string, string>>;
}

export type ReproductionOutcome =
  | { readonly outcome: "reproduced"; readonly k: number; readonly n: number }
  | { readonly outcome: "flaky"; readonly k: number; readonly n: number }
  | { readonly outcome: "not-reproduced"; readonly n: number }
  | { readonly outcome: "does-not-build"; readonly detail: string }
  | { readonly outcome: "unsupported"; readonly detail: string }
  | { readonly outcome: "inconclusive"; readonly detail: string };

export type PatchVerdictName =
  | "verified"
  | "incomplete"
  | "breaks-behaviour"
  | "does-not-apply"
  | "does-not-build"
  | "inconclusive";

/** A bundle that was read and checked: digests hold, paths are safe, sizes are bounded. The contents stay hostile. */
export interface EvidenceBundle {
  readonly manifest: EvidenceManifest;
  /** Every file beside manifest.json, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The target's files by path below its folder, unpacked where they came as an archive. */
  readonly source: ReadonlyMap<string, Uint8Array>;
  /** SHA-256, hex, of the tar's bytes. */
  readonly digest: string;
}

/** One command run in a sandbox, as kept. Text is bounded and its control characters are escaped. */
export interface RunLog {
  readonly step: string;
  readonly argv: readonly string[];
  readonly ended: string;
  readonly wallMs: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the runs were made on, measured inside the sandbox. */
export interface Environment {
  readonly backend: string;
  /** Kernel name, release and machine. */
  readonly kernel: string;
  /** First line of what the language's tool says of its version; null where it is not needed or not there. */
  readonly toolchain: string | null;
  /** The limits this host enforces, and how. */
  readonly limits: string;
  /** SHA-256, hex, of the above: equal digests mean equal environments. */
  readonly digest: string;
}

/** One of the three things a grade says. `holds` is null while nobody can tell; then `gap` says what proof is missing. */
export interface GradedClaim {
  readonly holds: boolean | null;
  readonly evidence: readonly string[];
  readonly counterevidence: readonly string[];
  readonly gap: string | null;
  /** Who decided: the runner, or the person of this name. */
  readonly by: { readonly kind: "machine" } | { readonly kind: "person"; readonly name: string };
}

/** How good a reproduced finding is, beyond that it happens. */
export interface GradeRecord {
  /** The claimed class is what was observed. */
  readonly classMatches: GradedClaim;
  /** A path leads from an entry that the project ships to a sink in the project's own code. */
  readonly reachable: GradedClaim;
  /** Every run that showed it failed at the same place. */
  readonly deterministicSite: GradedClaim;
  /** The harness misuses the API, and nothing else shows a fault: null while nobody can tell. */
  readonly harnessOnly: GradedClaim;
  /** A finding whose fault lies in the harness alone must not be sent to the project. */
  readonly vendorNotice: { readonly allowed: boolean; readonly reason: string };
}

export interface Reproduction {
  readonly outcome: ReproductionOutcome;
  /** Of the runs that showed the claimed effect; null when none did, or when the effect is no crash. */
  readonly signature: CrashSignature | null;
  /** Function, file and line of the topmost own frame, from one symbolised run; null when not known. */
  readonly site: string | null;
  /** The whole stack of that run; empty when not known. Hostile. */
  readonly stack: readonly StackFrame[];
  readonly grade: GradeRecord;
  readonly environment: Environment | null;
  /** SHA-256, hex, of the bundle's bytes. */
  readonly bundleDigest: string;
  readonly startedAt: string;
  readonly isolation: RunIsolation;
  readonly logs: readonly RunLog[];
}

export type PatchStepName =
  | "isolation" | "apply" | "build-before" | "reproducer-before" | "tests-before" | "build-after" | "honest" | "sanitizer-after"
  | "reproducer-after" | "variants" | "earlier-bypasses" | "controls" | "tests-untouched" | "tests-after";

export interface PatchStep {
  readonly step: PatchStepName;
  readonly ok: boolean;
  readonly detail: string;
}

/** What a patch verdict rests on. Never changed once made: another try is another record. */
export interface PatchEvidence {
  /** SHA-256, hex. */
  readonly bundleDigest: string;
  readonly patchDigest: string;
  readonly filesChanged: readonly string[];
  readonly steps: readonly PatchStep[];
  readonly variants: {
    readonly tried: number;
    /** Distinct mutated inputs that crash the unpatched build with the same root signature. */
    readonly counted: number;
    /** Those that still crash or hang after the patch: the bypasses, whole, hex; at most 8, of at most 64 KiB each. */
    readonly stillCrashing: readonly string[];
  };
  readonly controls: readonly { readonly path: string; readonly same: boolean; readonly detail: string }[];
  readonly isolation: RunIsolation;
  readonly logs: readonly RunLog[];
}

export interface PatchVerdict {
  readonly verdict: PatchVerdictName;
  /** One sentence, fit to show. */
  readonly reason: string;
  readonly evidence: PatchEvidence;
}
