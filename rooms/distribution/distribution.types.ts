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
  };
  readonly probability: number;
  readonly reason: string;
  readonly question: string | null;
}
