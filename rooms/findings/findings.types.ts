import type { CreditedFinder, FindingState, HumanPart, Priority, Severity, SeverityLevel } from "#contracts/findings";
import type { CrashTrace } from "#engines/verification";
import type { FindingRecord } from "#contracts/intake";

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
    readonly modelVersion: string | null;
    readonly harness: string | null;
    /** How much of it is a human's. */
    readonly human: HumanPart;
    /** The same in the coarser words of a bundle's manifest. */
    readonly humanReview: "none" | "reviewed";
  };
  /** The rest of a finding that was told in words; absent for one that came as a bundle. */
  readonly record?: Pick<FindingRecord, "severity" | "evidence" | "identifiers" | "candidatePatch">;
}

/** What a run showed, in the target's own hostile words; sealed per record. */
export interface RunRecord {
  readonly detail: string | null;
  readonly signatureKey: string | null;
  readonly stack: readonly string[];
  /** The crash with its symbolised stack, for comparing; null where there is none, absent in runs from before it was kept. */
  readonly trace?: CrashTrace | null;
  /** How good the evidence is, larger is better; absent in runs from before. */
  readonly rank?: number;
  readonly logs: readonly unknown[];
  /** What tried to leave its sandbox and so halted the run; absent in runs from before this was watched. */
  readonly alarms?: readonly unknown[];
  /** Whether it may go to a vendor at all, as the engine graded it; absent in runs from before it was graded. */
  readonly vendorNotice?: { readonly allowed: boolean; readonly reason: string };
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
  /** Worse together with others: one story for the maintainer, with a severity of its own. */
  readonly chain: { readonly id: string; readonly level: SeverityLevel; readonly findingIds: readonly string[]; readonly caseId: string | null } | null;
  /** Findings that this one's fix closes too. */
  readonly subsumes: readonly string[];
}
