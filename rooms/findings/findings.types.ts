import type { FindingState, Priority, Severity } from "#contracts/findings";

/** What a finding says of itself; sealed per record. Every text is the finder's, bounded by the bundle's parser. */
export interface FindingSummary {
  readonly title: string;
  readonly description: string;
  readonly weakness: string;
  readonly target: { readonly name: string; readonly version: string; readonly repository: string | null; readonly location: string };
  readonly provenance: {
    readonly finder: string;
    readonly aiGenerated: boolean;
    readonly model: string | null;
    readonly harness: string | null;
    readonly humanReview: "none" | "reviewed";
  };
}

/** What a run showed, in the target's own hostile words; sealed per record. */
export interface RunRecord {
  readonly detail: string | null;
  readonly signatureKey: string | null;
  readonly stack: readonly string[];
  readonly logs: readonly unknown[];
  /** What tried to leave its sandbox and so halted the run; absent in runs from before this was watched. */
  readonly alarms?: readonly unknown[];
  /** Whether it may go to a vendor at all, as the engine graded it; absent in runs from before it was graded. */
  readonly vendorNotice?: { readonly allowed: boolean; readonly reason: string };
}

export interface CreditedFinder {
  readonly name: string;
  readonly aiGenerated: boolean;
  readonly model: string | null;
}

/** What rooms above may know of a finding. Its evidence they open separately. */
export interface FindingFacts {
  readonly id: string;
  readonly state: FindingState;
  readonly title: string;
  readonly description: string;
  readonly weakness: string;
  readonly target: FindingSummary["target"];
  readonly organisationId: string;
  readonly personId: string;
  /** Organisations of all who found it; `finders` are their names in order of arrival. */
  readonly finderOrganisationIds: readonly string[];
  readonly finders: readonly CreditedFinder[];
  readonly reproduced: { readonly k: number; readonly n: number } | null;
  /** The human record without which nothing goes to a vendor (INV-12). */
  readonly validation: { readonly personId: string; readonly at: string } | null;
  readonly severities: readonly Severity[];
  readonly priority: Priority | null;
  readonly caseId: string | null;
}
