import type { StopRule } from "../evaluation.types.ts";
import type { ConsistencyReport } from "../review/consistency.rules.ts";
import type { ReviewState } from "../review/review.types.ts";
import type { Accuracies, Interval, ItemResponseFit, PairedComparison, SpendingCurve, Summary, TimeHorizon } from "../statistics/index.ts";

/** One sample, as a report needs it: from a log or from a result. */
export interface ReportedSample {
  readonly taskId: string;
  readonly epoch: number;
  /** Which of the task's prompts; null for its standard one. */
  readonly variant: string | null;
  readonly family: string;
  readonly kind: string;
  readonly humanMinutes: number | null;
  /** A word of `SampleOutcome`. */
  readonly outcome: string;
  /** In [0, 1]. */
  readonly score: number;
  readonly tokens: number;
  readonly tokenLimit: number;
  /** Millionths of a US dollar, or null where no price was given. */
  readonly costMicroUsd: number | null;
  readonly workingMs: number;
  /** Names of the flags that detectors raised; empty for none. */
  readonly flags: readonly string[];
  /** What the flags, and after them a person, made of it. */
  readonly review: ReviewState;
  readonly refused: boolean;
  /** What each reading of its submissions says: as if only the last counted, and as if any did. */
  readonly finalPassed: boolean;
  readonly anyPassed: boolean;
  /** Digest of the sample's last event, by which the report cites it. */
  readonly digest: string;
}

/** One model with one agent on one set. */
export interface ReportedRun {
  readonly model: string;
  readonly agent: string;
  readonly set: { readonly id: string; readonly version: string; readonly digest: string; readonly title: string; readonly marking: string; readonly synthetic: boolean };
  readonly outcome: string;
  readonly reason: string | null;
  /** Null for a run of a fixed number of samples. */
  readonly stopRule: StopRule | null;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** `rounds`: how often the probes were made. */
  readonly isolation: { readonly held: boolean; readonly rounds: number; readonly failed: readonly string[]; readonly untried: readonly string[]; readonly alarms: number };
  /** Merkle root over the samples' digests, or null where the run kept no log. */
  readonly root: string | null;
  readonly samples: readonly ReportedSample[];
  /** Probes for holding back; null where the set was not at hand. */
  readonly consistency: ConsistencyReport | null;
}

export interface RunFigures {
  readonly label: string;
  readonly summary: Summary;
  /** Of a run that could stop early: bounds of its rate that hold at every number of samples at once. */
  readonly sequence: Interval | null;
  /** The same after the review; none of these readings stands for the others. Samples that a person cleared count as clean. */
  readonly byReview: {
    /** Flagged and confirmed samples left out. */
    readonly withoutFlagged: Summary;
    /** Confirmed ones left out: what stands if every open suspicion proves empty. */
    readonly withoutConfirmed: Summary;
    /** Flagged and confirmed ones as not passed: what stands if every suspicion proves right. */
    readonly flaggedAsFailed: Summary;
  };
  /** How many samples are in each state of review. */
  readonly review: Readonly<Record<string, number>>;
  readonly accuracies: Accuracies | null;
  readonly tokens: SpendingCurve;
  readonly cost: SpendingCurve | null;
  readonly horizons: readonly TimeHorizon[];
  readonly byKind: readonly { readonly kind: string; readonly summary: Summary }[];
  readonly passAtK: readonly { readonly k: number; readonly passAtK: number; readonly passAllK: number }[];
  readonly spent: { readonly tokens: number; readonly costMicroUsd: number | null; readonly workingMs: number };
  readonly outcomes: Readonly<Record<string, number>>;
  readonly flags: Readonly<Record<string, number>>;
  readonly refused: number;
  readonly submissions: { readonly finalPassed: number; readonly anyPassed: number };
}

export interface Report {
  readonly format: "breakwater-report/1";
  readonly title: string;
  readonly confidence: number;
  readonly estimands: readonly { readonly name: string; readonly meaning: string }[];
  readonly runs: readonly (ReportedRun & { readonly figures: RunFigures })[];
  readonly comparisons: readonly { readonly first: string; readonly second: string; readonly comparison: PairedComparison }[];
  readonly itemResponse: ItemResponseFit | null;
  /** What was not learned, in sentences. */
  readonly limits: readonly string[];
}
