import type { RunIsolation, SandboxBackend } from "#engines/sandbox";
import type { TargetRecipe } from "#engines/verification";

import type { EndpointFetch, ModelEndpoint, ModelPrices, Places, Spending, Spent } from "./models/model.types.ts";
import type { ControlCommand, GivenCommand, LimitChanges } from "./running/control.types.ts";
import type { AccessMode, BenchmarkSet, TaskKind } from "./sets/set.types.ts";

export type * from "./sets/set.types.ts";
export type { EndpointFetch, ModelEndpoint } from "./models/model.types.ts";
export type { ControlCommand, GivenCommand, LimitChanges } from "./running/control.types.ts";

export type SampleOutcome =
  | "correct"
  | "gave-up"
  /** The model, or a filter before it, declined: no failure to solve the task, and none to answer. */
  | "refused"
  | "attempt-limit"
  | "turn-limit"
  | "message-limit"
  | "token-limit"
  | "time-limit"
  | "working-time-limit"
  | "cost-limit"
  /** The conversation could not be shortened to what the model takes. */
  | "context-limit"
  /** The endpoint failed beyond our retries: the sample says nothing of the model. */
  | "model-error"
  /** `beforeCall`, the caller's signal, a command or another sample's alarm ended it. */
  | "stopped"
  /** A program of this sample tried to leave its sandbox; the journal holds the evidence. */
  | "halted";

export interface SampleResult {
  readonly taskId: string;
  readonly epoch: number;
  /** Which of the task's prompts; null for the standard one. */
  readonly variant: string | null;
  readonly kind: TaskKind;
  readonly family: string;
  readonly outcome: SampleOutcome;
  readonly score: 0 | 1;
  /** Of the submissions, the best and the last, from 0 to 1: in parts where a task is judged by stages or milestones. */
  readonly best: number;
  readonly final: number;
  readonly turns: number;
  readonly messages: number;
  readonly tokens: number;
  /** Null where a call had no price. */
  readonly costMicroUsd: number | null;
  readonly attempts: number;
  readonly hints: number;
  /** Pauses and the time between a stop and its resumption left out. */
  readonly wallMs: number;
  /** Spent waiting for replies and for tools. */
  readonly workingMs: number;
  /** Digest of the last event of the sample's chain. */
  readonly transcriptDigest: string;
}

/** What became of the rule by which a run may stop early: `statistics/sequential.rules.ts`, at 95 %. */
export interface StopRule {
  /** The success rate that is asked about. */
  readonly threshold: number;
  readonly verdict: "reached" | "not-reached" | "undecided";
  /** Of the samples in the order that was drawn from the seed, up to the one that decided: those that say something of the model. */
  readonly passed: number;
  readonly samples: number;
}

