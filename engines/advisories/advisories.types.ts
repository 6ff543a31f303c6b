declare const publicAdvisory: unique symbol;
declare const readAdvisory: unique symbol;

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

/** How an advisory came to stand no longer: it was wrong (`withdrawn`), or a newer one took its place (`superseded`). */
export interface Ending {
  readonly kind: "withdrawn" | "superseded";
  readonly at: Instant;
  /** What it was about, and why it stands no longer. */
  readonly reason: string;
  /** What took its place: at least one, each with its address, where it is superseded. */
  readonly replacedBy: readonly { readonly id: string; readonly url: string | null }[];
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
  /** Null while the advisory stands. One that stands no longer has a revision that says so, hence two at least. */
  readonly ending: Ending | null;
}

/**
 * What the public may know of one vulnerability. Only `toPublicAdvisory` makes one, and it refuses any field
 * that is not listed here; exporters copy named fields only, so an embargoed field has no way out.
 */
export type PublicAdvisory = PublicAdvisoryFields & { readonly [publicAdvisory]: true };

/** The formats a document can be in. `formats.ts` has what can be done with each. */
export type FormatName = "csaf-2.0" | "csaf-2.1" | "csaf-vex-2.0" | "csaf-vex-2.1" | "cve" | "osv" | "openvex" | "cyclonedx-vex" | "stix";

/** A product as some other publisher states it: an `AffectedProduct` fits here too. Without versions it is the product as a whole. */
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
  readonly notAffectedReason: NotAffectedReason | null;
  /** Ranges in words nobody can evaluate ("all versions before 3.2"), kept for a person to read. */
  readonly rangeTexts?: readonly string[] | undefined;
  /** The repository whose commits `git` ranges are of. */
  readonly repository?: string | undefined;
  /** What the document itself calls the product: the IRI of OpenVEX, the BOM reference of CycloneDX. */
  readonly ref?: string | undefined;
  /** The parts of the product the statement is about, by purl or IRI. */
  readonly subcomponents?: readonly string[] | undefined;
  readonly hashes?: readonly { readonly algorithm: string; readonly value: string }[] | undefined;
  /** Why it has its status, in words. */
  readonly statusText?: string | undefined;
  /** When it was given its status. */
  readonly statusAt?: Instant | undefined;
  /** What the document says of all versions that it does not name. */
  readonly othersStatus?: ProductStatus | undefined;
}

/** A `Severity` fits here too. */
export interface ReadSeverity {
  readonly role: SeverityRole | null;
  /** Who gave it, where the document says so. */
  readonly name: string | null;
  readonly vector: string | null;
  readonly score: number | null;
  readonly rating: Rating | null;
}

/** A `Credit` fits here too. */
export interface ReadCredit {
  readonly name: string;
  readonly organization: string | null;
  readonly role: CreditRole | "sponsor" | "other" | null;
  readonly ai: AiProvenance | null;
  /** What the person is thanked for, in words. */
  readonly text?: string | undefined;
  readonly urls?: readonly string[] | undefined;
}

/** A `Remediation` fits here too. */
export interface ReadRemediation {
  /** Null where the document does not say. */
  readonly kind: Remediation["kind"] | "fix-planned" | "optional-patch" | null;
  readonly text: string;
  readonly url: string | null;
  readonly ai: AiProvenance | null;
}

/** A `Reference` fits here too. */
export interface ReadReference {
  readonly kind: Reference["kind"] | "advisory" | "article" | "detection" | "discussion" | "introduced" | "git" | "evidence";
  readonly url: string;
  readonly summary: string | null;
  /** The words of CVE records that `kind` is too coarse for. */
  readonly tags?: readonly string[] | undefined;
}

export interface ReadPublisher {
  readonly name: string;
  readonly namespace: string | null;
  readonly category: Publisher["category"] | "translator" | "user" | "multiplier" | null;
}

export interface ReadNote {
  readonly title: string | null;
  readonly text: string;
}

/** A part that a model had in writing the document, beyond what credits and remediations say. */
export interface AiAnnotation {
  /** The part of the document it is about; null for all of it. */
  readonly field: string | null;
  readonly level: "none" | "assisted" | "augmented" | "generated";
  readonly humanReview: "none" | "partial" | "full" | null;
  readonly models: readonly string[];
  readonly text: string | null;
}

/** What the document says of one vulnerability. */
export interface ReadVulnerability {
  readonly cveId: string | null;
  /** Its other names, such as `GHSA-…`; never the id of a document or a case. */
  readonly ids: readonly string[];
  readonly assigner: CveAssignment["assigner"] | null;
  /** Null where the words of the document stand for the vulnerability. */
  readonly title: string | null;
  readonly description: string | null;
  readonly weaknesses: readonly { readonly id: string; readonly name: string | null }[];
  readonly products: readonly ReadProduct[];
  readonly severities: readonly ReadSeverity[];
  /** Judgements that are no severity, such as SSVC selections and KEV entries, as their source wrote them. */
  readonly assessments: readonly { readonly type: string; readonly source: string | null; readonly content: Readonly<Record<string, unknown>> }[];
  readonly remediations: readonly ReadRemediation[];
  readonly timeline: readonly { readonly at: Instant; readonly text: string }[];
  /** Those of this vulnerability alone, where the document has several. */
  readonly references: readonly ReadReference[];
  readonly credits: readonly ReadCredit[];
  readonly notes: readonly ReadNote[];
}

/** Any advisory, as its document states it. `stateAdvisory` makes one of a `PublicAdvisory`, and the reader of each format of a document. */
export interface ReadAdvisoryFields {
  readonly format: FormatName;
  /** Of the document. */
  readonly id: string;
  readonly aliases: readonly string[];
  /** Vulnerabilities it has to do with, and which it is not about. */
  readonly related: readonly string[];
  readonly title: string;
  readonly summary: string;
  readonly publishedAt: Instant | null;
  readonly modifiedAt: Instant;
  readonly publisher: ReadPublisher | null;
  /** As TLP 2.0 has it: CLEAR, GREEN, AMBER, AMBER+STRICT, RED. */
  readonly tlp: string | null;
  readonly notice: string | null;
  readonly notes: readonly ReadNote[];
  readonly ending: Ending | null;
  readonly revisions: readonly { readonly number: string; readonly at: Instant; readonly summary: string }[];
  readonly references: readonly ReadReference[];
  readonly credits: readonly ReadCredit[];
  readonly aiAnnotations: readonly AiAnnotation[];
  readonly vulnerabilities: readonly ReadVulnerability[];
  /** What of the document is not in here. */
  readonly unread: readonly ConversionNote[];
}

/**
 * An advisory read from outside. Attacker-controlled: bounded and with control characters escaped, but true only as far as its publisher
 * is. Only the readers of this engine make one, of bytes, so that a room cannot pass what it keeps to `convertAdvisory`.
 */
export type ReadAdvisory = ReadAdvisoryFields & { readonly [readAdvisory]: true };

/** What was changed beyond mere renaming, or could not be carried; `path` is in the source document, or in the model where there is none. */
export interface ConversionNote {
  readonly path: string;
  readonly message: string;
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
