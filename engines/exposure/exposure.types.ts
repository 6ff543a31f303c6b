/** Version orderings we know. A further scheme is one file in `versions/` and one line in `versions/schemes.rules.ts`. */
export type SchemeName = "semver" | "generic" | "debian";

export type InventoryFormat = "cyclonedx-json" | "csv";

/** The columns a spreadsheet may have; each was guessed from the header and is shown to the operator as a preview. */
export type InventoryColumn =
  | "vendor" | "product" | "model" | "version" | "serial" | "location" | "exposed" | "purl" | "cpe";

/** Where an asset stands in the operator's own file: a line (from 1) for text, a JSON path for documents. */
export interface SourcePlace {
  readonly line: number | null;
  readonly path: string | null;
}

/**
 * One thing an operator owns. All text is free of control characters and of a leading spreadsheet formula sign, and is
 * bounded; it is still what a stranger wrote, so escape it for the place it is shown in.
 */
export interface Asset {
  /** Unique within its inventory: `line-7`, or the JSON path. */
  readonly id: string;
  readonly source: SourcePlace;
  /** The row or component as it stood in the file, made inert; at most 500 characters. */
  readonly original: string;
  readonly vendor: string | null;
  readonly product: string;
  readonly version: string | null;
  /** Canonical package URL, with its version if the file gave one. */
  readonly purl: string | null;
  readonly cpe: string | null;
  readonly serial: string | null;
  readonly location: string | null;
  /** Whether the operator says it is reachable from the internet. `unknown` is not `no`. */
  readonly exposed: "yes" | "no" | "unknown";
}

export interface SkippedLine {
  readonly line: number | null;
  readonly path: string | null;
  /** A plain sentence that says why it was left out. */
  readonly reason: string;
  /** Inert text of what was left out; at most 200 characters. */
  readonly original: string;
}

/** A VEX statement found in the inventory itself (CycloneDX `vulnerabilities[].analysis`). */
export interface NotAffectedStatement {
  readonly vulnerabilityId: string;
  readonly assetId: string;
  /** The CycloneDX state, such as `not_affected` or `resolved`. */
  readonly state: string;
}

export interface Inventory {
  readonly format: InventoryFormat;
  readonly assets: readonly Asset[];
  /** Everything that was not understood. Nothing is left out silently. */
  readonly skipped: readonly SkippedLine[];
  /** Spreadsheets only: the header text each column was guessed from. */
  readonly columns: Readonly<Partial<Record<InventoryColumn, string>>>;
  readonly statements: readonly NotAffectedStatement[];
  /** What was assumed in order to read the file (encoding, separator, quotation marks). */
  readonly notes: readonly string[];
}

/**
 * One interval of versions. Without `introduced` and `after` it begins before every version; without an end it is open.
 * `introduced` is included, `after` excluded; `fixed` and `limit` excluded, `lastAffected` included. Only `fixed` is
 * a version that carries the repair.
 */
export interface VersionRange {
  readonly introduced?: string;
  readonly after?: string;
  readonly fixed?: string;
  readonly lastAffected?: string;
  readonly limit?: string;
}

export interface VersionSet {
  readonly scheme: SchemeName;
  readonly ranges: readonly VersionRange[];
  /** Enumerated versions; a version is in the set when it is enumerated here OR lies in a range (OSV's algorithm). */
  readonly versions: readonly string[];
  /** Words about versions that could not be read as a range; the set is then undetermined, never empty. */
  readonly unread: string | null;
}

/** `undetermined`: the version is missing, or cannot be compared with the bounds. */
export type Membership = "in" | "out" | "undetermined";

/** What an advisory says to do about one vulnerability in one product, most useful first. */
export interface Remedy {
  readonly kind: "vendor-fix" | "workaround" | "no-fix";
  readonly text: string;
  readonly fixedVersion: string | null;
}

export interface VulnerabilityRef {
  /** CVE id where there is one, else the record's own. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly remedies: readonly Remedy[];
}

/** A product an advisory names, with the versions it speaks of and the vulnerabilities the statement is about. */
export interface AffectedProduct extends VersionSet {
  readonly advisoryId: string;
  readonly vendor: string | null;
  readonly product: string;
  /** Package URL without version, canonical. */
  readonly purl: string | null;
  readonly cpe: string | null;
  readonly vulnerabilities: readonly VulnerabilityRef[];
}

export interface Advisory {
  readonly id: string;
  readonly title: string;
  readonly format: "csaf" | "osv";
  /** A withdrawn or superseded advisory matches nothing. */
  readonly withdrawn: boolean;
  readonly affected: readonly AffectedProduct[];
  /** VEX: products stated not to be affected, or already fixed. */
  readonly notAffected: readonly AffectedProduct[];
  /** Advisories are hostile too: how many entries were left out beyond the bounds or unreadable. */
  readonly leftOut: number;
}

export interface Match {
  readonly asset: Asset;
  readonly advisoryId: string;
  readonly vulnerabilityId: string;
  /** The product as the advisory names it. */
  readonly product: string;
  /** 0 to 1: how likely it is that this asset is the product, in an affected version. */
  readonly probability: number;
  /** One plain sentence. */
  readonly reason: string;
  /** One plain sentence that says what to do. */
  readonly action: string;
  readonly fixedVersion: string | null;
  /** Whether the asset's version was known and could be compared. */
  readonly versionKnown: boolean;
  /** Present when one answer would settle the match. */
  readonly question?: string;
}

export interface Matcher {
  /** Matches sorted by inventory order, then probability. An empty list says nothing about being safe. */
  match(inventory: Inventory, threshold?: number): readonly Match[];
}
