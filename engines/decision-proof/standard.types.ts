import type { RunManifest, TaskKind } from "#engines/evaluation";
import type { DecisionOutcome } from "./decision.types.ts";

export interface Measure {
  readonly scope: "overall" | TaskKind;
  readonly threshold: number;
  readonly minimumSamples: number;
}

/** A measure's threshold as whole numbers, because for a fixed number of samples an exact bound is a bound on a count. */
export interface MeasureBound {
  /** Its tasks times the epochs. */
  readonly samples: number;
  /** The fewest that must have passed; one more than `samples` where even all would not do. */
  readonly required: number;
}

export interface BenchmarkSetReference {
  readonly id: string;
  readonly version: string;
  readonly digest: string;
}

/** What is committed to: all that the decision follows from. */
export interface StandardContent {
  readonly schema: "breakwater-standard/1" | "breakwater-standard/2";
  readonly standardId: string;
  readonly version: string;
  readonly benchmarkSet: BenchmarkSetReference;
  readonly epochs: number;
  readonly estimator: "clopper-pearson-lower-95";
  readonly measures: readonly Measure[];
  /** This and `tasks`: not in the first schema, for which no proof can be made. One for each measure. */
  readonly bounds?: readonly MeasureBound[];
  /** The set's tasks in order of their ids. */
  readonly tasks?: readonly { readonly id: string; readonly kind: string }[];
  readonly rule: "any" | "all";
  readonly marking: string;
  readonly text: string;
}

/** Of a sample, what a decision rests on. */
export interface CountedSample {
  readonly taskId: string;
  readonly kind: TaskKind;
  readonly outcome: string;
  readonly score: 0 | 1;
}

/** Of sealed results, what a decision rests on; the whole is committed to. */
export interface CountedResults {
  readonly requestId: string;
  readonly determinationId: string;
  readonly modelDigest: string;
  readonly standard: { readonly id: string; readonly version: string; readonly commitment: string };
  readonly benchmarkSet: BenchmarkSetReference;
  readonly manifest: Pick<RunManifest, "setId" | "setVersion" | "setDigest">;
  readonly samples: readonly CountedSample[];
}

/** What opens a commitment that a proof rests on. */
export interface ProofOpening {
  readonly salt: string;
  readonly commitment: string;
}

/** A value with what opens the commitment to it. */
export interface Opened<Value> {
  readonly value: Value;
  readonly salt: string;
  readonly commitment: string;
  /** Null for what was fixed or sealed before there were proofs. */
  readonly proof: ProofOpening | null;
}

/** How one measure came out. */
export interface MeasuredFigure {
  readonly scope: Measure["scope"];
  readonly samples: number;
  readonly passed: number;
  /** Samples that say nothing of the model (its endpoint failed). */
  readonly excluded: number;
  /** 95 % interval; `low` is the estimator. */
  readonly low: number;
  readonly high: number;
  readonly threshold: number;
  readonly met: "yes" | "no" | "unknown";
}

export interface Judgement {
  readonly measures: readonly MeasuredFigure[];
  readonly outcomeByRule: DecisionOutcome;
}
