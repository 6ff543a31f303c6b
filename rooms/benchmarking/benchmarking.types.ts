import type { RunManifest, SampleResult } from "#engines/evaluation";
import type { BenchmarkSetReference, StandardContent } from "#engines/decision-proof";
import type { Envelope } from "#engines/ledger";
import type { IsolationReport } from "#engines/sandbox";
import type { Office } from "#contracts/benchmarking";
import type { AccessMode } from "#contracts/exchange";

export type Outcome = "covered" | "not_covered" | "insufficient";

export type { BenchmarkSetReference, StandardContent };

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
  /** The most tokens that all samples may use together. */
  readonly tokenBudget?: number;
  readonly sealedAt: string;
  /** Digests under which the artefact store keeps the transcripts. */
  readonly transcripts: readonly { readonly taskId: string; readonly epoch: number; readonly artefact: string; /** What the detectors found. */ readonly flags?: readonly string[] }[];
}

export interface Recommendation {
  readonly outcome: Outcome;
  readonly releasableText: string;
  readonly recommendedBy: string;
  readonly recommendedAt: string;
  /** That the earlier determination stands, whose outcome this is; nothing was run for it. */
  readonly answer?: "stands";
}

/** The analyst's proposal that a determination is lifted. */
export interface Lifting {
  readonly releasableText: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
}

export interface View {
  readonly office: Office;
  readonly personId: string;
  readonly view: string;
  readonly givenAt: string;
}

/** Where the model is reached, confidential to its developer; and what decides how, sealed with it. */
export interface ModelAddress {
  readonly modelName: string;
  /** Null where no access came with the request. */
  readonly endpoint: string | null;
  readonly origin: "requested" | "initiated";
  readonly accessMode: AccessMode;
  /** The request whose determination this one asks to look at again. */
  readonly reconsiders: string | null;
}

export interface SignedRecord {
  readonly determinationId: string;
  readonly outcome: Outcome;
  readonly releasableText: string;
  readonly signedAt: string;
  readonly envelope: Envelope;
}
