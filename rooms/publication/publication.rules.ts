import type { AdvisoryState, PreNotice, PublicStatement } from "#contracts/publication";
import type { CaseFacts } from "#rooms/coordination";
import type { ReleasedPatch } from "#rooms/remediation";
import type { AdvisoryContent, Basis, Texts, Wording } from "./publication.types.ts";

/*
 *   (nothing) ──publish──▶ published ──recall──▶ fix-recalled ──publish with another patch──▶ published
 *                          published ──publish with another patch or statement, correct, or CVE id assigned──▶ published
 *   published, fix-recalled ──withdraw──▶ withdrawn          fix-recalled ──correct, or CVE id assigned──▶ fix-recalled
 *   published, fix-recalled ──supersede──▶ superseded
 *
 * Each arrow is a revision of every document; what went out before stays readable. Publishing needs a verified, signed and
 * released patch (INV-18), or what the vendor or a CNA said in public, and ends the embargo in its own transaction. Only
 * people of the clearinghouse publish, correct and end an advisory; a recall follows from the patch's withdrawal by itself.
 */

/** Whether anything may still be said of an advisory: after its end, nothing. */
export function isOpen(state: AdvisoryState): boolean {
  return { published: true, "fix-recalled": true, withdrawn: false, superseded: false }[state];
}

/**
 * Why a case may not go public on a statement alone: while an embargo holds, only a vendor's or CNA's own fix lifts it;
 * that there is a flaw without one stays with those who were told.
 */
export function mayStandOnStatement(embargo: CaseFacts["embargo"]["state"], statement: PublicStatement): boolean {
  const holds = embargo === "ACTIVE" || embargo === "REVISE";
  return !holds || statement.fixedVersion !== null;
}

/** Whether how to reproduce it may go out, both in UTC: only after the policy's days after a fix (`mayPublishDetailAt` of the case). */
export function mayTellDetail(mayPublishDetailAt: string | null, at: string): boolean {
  return mayPublishDetailAt !== null && mayPublishDetailAt <= at;
}

export interface Composition {
  readonly facts: CaseFacts;
  readonly basis: Basis;
  readonly wording: Wording;
  /** OSV's name of the ecosystem that the product's package URL speaks of, or null. */
  readonly ecosystem: string | null;
  readonly trackingId: string;
  readonly publicUrl: string;
  readonly exercise: boolean;
  /** Of the revision that is being made. */
  readonly at: string;
  /** Revisions before this one. */
  readonly earlier: AdvisoryContent["revisions"];
  readonly texts: Texts;
}

/**
 * Writes an advisory's content from a person's wording and from facts that are public by nature: product, weakness, versions,
 * ratings, credits. The finding's own title, text, location and evidence are not looked at.
 */
export function composeAdvisory(parts: Composition): AdvisoryContent {
  const { facts, basis: { patch, statement }, wording, texts } = parts;
  const fixedVersion = patch?.fixedVersion ?? statement?.fixedVersion ?? null;
  return {
    trackingId: parts.trackingId as never,
    cve: wording.cve ?? null,
    title: wording.title,
    summary: [wording.summary, wording.detail].filter((part) => part !== null).join("\n\n"),
    weakness: facts.weakness.toUpperCase(),
    products: [{ vendor: facts.product.vendor, product: facts.product.name, ecosystem: parts.ecosystem, purl: withoutVersion(facts.product.purl), ...toVersions(facts.product.affectedVersion, fixedVersion, parts.ecosystem) }],
    severities: facts.severities.map(({ by, level, vector }) => ({ role: by, name: raterName(by, parts), ...(vector === null ? { rating: level } : { vector }) })),
    credits: [
      ...facts.finders.map(({ name, aiGenerated, model, modelVersion }) => ({ name, role: "finder" as const, ai: aiGenerated ? { model: [model, modelVersion].filter((part) => part !== null).join(" ") || null, humanReview: "reviewed" as const } : null })),
      ...(patch === null ? [] : [{ name: patch.author, role: "remediation-developer" as const, ai: toProvenance(patch) }]),
    ],
    remediations: [
      fixedVersion === null
        ? { kind: "none-available", text: texts("publication.text.no-fix", { product: facts.product.name }) }
        : { kind: "vendor-fix", text: texts("publication.text.update", { product: facts.product.name, version: fixedVersion }), ai: patch === null ? null : toProvenance(patch) },
    ],
    references: [
      patch === null
        ? { kind: "web", url: statement.url, summary: texts("publication.text.statement", { name: statement.name }) }
        : { kind: "fix", url: `${parts.publicUrl}/api/patches/${patch.patchId}/artefact`, summary: texts("publication.text.patch") },
      { kind: "package", url: facts.product.repository, summary: texts("publication.text.project") },
      ...wording.references,
    ],
    tlp: "CLEAR",
    revisions: [...parts.earlier, { number: parts.earlier.length + 1, at: parts.at, summary: texts(parts.earlier.length === 0 ? "publication.text.first-revision" : "publication.text.new-fix-revision") }],
    publisher: { name: texts("publication.text.publisher"), namespace: parts.publicUrl, category: "coordinator" },
    notice: parts.exercise ? texts("publication.text.exercise") : null,
  };
}

