/** Version orderings we know. A further scheme is one file in `versions/schemes/` and one line in `versions/schemes.rules.ts`. */
export type SchemeName =
  | "semver" | "npm" | "pypi" | "cargo" | "golang" | "maven" | "nuget" | "gem" | "composer" | "debian" | "rpm" | "alpine" | "gentoo"
  | "arch" | "conan" | "openssl" | "dotted" | "intdot" | "datetime" | "lexicographic" | "generic";

/** What an inventory file may be; `text` is what somebody pasted or typed, one thing a line. */
export type InventoryFormat =
  | "cyclonedx-json" | "cyclonedx-xml" | "spdx-json" | "spdx-tag-value" | "spdx-json-ld"
  | "csv" | "xlsx" | "text" | "nmap-xml" | "dpkg" | "rpm"
  | "npm-lock" | "yarn-lock" | "pnpm-lock" | "python-requirements" | "python-lock" | "pipfile-lock" | "cargo-lock" | "go-mod" | "go-sum";

/** The columns a spreadsheet may have; each was guessed from the header and is shown to the operator as a preview. */
export type InventoryColumn =
  | "vendor" | "product" | "model" | "version" | "serial" | "location" | "exposed" | "quantity" | "purl" | "cpe";

/** Which column of a spreadsheet, counted from 0, says what; `null`: none does. What is absent stays as guessed. */
export type ColumnChoice = Readonly<Partial<Record<InventoryColumn, number | null>>>;

/** A spreadsheet as it was cut into cells, for a person who checks the guess and may choose otherwise. Inert text. */
export interface InventoryTable {
  /** The sheet of a workbook; null for a file of text. */
  readonly sheet: string | null;
  /** The line of the heading row; null where there is none. */
  readonly headingLine: number | null;
  readonly headings: readonly string[];
  readonly columns: ColumnChoice;
  /** The first rows below the heading, at most ten. */
  readonly firstRows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** Where an asset stands in the operator's own file: a line (from 1), and the path in a document or the sheet of a workbook. */
export interface SourcePlace {
  readonly line: number | null;
  readonly path: string | null;
}

/**
 * One thing an operator owns. All text is free of control characters and of a leading spreadsheet formula sign, and is
 * bounded; it is still what a stranger wrote, so escape it for the place it is shown in.
 */
export interface Asset {
  /** Unique within its inventory: `line-7`, or the path. */
  readonly id: string;
  readonly source: SourcePlace;
  /** The row or component as it stood in the file, made inert; at most 500 characters. */
  readonly original: string;
  readonly vendor: string | null;
  /** What it is called, its model included. */
  readonly product: string;
  /** The model alone, where the file has it apart from the name. */
  readonly model: string | null;
  readonly version: string | null;
  /** How many of it there are: as the file says, and one more for each equal line. */
  readonly count: number;
  /** Where equal lines stand that were folded into this one; at most 100 of them. */
  readonly repeats: readonly SourcePlace[];
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

/** A VEX statement found in the inventory itself (CycloneDX `vulnerabilities[].analysis`, SPDX 3.0 assessments). */
export interface NotAffectedStatement {
  readonly vulnerabilityId: string;
  readonly assetId: string;
  /** The CycloneDX state, such as `not_affected` or `resolved`, whichever format said it. */
  readonly state: string;
}

export interface Inventory {
  readonly format: InventoryFormat;
  readonly assets: readonly Asset[];
  /** Everything that was not understood. Nothing is left out silently. */
  readonly skipped: readonly SkippedLine[];
  /** Spreadsheets only: the header text each column was guessed from. */
  readonly columns: Readonly<Partial<Record<InventoryColumn, string>>>;
  /** Spreadsheets only: the first cells, so that a person can choose the columns. */
  readonly table: InventoryTable | null;
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
  /** In a statement "not affected": why, in the words that CSAF, OpenVEX and CycloneDX share, or null where none is given. */
  readonly justification?: string | null;
}

/** The operating system that a package was built for. */
export interface Distribution {
  /** Distributions that share their packages share it: Red Hat's rebuilds are "el". Null where only the release is known. */
  readonly family: string | null;
  /** "12", "24.04", "9.4"; null where nothing says which. */
  readonly release: string | null;
  /** Both, for people: "Debian 12". */
  readonly title: string;
}

/** A product an advisory names, with the versions it speaks of and the vulnerabilities the statement is about. */
export interface AffectedProduct extends VersionSet {
  readonly advisoryId: string;
  readonly vendor: string | null;
  readonly product: string;
  /** Package URL without version, canonical; of RPM packages without its distribution, which stands in `distribution`. */
  readonly purl: string | null;
  readonly cpe: string | null;
  /** For which system it is; absent where the document does not say, and for what belongs to none. */
  readonly distribution?: Distribution;
  /** The document says something else of the same package in another release of its system. */
  readonly isByRelease?: true;
  /** RPM versions with epochs stand twice: as written, and without epochs for assets that do not say theirs. */
  readonly epochs?: "said" | "left out";
  readonly vulnerabilities: readonly VulnerabilityRef[];
  /** The parts of the product that the statement is about, by package URL, CPE or the document's own name; absent where it is about the whole. */
  readonly parts?: readonly string[];
}

export interface Advisory {
  readonly id: string;
  readonly title: string;
  readonly format: "csaf" | "osv" | "openvex" | "cyclonedx-vex" | "cve";
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
  /** Two short sentences at school grade 8 or below: why it is thought to be the product, and what of its version. */
  readonly reason: string;
  /** One plain sentence that says what to do. */
  readonly action: string;
  readonly fixedVersion: string | null;
  /** Whether the asset's version was known and could be compared. */
  readonly versionKnown: boolean;
  /** What to ask now to settle the match; where the name and the version are open, the name, and the version once it is told. */
  readonly question?: Question;
}

/**
 * What only the operator knows. The id is the same for the same asset and product in every match and on every run, so
 * that asking once is enough; which questions are worth asking first is told by `chooseQuestions`.
 */
export interface Question {
  readonly id: string;
  readonly assetId: string;
  /** `which-version` is answered by a version as it stands on the device, `is-it-this` by "yes" or "no". */
  readonly kind: "which-version" | "is-it-this";
  /** The product the question is about: the operator's own words for a version, the advisory's for "is it this". */
  readonly product: string;
  /** One plain sentence. */
  readonly text: string;
  /** The answers that may be chosen; empty where the answer is free text. */
  readonly options: readonly string[];
}

/** An operator's answer to a question: a version, or "yes" or "no". Anything else is "I do not know": it changes nothing and is not asked again. */
export interface Answer {
  readonly questionId: string;
  readonly assetId: string;
  readonly kind: "which-version" | "is-it-this";
  /** The product that the question named. */
  readonly product: string;
  readonly value: string;
}

export interface MatchOptions {
  /** 0 to 1, least probability of a match that is told; 0.7 when left out. */
  readonly threshold?: number;
  /** What the operator answered to earlier questions about this inventory. */
  readonly answers?: readonly Answer[];
}

export interface Matcher {
  /** Matches sorted by inventory order, then probability. An empty list says nothing about being safe. */
  match(inventory: Inventory, options?: MatchOptions): readonly Match[];
}
