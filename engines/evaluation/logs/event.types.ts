import type { SampleOutcome, StopRule, TaskKind } from "../evaluation.types.ts";

/*
 * A *journal* is the file that a run writes; a line of it is one *event* of one sample, or of the run itself. An event holds
 * only what is new: no event repeats the conversation. All texts in `data` are hostile, bounded, and escaped by who appends.
 */

/** `taskId#epoch`, or `taskId#epoch@variant`. */
export type SampleKey = string & { readonly brand: "SampleKey" };

export interface SampleName {
  readonly taskId: string;
  /** From 1. */
  readonly epoch: number;
  /** Which of a task's prompts; null where it has but one. */
  readonly variant: string | null;
}

export interface LoggedToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it, which may be none. */
  readonly arguments: string;
}

export interface LoggedUsage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
  readonly total: number;
}

/** One of the stages or milestones that a submission was judged in. */
export interface LoggedStage {
  readonly name: string;
  readonly held: boolean;
  readonly observed: string;
}

export type LimitName = "turns" | "messages" | "tokens" | "time" | "working-time" | "cost" | "attempts" | "campaign-tokens" | "campaign-cost" | "context";

/** What each kind of event says. A field that a kind does not need may be left out only where it is marked so. */
export interface EventData {
  // Of the run; `sample` is null.
  "run-begun": { readonly manifestDigest: string; readonly samples: number };
  "run-resumed": { readonly openSamples: number; readonly droppedBytes: number };
  paused: { readonly by: string };
  continued: { readonly by: string };
  "limits-changed": { readonly by: string; readonly limits: Readonly<Record<string, number | null>> };
  /** `stopRule`: only where the run was to stop as soon as a rule decides. */
  "run-ended": { readonly outcome: "finished" | "stopped" | "halted"; readonly reason: string | null; readonly stopRule?: StopRule };

  // Of a sample.
  /** `humanMinutes`: null where nobody estimated it. */
  "sample-begun": SampleName & { readonly taskKind: TaskKind; readonly family: string; readonly humanMinutes: number | null; readonly tokenLimit: number };
  probed: { readonly when: "before" | "after"; readonly held: boolean; readonly failed: readonly string[] };
  message: { readonly role: "system" | "user"; readonly cause: "instructions" | "task" | "hint" | "nudge" | "note"; readonly text: string };
  /** `call` counts from 1 in the sample; one call may be asked again, and is then called again under the same number. */
  "model-called": { readonly call: number; readonly request: string };
  "model-replied": {
    readonly call: number;
    readonly text: string;
    readonly reasoning: string | null;
    readonly toolCalls: readonly LoggedToolCall[];
    /** What the provider wants back with the next call, as JSON (signatures, sealed reasoning); it is never shown. */
    readonly opaque?: string | null;
    readonly finish: string;
    readonly usage: LoggedUsage;
    readonly costMicroUsd: number | null;
    readonly latencyMs: number;
    readonly retries: number;
  };
  "model-failed": { readonly call: number; readonly class: string; readonly message: string; readonly willRetry: boolean };
  "tool-called": LoggedToolCall;
  "tool-replied": { readonly id: string; readonly name: string; readonly output: string; readonly outputDigest: string; readonly durationMs: number };
  submission: {
    readonly attempt: number;
    readonly answer: string;
    readonly verdict: "passed" | "failed";
    /** What the model was told. */
    readonly message: string;
    readonly stages: readonly LoggedStage[];
    /** From 0 to 1. */
    readonly score: number;
  };
  /** Messages of the conversation before `upTo` (counted from 0, in the order of events) were replaced by `summary`. */
  compacted: { readonly upTo: number; readonly summary: string; readonly tokensBefore: number };
  "limit-reached": { readonly limit: LimitName; readonly value: number; readonly most: number };
  alarm: { readonly sandboxId: string; readonly at: string; readonly command: string; readonly attempts: { readonly ipv4: number; readonly ipv6: number }; readonly lastWords: string };
  /** `sequence`: the event that shows it, else null. */
  flagged: { readonly detector: string; readonly evidence: string; readonly sequence: number | null };
  refusal: { readonly call: number; readonly seenBy: "finish" | "field" | "words"; readonly evidence: string };
  rebuilt: { readonly replayed: number; readonly diverged: number };
  /** A person put the sample back into the queue: what came before counts no more. */
  requeued: { readonly by: string };
  "sample-ended": {
    readonly outcome: SampleOutcome;
    /** From 0 to 1. */
    readonly score: number;
    readonly turns: number;
    readonly tokens: number;
    readonly costMicroUsd: number | null;
    readonly attempts: number;
    readonly messages: number;
    readonly wallMs: number;
    readonly workingMs: number;
    readonly error: { readonly code: string; readonly message: string } | null;
  };
  /** What a person made of a sample that ended, in words of their own; the last one holds. */
  verdict: { readonly by: string; readonly decision: "cheated" | "clean"; readonly reason: string };
}
export type EventKind = keyof EventData;

/** What every event has beside its data. */
export interface EventFrame {
  readonly sample: SampleKey | null;
  /** Place in its sample's chain, from 0. */
  readonly sequence: number;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** By part: 32 hex digits that keep what is withheld from being guessed. The part "" is all fields that have none of their own. */
  readonly salts: Readonly<Record<string, string>>;
  /** Digest of the event before it in the chain; of the first, of the run's id and the sample's key. */
  readonly previous: string;
  readonly digest: string;
}

/** An event as it was appended. */
export type JournalEvent<Kind extends EventKind = EventKind> = { [K in Kind]: EventFrame & { readonly kind: K; readonly data: EventData[K] } }[Kind];

/** An event as a log shows it, from which parts may have been withheld: SHA-256, hex, of each withheld part. */
export interface LoggedEvent extends EventFrame {
  readonly kind: EventKind;
  readonly data: Readonly<Record<string, unknown>>;
  readonly withheld?: Readonly<Record<string, string>>;
}

/** Where a sample's chain stands. */
export interface SampleHead {
  readonly sample: SampleKey | null;
  readonly events: number;
  /** Digest of its last event. */
  readonly head: string;
  readonly state: "open" | "ended";
}