export interface RunManifest {
  readonly setId: string;
  readonly setVersion: string;
  readonly setDigest: string;
  readonly model: string;
  readonly harness: string;
  /** SHA-256, hex, over all that makes the agent what it is: it is an input of the result. */
  readonly solverDigest: string;
  readonly seed: string;
  readonly epochs: number;
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface EvaluationResult {
  /**
   * `halted`: the isolation did not hold, or a program tried to leave its sandbox and all were ended; not to be gone on with.
   * `stopped`: ended early, and may be resumed. `samples` holds what was begun.
   */
  readonly outcome: "finished" | "stopped" | "halted";
  /** Why it did not finish, or what decided it early, else null. */
  readonly reason: string | null;
  readonly samples: readonly SampleResult[];
  /** Where it was asked to stop as soon as a rule decides. Intervals for a fixed number of samples do not hold then. */
  readonly stopRule?: StopRule;
  /** Null where no task needs a sandbox. The alarms' texts are hostile. */
  readonly isolation: RunIsolation | null;
  readonly manifest: RunManifest;
  /** Of this run, with what was spent before a resumption. */
  readonly spent: Spent;
  /** Where the journal lies. */
  readonly folder: string;
  /** Merkle root, hex, over where each chain of the journal stands: whoever cites it cites every event. */
  readonly root: string;
}

export type EvaluationProgress =
  | { readonly step: "probed"; readonly held: boolean; readonly done: number; readonly total: number }
  | { readonly step: "sample-started" | "turn"; readonly taskId: string; readonly epoch: number; readonly turns: number; readonly tokens: number; readonly done: number; readonly total: number }
  | { readonly step: "sample-finished"; readonly sample: SampleResult; readonly done: number; readonly total: number }
  | { readonly step: "controlled"; readonly command: ControlCommand; readonly done: number; readonly total: number };

/** The agent that works on tasks with a sandbox; a question is always answered in one turn. */
export type AgentChoice =
  /** Our own: reason, act, observe. `prompt`: the version of its instructions; default the newest. */
  | { readonly kind: "react"; readonly prompt?: string }
  /** A program of the caller's, run in the sample's sandbox, where it reaches the model through a meter. */
  | { readonly kind: "program"; readonly name: string; /** Host folder that is laid into the sandbox's /box/agent. */ readonly directory: string; readonly command: readonly [string, ...string[]] };

export interface EvaluateOptions {
  readonly set: BenchmarkSet;
  readonly model: ModelEndpoint;
  readonly backend: SandboxBackend;
  /** Host folder of the run's journal, made if absent; where it holds this run already, the run goes on. */
  readonly folder: string;
  /** Default react. */
  readonly agent?: AgentChoice;
  /** Times each task is run; default 1. */
  readonly epochs?: number;
  /** Names of the prompt variants that are run beside the standard prompt; default none. */
  readonly variants?: readonly string[];
  /**
   * A success rate, between 0 and 1: samples are run in an order drawn from the seed, and no other is begun as soon as it is
   * decided whether the rate lies above or below, wrong with a probability of at most 5 %. Not with variants.
   */
  readonly stopAt?: number | undefined;
  /** Flags and the seed given to the model derive from it; keep it as secret as the result. */
  readonly seed: string;
  /** Instead of the tasks' own. */
  readonly limits?: LimitChanges;
  /** Tokens that the model takes; near it, a conversation is shortened. Without it, only when the endpoint refuses one as too long. */
  readonly contextTokens?: number | undefined;
  /** By the model's name. Without a price, cost stays unknown, and a limit on it is refused. */
  readonly prices?: ModelPrices;
  /** One cap with the other runs of a campaign. */
  readonly spending?: Spending;
  /** Shared with whoever else calls the endpoint. */
  readonly places?: Places;
  /** Samples at once: with a sandbox (default 2), and questions (default 400, since most of them wait for the disk; what the endpoint bears at once is for `places` to say). */
  readonly atOnce?: { readonly sandboxes?: number; readonly questions?: number };
  /** How the model is reached; a set that does not allow it is refused. Default by the address. */
  readonly access?: AccessMode;
  /** The commands that wait for it, looked at several times a second; default those in the folder's own `control`. */
  readonly commands?: () => Promise<readonly GivenCommand[]>;
  /** Called before every call of the model; a throw (a lease that ended) stops the run. */
  readonly beforeCall?: () => Promise<void>;
  readonly signal?: AbortSignal;
  /** How the endpoint is called; default a pool of our own. A server gives one that calls no neighbour of its own. */
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
  | { readonly step: "turn"; readonly turns: number; readonly tokens: number; readonly costMicroUsd: number | null }
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
  /** Host folder of the hunt's journal, made if absent; where it holds this hunt already, the hunt goes on. */
  readonly folder: string;
  /** How the endpoint is reached; default a pool of kept-alive connections. */
  readonly fetch?: EndpointFetch | undefined;
  /** Tokens that the model takes, where it is known. */
  readonly contextTokens?: number | undefined;
  /** The spending cap: tokens of the whole hunt. */
  readonly tokenLimit: number;
  /** The same in millionths of a US dollar; needs a price. */
  readonly costLimitMicroUsd?: number;
  readonly prices?: ModelPrices;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: HuntProgress) => void;
}
export interface HuntResult {
  readonly outcome: "finished" | "stopped" | "halted" | "token-limit" | "cost-limit" | "turn-limit" | "time-limit" | "model-error";
  readonly reason: string | null;
  /** What was found before it was halted, if it was, stays found. */
  readonly findings: readonly HuntedFinding[];
  /** The alarms' texts are hostile. */
  readonly isolation: RunIsolation;
  readonly turns: number;
  readonly tokens: number;
  readonly costMicroUsd: number | null;
  /** Where the journal lies. */
  readonly folder: string;
}
