import type { RunManifest, SampleResult } from "#engines/evaluation";
import type { Envelope } from "#engines/ledger";
import type { IsolationReport } from "#engines/sandbox";
import type { MeasureScope, Office } from "#contracts/benchmarking";

export type Outcome = "covered" | "not_covered" | "insufficient";

export interface Measure {
  readonly scope: MeasureScope;
  readonly threshold: number;
  readonly minimumSamples: number;
}

export interface BenchmarkSetReference {
  readonly id: string;
  readonly version: string;
  readonly digest: string;
}

/** What is committed to: all that the decision follows from. */
export interface StandardContent {
  readonly schema: "breakwater-standard/1";
  readonly standardId: string;
  readonly version: string;
  readonly benchmarkSet: BenchmarkSetReference;
  readonly epochs: number;
  readonly estimator: "clopper-pearson-lower-95";
  readonly measures: readonly Measure[];
  readonly rule: "any" | "all";
  readonly marking: string;
  readonly text: string;
}

/** What is sealed when a run is finished. Every figure is recomputed from `samples`; none is stored beside them. */
export interface SealedResults {
  readonly schema: "breakwater-results/1";
  readonly requestId: string;
  readonly determinationId: string;
  readonly modelDigest: string;
  readonly standard: { readonly id: string; readonly version: string; readonly commitment: string };
  readonly benchmarkSet: BenchmarkSetReference;
  readonly manifest: RunManifest;
  /** Null where no task of the set needs a sandbox. */
  readonly isolation: IsolationReport | null;
  readonly samples: readonly SampleResult[];
  readonly sealedAt: string;
  /** Digests under which the artefact store keeps the transcripts. */
  readonly transcripts: readonly { readonly taskId: string; readonly epoch: number; readonly artefact: string; /** What the detectors found. */ readonly flags?: readonly string[] }[];
}

export interface Recommendation {
  readonly outcome: Outcome;
  readonly releasableText: string;
  readonly recommendedBy: string;
  readonly recommendedAt: string;
}

export interface View {
  readonly office: Office;
  readonly personId: string;
  readonly view: string;
  readonly givenAt: string;
}

/** Where the model is reached; confidential to its developer. */
export interface ModelAddress {
  readonly modelName: string;
  readonly endpoint: string;
}

export interface SignedRecord {
  readonly determinationId: string;
  readonly outcome: Outcome;
  readonly releasableText: string;
  readonly signedAt: string;
  readonly envelope: Envelope;
}