/** Which references a person gave; the others are added anyway, and begin with this house's own texts. */
export function isOwnReference({ kind, summary }: { readonly kind: string; readonly summary: string }, ofHouse: ReadonlySet<string>): boolean {
  return kind !== "self" && !ofHouse.has(summary);
}

/** The next revision after a person wrote something else; what they left out stays. */
export function reviseText(content: AdvisoryContent, change: { readonly at: string; readonly because: string; readonly title?: string | undefined; readonly summary?: string | undefined; readonly references?: NonNullable<AdvisoryContent["references"]> | undefined; readonly ofHouse: ReadonlySet<string> }): AdvisoryContent {
  const kept = (content.references ?? []).filter((reference) => change.references === undefined || !isOwnReference(reference, change.ofHouse));
  return {
    ...addRevision(content, change.at, change.because),
    title: change.title ?? content.title,
    summary: change.summary ?? content.summary,
    references: [...kept, ...(change.references ?? [])],
  };
}

/** The content with one revision more. */
export function addRevision(content: AdvisoryContent, at: string, summary: string): AdvisoryContent {
  return { ...content, revisions: [...content.revisions, { number: content.revisions.length + 1, at, summary }] };
}

/**
 * The next revision after the fix was withdrawn: no version is known to be good any more, and nothing points to the patch.
 */
export function reviseForRecall(content: AdvisoryContent, change: { readonly at: string; readonly texts: Texts }): AdvisoryContent {
  const version = content.products[0]?.fixedVersion ?? "";
  return {
    ...addRevision(content, change.at, change.texts("publication.text.recall-revision")),
    products: content.products.map((product) => ({ ...product, ranges: [{ introduced: "0" }], fixedVersion: null })),
    remediations: [{ kind: "none-available", text: change.texts("publication.text.recalled", { version }) }],
    references: (content.references ?? []).filter(({ kind }) => kind !== "fix"),
  };
}

/** The next revision after a CNA assigned an id. */
export function reviseForCve(content: AdvisoryContent, change: { readonly at: string; readonly cve: NonNullable<AdvisoryContent["cve"]>; readonly texts: Texts }): AdvisoryContent {
  return { ...addRevision(content, change.at, change.texts("publication.text.cve-revision", { cve: change.cve.id })), cve: change.cve };
}

/** Nothing besides what `Allowed` has: a value that carries more does not compile, whatever it is held in. */
type Only<Allowed, Given extends Allowed> = Given & Record<Exclude<keyof Given, keyof Allowed>, never>;
type Announced = Pick<CaseFacts["product"], "vendor" | "name">;

/**
 * All that may leave before an embargo ends, field by field. A case's facts and a patch cannot be handed in: by its types nothing
 * else that a case knows has a way into it.
 */
export function toPreNotice<Product extends Announced>(parts: { readonly caseId: string; readonly product: Only<Announced, Product>; readonly fixedVersion: string; readonly dueBy: string }): PreNotice {
  const { vendor, name }: Announced = parts.product;
  return { caseId: parts.caseId, product: { vendor, name }, fixedVersion: parts.fixedVersion, dueBy: parts.dueBy };
}

// SemVer 2.0: only there does an order of versions follow from their text.
const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

// OSV schema 1.7, "affected[].ranges[].type": the others have an order of their own.
const ORDERED_BY_SEMVER: ReadonlySet<string> = new Set(["npm", "crates.io", "Go"]);

/** Every version before the fix, or without one every version, is taken as affected: only one was reproduced, and none was shown to be safe. */
function toVersions(affectedVersion: string, fixedVersion: string | null, ecosystem: string | null) {
  const isSemver = (ecosystem === null || ORDERED_BY_SEMVER.has(ecosystem)) && SEMVER.test(affectedVersion) && (fixedVersion === null || SEMVER.test(fixedVersion));
  const canBeNamed = /^[\x21-\x7e]+$/.test(affectedVersion) && !/[<>]/.test(affectedVersion);
  return {
    versionScheme: isSemver ? ("semver" as const) : ecosystem === null ? ("generic" as const) : ("ecosystem" as const),
    ranges: [{ introduced: "0", fixed: fixedVersion }],
    // In a vendor's own numbering the reproduced version may lie outside what others read from the range.
    versions: isSemver || !canBeNamed ? [] : [affectedVersion],
    fixedVersion,
  };
}

function withoutVersion(purl: string | null): string | null {
  const bare = purl?.replace(/@[^/?#]*(?=[?#]|$)/, "");
  return bare === undefined || bare.includes("@") ? null : bare;
}

function raterName(by: "finder" | "coordinator" | "maintainer", { facts, texts }: Composition): string {
  if (by === "maintainer") return facts.product.vendor;
  if (by === "coordinator") return texts("publication.text.publisher");
  return facts.finders[0]?.name ?? texts("publication.text.finder");
}

/** A person stands behind every released patch, whoever wrote it. */
function toProvenance({ aiGenerated, model }: ReleasedPatch) {
  return aiGenerated ? { model, humanReview: "reviewed" as const } : null;
}
