declare const publicAdvisory: unique symbol;

/** An instant, UTC, always `YYYY-MM-DDTHH:MM:SS.sssZ`. */
export type Instant = string;

/** The internal case id, `BW-<year>-<number>`. It tracks a case; it is no vulnerability id and never stands for one. */
export type TrackingId = `BW-${string}`;

export type Rating = "none" | "low" | "medium" | "high" | "critical";

/** Who gave a severity. All ratings are kept; this order only decides which one a format with a single place shows. */
export type SeverityRole = "maintainer" | "cna" | "coordinator" | "finder";

export interface Severity {
  readonly role: SeverityRole;
  readonly name: string;
  /** CVSS 2.0, 3.0, 3.1 or 4.0 vector, or null where the source gave only a word. */
  readonly vector: string | null;
  /** Base score computed from the vector, never taken from the source. */
  readonly score: number | null;
  readonly rating: Rating;
}

/** `semver` and `ecosystem` order as OSV says; `generic` is a vendor's own numbering with no published order. */
export type VersionScheme = "semver" | "ecosystem" | "generic";

/** Versions v with introduced <= v < fixed, or introduced <= v <= lastAffected; both null: no upper end. `"0"` is the first version ever. */
export interface VersionRange {
  readonly introduced: string;
  readonly fixed: string | null;
  readonly lastAffected: string | null;
}

export type ProductStatus = "affected" | "not-affected" | "under-investigation";

/** Why a product is not affected; the words CSAF and OpenVEX have in common. */
export type NotAffectedReason =
  | "component_not_present"
  | "vulnerable_code_not_present"
  | "vulnerable_code_not_in_execute_path"
  | "vulnerable_code_cannot_be_controlled_by_adversary"
  | "inline_mitigations_already_exist";

export interface AffectedProduct {
  readonly vendor: string;
  readonly product: string;
  /** OSV ecosystem word such as `npm`, or null. */
  readonly ecosystem: string | null;
  /** Package URL without a version. */
  readonly purl: string | null;
  /** CPE 2.3 formatted string with `*` as version. */
  readonly cpe: string | null;
  readonly status: ProductStatus;
  readonly versionScheme: VersionScheme;
  /** Ascending. A version is affected when it lies in any range or is listed in `versions`. */
  readonly ranges: readonly VersionRange[];
  readonly versions: readonly string[];
  /** The version to install. */
  readonly fixedVersion: string | null;
  readonly notAffectedReason: NotAffectedReason | null;
}

export type CreditRole =
  | "finder"
  | "reporter"
  | "analyst"
  | "coordinator"
  | "remediation-developer"
  | "remediation-reviewer"
  | "remediation-verifier"
  | "tool";

/** Present when a model did the work: which one if it may be named, and whether a person reviewed the result. */
export interface AiProvenance {
  readonly model: string | null;
  readonly humanReview: "none" | "reviewed";
}

export interface Credit {
  readonly name: string;
  readonly organization: string | null;
  readonly role: CreditRole;
  readonly ai: AiProvenance | null;
}

export interface Remediation {
  readonly kind: "vendor-fix" | "mitigation" | "workaround" | "no-fix-planned" | "none-available";
  readonly text: string;
  readonly url: string | null;
  /** Present when a model wrote the patch or text. */
  readonly ai: AiProvenance | null;
}

export interface Reference {
  /** `self` is the address of this advisory. */
  readonly kind: "self" | "fix" | "report" | "package" | "web";
  readonly url: string;
  readonly summary: string;
}

export interface Revision {
  /** 1, 2, 3 … without a gap. */
  readonly number: number;
  readonly at: Instant;
  readonly summary: string;
}

export interface Publisher {
  readonly name: string;
  /** URL under the publisher's control (CSAF 2.0 section 3.2.1.8.5). */
  readonly namespace: string;
  readonly category: "coordinator" | "vendor" | "discoverer" | "other";
}

/** A CVE id comes with the CNA that assigned it: there is no way to state one without the other. */
export interface CveAssignment {
  readonly id: string;
  readonly assigner: { readonly orgId: string; readonly shortName: string };
}

/** The fields of a `PublicAdvisory`. */
export interface PublicAdvisoryFields {
  readonly trackingId: TrackingId;
  readonly cve: CveAssignment | null;
  readonly title: string;
  readonly summary: string;
  readonly weakness: { readonly id: string; readonly name: string } | null;
  readonly products: readonly AffectedProduct[];
  readonly severities: readonly Severity[];
  readonly credits: readonly Credit[];
  readonly remediations: readonly Remediation[];
  readonly references: readonly Reference[];
  /** Anything narrower is not a public advisory. CSAF 2.0 writes it by its older name, WHITE. */
  readonly tlp: "CLEAR";
  readonly revisions: readonly Revision[];
  /** Instant of the first revision. */
  readonly initialReleaseAt: Instant;
  /** Instant of the last revision. */
  readonly currentReleaseAt: Instant;
  readonly publisher: Publisher;
  /** A standing sentence to carry in every format, such as "This is an exercise". */
  readonly notice: string | null;
}

/**
 * What the public may know of one vulnerability. Only `toPublicAdvisory` makes one, and it refuses any field
 * that is not listed here; exporters copy named fields only, so an embargoed field has no way out.
 */
export type PublicAdvisory = PublicAdvisoryFields & { readonly [publicAdvisory]: true };

/** A product as some other publisher states it: an `AffectedProduct` fits here too. */
export interface ReadProduct {
  readonly vendor: string | null;
  readonly product: string;
  readonly ecosystem: string | null;
  readonly purl: string | null;
  readonly cpe: string | null;
  readonly status: ProductStatus | "fixed";
  readonly versionScheme: VersionScheme | "git";
  readonly ranges: readonly VersionRange[];
  readonly versions: readonly string[];
  readonly fixedVersion: string | null;
  /** Ranges in words nobody can evaluate ("all versions before 3.2"), kept for a person to read. */
  readonly rangeTexts?: readonly string[];
}

export interface ReadSeverity {
  /** Who gave it, where the document says so. */
  readonly source: string | null;
  readonly vector: string | null;
  readonly score: number | null;
  readonly rating: Rating | null;
}

/** Any advisory read from outside. Attacker-controlled: bounded and with control characters escaped, but true only as far as its publisher is. */
export interface ReadAdvisory {
  readonly format: "csaf-2.0" | "csaf-2.1" | "osv";
  readonly id: string;
  readonly aliases: readonly string[];
  readonly cveIds: readonly string[];
  readonly title: string;
  readonly summary: string;
  readonly publishedAt: Instant | null;
  readonly modifiedAt: Instant;
  readonly withdrawnAt: Instant | null;
  readonly products: readonly ReadProduct[];
  readonly severities: readonly ReadSeverity[];
  readonly remediations: readonly { readonly text: string; readonly url: string | null }[];
  readonly references: readonly string[];
}

export interface ValidationFinding {
  /** `schema` or the test's number in its standard, such as `6.1.7`. */
  readonly test: string;
  /** JSON pointer. */
  readonly path: string;
  readonly message: string;
}

export interface Validation {
  readonly valid: boolean;
  readonly errors: readonly ValidationFinding[];
  readonly warnings: readonly ValidationFinding[];
  readonly infos: readonly ValidationFinding[];
}
