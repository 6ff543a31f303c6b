import type { FindingRecord, ImportQuery } from "#contracts/intake";

/** What was said once for the whole file: stands in wherever an item does not say it itself. */
export type ImportDefaults = Omit<ImportQuery, "format">;

type Target = Partial<FindingRecord["target"]>;

/** One item of a file on its way to a record; what is missing is taken from the defaults, or refused by name. Hostile throughout. */
export interface FormatItem {
  /** Where it stands: a path such as `runs[0].results[3]`, or `line 7`. */
  readonly place: string;
  /** Why it becomes no record; the rest is then not looked at. */
  readonly refused?: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly weakness?: string | undefined;
  readonly target?: { readonly [Name in keyof Target]?: Target[Name] | undefined };
  readonly severity?: FindingRecord["severity"] | undefined;
  readonly evidence?: FindingRecord["evidence"];
  readonly identifiers?: readonly string[];
  readonly candidatePatch?: string | undefined;
  readonly provenance?: { readonly [Name in keyof FindingRecord["provenance"]]?: string | undefined };
  /** Files that the evidence names by their SHA-256, to be kept. */
  readonly files?: readonly Uint8Array[];
}

/** A file that is not what its format says; `place` is a path in it, or a line. */
export class FormatError extends Error {
  readonly place: string;
  constructor(place: string, problem: string) {
    super(`${place}: ${problem}`);
    this.name = "FormatError";
    this.place = place;
  }
}
