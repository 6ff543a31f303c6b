import type { IsolationReport } from "#engines/sandbox";

/** How a target is built and run inside a sandbox. Commands are argv lists run in the target's folder; never shell strings. */
export interface TargetRecipe {
  readonly language: "c" | "python";
  /** Build commands, in order; empty for an interpreted target. */
  readonly build: readonly (readonly string[])[];
  /** Program and arguments; the argument `{input}` is replaced by the path of the input file. */
  readonly run: readonly string[];
  /** The project's own tests; each command must exit 0. */
  readonly tests: readonly (readonly string[])[];
}

/** What a reproduction must show. `class` is the sanitizer's word, such as `heap-buffer-overflow`. */
export type ExpectedEffect =
  | { readonly kind: "sanitizer"; readonly class: string }
  | { readonly kind: "signal"; readonly signal: string };

export interface Provenance {
  readonly finder: string;
  /** Always stated: a finding made by a model is labelled so, to the last export. */
  readonly aiGenerated: boolean;
  readonly model: string | null;
  readonly harness: string | null;
  readonly humanReview: "none" | "reviewed";
}

/** `manifest.json` of an evidence bundle, a plain tar. All paths are relative to the bundle's root. */
export interface EvidenceManifest {
  readonly schema: "breakwater-evidence/1";
  readonly title: string;
  readonly description: string;
  readonly weakness: string;
  readonly target: {
    readonly name: string;
    readonly version: string;
    readonly repository: string | null;
    /** Source file in which the finder places the weakness. */
    readonly location: string;
    /** Folder in the bundle that holds the source tree. */
    readonly source: string;
    readonly recipe: TargetRecipe;
  };
  readonly reproducer: { readonly input: string };
  readonly expected: ExpectedEffect;
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
  /** SHA-256, hex, of the tar's bytes. */
  readonly digest: string;
}

/**
 * A crash in normal form. `frames` are the target's own, topmost first: `module+0xoffset` when not symbolised (the same
 * on every run of one build, whatever address randomisation does), function names when symbolised.
 */
export interface CrashSignature {
  readonly kind: "address" | "undefined" | "signal";
  /** The sanitizer's word, or the signal's name. */
  readonly class: string;
  /** `bytes` is null where libc made the access on the target's behalf, since it then depends on the input. */
  readonly access: { readonly kind: "read" | "write"; readonly bytes: number | null } | null;
  readonly frames: readonly string[];
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

export interface Reproduction {
  readonly outcome: ReproductionOutcome;
  /** Of the runs that showed the claimed effect; null when none did. */
  readonly signature: CrashSignature | null;
  /** Function, file and line of the topmost own frame, from one symbolised run; null when not known. */
  readonly site: string | null;
  readonly isolation: IsolationReport;
  readonly logs: readonly RunLog[];
}

export interface PatchStep {
  readonly step: "isolation" | "apply" | "build-before" | "reproducer-before" | "tests-before" | "build-after" | "sanitizer-after" | "reproducer-after" | "variants" | "controls" | "tests-after";
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
    /** Those that still crash or hang after the patch: the bypasses, hex, at most 8 of at most 4 KiB each. */
    readonly stillCrashing: readonly string[];
  };
  readonly controls: readonly { readonly path: string; readonly same: boolean; readonly detail: string }[];
  readonly isolation: IsolationReport;
  readonly logs: readonly RunLog[];
}

export interface PatchVerdict {
  readonly verdict: PatchVerdictName;
  /** One sentence, fit to show. */
  readonly reason: string;
  readonly evidence: PatchEvidence;
}
