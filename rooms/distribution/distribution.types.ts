import type { Asset } from "#engines/exposure";

/** What is sealed in a match: all that would tell what an operator owns. */
export interface MatchContent {
  readonly asset: {
    readonly name: string;
    readonly version: string | null;
    readonly location: string | null;
    /** File and line. */
    readonly place: string;
    readonly exposed: Asset["exposed"];
    readonly count: number;
  };
  /** By which the operator's own marks of the thing are found. */
  readonly markKey: string;
  readonly probability: number;
  readonly reason: string;
  readonly question: string | null;
  /** As the advisory names it. */
  readonly product: { readonly vendor: string | null; readonly name: string };
  readonly fixedVersion: string | null;
  /** The vendor offers a fix, with a version's name or without. */
  readonly hasFix: boolean;
  readonly vulnerabilities: readonly string[];
  /** What the advisory says to do besides. */
  readonly safeguards: readonly string[];
}
