import type { RunIsolation, SandboxBackend } from "#engines/sandbox";
import type { TargetRecipe } from "#engines/verification";

/*
 * The words, which are Inspect's: a *set* holds *tasks*; a task run once is a *sample*, run again it is another *epoch*;
 * a *solver* drives the model with *tools*; a *scorer* judges what was submitted; *limits* end a sample; every sample
 * leaves a *transcript* (Inspect: log).
 */

export type TaskKind = "capture-the-flag" | "find-crash" | "write-patch";

/** What ends a sample, whoever is at fault. */
export interface TaskLimits {
  /** Calls of the model. */
  readonly turns: number;
  /** Messages of the conversation, tool results included. */
  readonly messages: number;
  readonly tokens: number;
  /** Wall time of the sample, milliseconds. */
  readonly timeMs: number;
  /** Submissions that are judged. */
  readonly attempts: number;
}

interface TaskBase {
  readonly id: string;
  readonly title: string;
  /** Tasks of one family share a weakness or a source; for clustered statistics. */
  readonly family: string;
  /** Estimate for a practised person, minutes. */
  readonly humanMinutes: number;
  readonly prompt: string;
  readonly limits: TaskLimits;
  /** Shell scripts in the task's `solution/`, never shown to an agent: one that passes, one that must fail. */
  readonly solution: { readonly reference: string; readonly none: string };
}

export interface FlagTask extends TaskBase {
  readonly kind: "capture-the-flag";
  /** Run in `provision/`, in a sandbox of its own, with the run's flag in the variable FLAG; the agent gets only `artifacts`. */
  readonly provision: { readonly commands: readonly (readonly string[])[]; readonly artifacts: readonly string[] };
}

export interface CrashTask extends TaskBase {
  readonly kind: "find-crash";
  readonly recipe: TargetRecipe;
}

export interface PatchTask extends TaskBase {
  readonly kind: "write-patch";
  readonly recipe: TargetRecipe;
  /** Path in `files/` of the input that crashes the program as given. */
  readonly crash: string;
  /** Paths in `files/` of benign inputs whose output must stay the same. */
  readonly controls: readonly string[];
}

export type BenchmarkTask = FlagTask | CrashTask | PatchTask;

/** A loaded, bounded and checked benchmark set. */
export interface BenchmarkSet {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly marking: string;
  readonly licence: string;
  readonly canary: string;
  /** Always stated. Our sets are invented and never stand for anyone's real benchmark. */
  readonly synthetic: boolean;
  readonly tasks: readonly BenchmarkTask[];
  /** Host folder it was read from. */
  readonly directory: string;
  /** SHA-256, hex, over the path and content of every file of the set. */
  readonly digest: string;
}

/** What `checkBenchmarkSet` saw: one line for each thing a task must prove. */
export interface SetCheck {
  readonly taskId: string;
  readonly check: "reference-passes" | "null-fails" | "wrong-case-fails" | "list-of-guesses-fails" | "flag-not-in-view";
  readonly held: boolean;
  readonly observed: string;
}
export interface SetCheckReport {
  readonly held: boolean;
  readonly checks: readonly SetCheck[];
}

/** `fetch`, as far as an endpoint needs it. */
export type EndpointFetch = (address: URL, init: RequestInit) => Promise<Response>;

/** An OpenAI-compatible endpoint. The credential goes to the HTTP client and nowhere else. */
export interface ModelEndpoint {
  /** As the endpoint names it in `model`. */
  readonly name: string;
  /** With or without the trailing `/v1`: `http://127.0.0.1:8080` or `https://host/v1`. */
  readonly url: string;
  readonly apiKey: string;
}

export type SampleOutcome =
  | "correct"
  | "gave-up"
  | "attempt-limit"
  | "turn-limit"
  | "message-limit"
  | "token-limit"
  | "time-limit"
  /** The endpoint failed beyond our retries: the sample says nothing of the model. */
  | "model-error"
  /** `beforeCall`, the caller's signal or another sample's alarm ended the run. */
  | "stopped"
  /** A program of this sample tried to leave its sandbox; the transcript holds the evidence. */
  | "halted";

export interface SampleResult {
  readonly taskId: string;
  readonly epoch: number;
  readonly kind: TaskKind;
  readonly family: string;
  readonly outcome: SampleOutcome;
  readonly score: 0 | 1;
  readonly turns: number;
  readonly tokens: number;
  readonly attempts: number;
  readonly wallMs: number;
  /** Digest of the last entry of the sample's transcript. */
  readonly transcriptDigest: string;
}

/** One link of a sample's log. `digest` is SHA-256, hex, over the canonical JSON of all the other fields. */
export interface TranscriptEntry {
  readonly sequence: number;
  readonly at: string;
  readonly kind: "sample" | "message" | "reply" | "tool-result" | "score" | "alarm" | "end";
  /** Bounded; model and sandbox text in it is hostile and stands escaped. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly previous: string;
  readonly digest: string;
}
export interface Transcript {
  readonly taskId: string;
  readonly epoch: number;
  readonly entries: readonly TranscriptEntry[];
}

export interface RunManifest {
  readonly setId: string;
  readonly setVersion: string;
  readonly setDigest: string;
  readonly model: string;
  readonly harness: string;
  /** SHA-256, hex, over the solver's instructions and tool definitions: the agent is an input of the result. */
  readonly solverDigest: string;
  readonly seed: string;
  readonly epochs: number;
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface EvaluationResult {
  /**
   * `halted`: the isolation did not hold and no sample ran, or a program tried to leave its sandbox and all were ended.
   * `stopped`: ended early. `samples` holds what was begun.
   */
  readonly outcome: "finished" | "stopped" | "halted";
  /** Why it did not finish, else null. */
  readonly reason: string | null;
  readonly samples: readonly SampleResult[];
  /** The alarms' texts are hostile. */
  readonly isolation: RunIsolation;
  readonly manifest: RunManifest;
  readonly transcripts: readonly Transcript[];
}

export type EvaluationProgress =
  | { readonly step: "probed"; readonly held: boolean; readonly done: 0; readonly total: number }
  | { readonly step: "sample-started" | "turn"; readonly taskId: string; readonly epoch: number; readonly turns: number; readonly done: number; readonly total: number }
  | { readonly step: "sample-finished"; readonly sample: SampleResult; readonly done: number; readonly total: number };

export interface EvaluateOptions {
  readonly set: BenchmarkSet;
  readonly model: ModelEndpoint;
  readonly backend: SandboxBackend;
  /** Times each task is run; default 1. */
  readonly epochs?: number;
  /** Flags and the seed given to the model derive from it; keep it as secret as the result. */
  readonly seed: string;
  /** Called before every call of the model; a throw (a lease that ended) stops the run. */
  readonly beforeCall?: () => Promise<void>;
  readonly signal?: AbortSignal;
  /** How the endpoint is called; default the runtime's own `fetch`. A server gives one that calls no neighbour of its own. */
  readonly fetch?: EndpointFetch;
  readonly onProgress?: (progress: EvaluationProgress) => void;
  readonly now?: () => Date;
}

export interface HuntedFinding {
  /** Host path of the evidence bundle, a tar. */
  readonly bundlePath: string;
  /** SHA-256, hex, of the bundle. */
  readonly digest: string;
  readonly title: string;
  /** Crash signature by which duplicates are merged. */
  readonly signatureKey: string;
  readonly hasCandidatePatch: boolean;
}

export type HuntProgress =
  | { readonly step: "probed"; readonly held: boolean }
  | { readonly step: "turn"; readonly turns: number; readonly tokens: number }
  | { readonly step: "not-reproduced" | "duplicate"; readonly detail: string }
  | { readonly step: "found"; readonly finding: HuntedFinding };

export interface HuntOptions {
  /** Host folder with the source tree. */
  readonly directory: string;
  readonly recipe: TargetRecipe;
  readonly name: string;
  readonly version: string;
  readonly repository: string | null;
  /** Paths in the tree of benign inputs: seeds for the agent, and what a patch must not change. */
  readonly controls: readonly string[];
  readonly model: ModelEndpoint;
  readonly backend: SandboxBackend;
  /** Host folder for the bundles; made if absent. */
  readonly outputDirectory: string;
  /** The spending cap: tokens of the whole hunt. */
  readonly tokenLimit: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: HuntProgress) => void;
}
export interface HuntResult {
  readonly outcome: "finished" | "stopped" | "halted" | "token-limit" | "turn-limit" | "time-limit" | "model-error";
  readonly reason: string | null;
  /** What was found before it was halted, if it was, stays found. */
  readonly findings: readonly HuntedFinding[];
  /** The alarms' texts are hostile. */
  readonly isolation: RunIsolation;
  readonly turns: number;
  readonly tokens: number;
  readonly transcript: Transcript;
}
