import type { PreNotice } from "#contracts/publication";
import type { CaseFacts } from "#rooms/coordination";
import type { ReleasedPatch } from "#rooms/remediation";
import type { AdvisoryContent, Texts, Wording } from "./publication.types.ts";

/*
 *   (nothing) ──publish──▶ published ──recall──▶ fix-recalled ──publish with another patch──▶ published
 *                          published ──publish with another patch, or CVE id assigned──▶ published
 *
 * Each arrow is a revision of every document. Publishing needs a verified, signed and released patch (INV-18) and ends the
 * embargo in its own transaction. Only an analyst publishes; a recall follows from the patch's withdrawal by itself.
 */

export interface Composition {
  readonly facts: CaseFacts;
  readonly patch: ReleasedPatch;
  readonly wording: Wording;
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
  const { facts, patch, wording, texts } = parts;
  return {
    trackingId: parts.trackingId as never,
    cve: wording.cve ?? null,
    title: wording.title,
    summary: wording.summary,
    weakness: facts.weakness.toUpperCase(),
    products: [{ vendor: facts.product.vendor, product: facts.product.name, purl: withoutVersion(facts.product.purl), ...toVersions(facts.product.affectedVersion, patch.fixedVersion) }],
    severities: facts.severities.map(({ by, level, vector }) => ({ role: by, name: raterName(by, parts), ...(vector === null ? { rating: level } : { vector }) })),
    credits: [
      ...facts.finders.map(({ name, aiGenerated, model, modelVersion }) => ({ name, role: "finder" as const, ai: aiGenerated ? { model: [model, modelVersion].filter((part) => part !== null).join(" ") || null, humanReview: "reviewed" as const } : null })),
      { name: patch.author, role: "remediation-developer", ai: toProvenance(patch) },
    ],
    remediations: [{ kind: "vendor-fix", text: texts("publication.text.update", { product: facts.product.name, version: patch.fixedVersion }), ai: toProvenance(patch) }],
    references: [
      { kind: "fix", url: `${parts.publicUrl}/api/patches/${patch.patchId}/artefact`, summary: texts("publication.text.patch") },
      { kind: "package", url: facts.product.repository, summary: texts("publication.text.project") },
      ...wording.references,
    ],
    tlp: "CLEAR",
    revisions: [...parts.earlier, { number: parts.earlier.length + 1, at: parts.at, summary: texts(parts.earlier.length === 0 ? "publication.text.first-revision" : "publication.text.new-fix-revision") }],
    publisher: { name: texts("publication.text.publisher"), namespace: parts.publicUrl, category: "coordinator" },
    notice: parts.exercise ? texts("publication.text.exercise") : null,
  };
}

/**
 * The next revision after the fix was withdrawn: no version is known to be good any more, and nothing points to the patch.
 */
export function reviseForRecall(content: AdvisoryContent, change: { readonly at: string; readonly texts: Texts }): AdvisoryContent {
  const version = content.products[0]?.fixedVersion ?? "";
  return {
    ...content,
    products: content.products.map((product) => ({ ...product, ranges: [{ introduced: "0" }], fixedVersion: null })),
    remediations: [{ kind: "none-available", text: change.texts("publication.text.recalled", { version }) }],
    references: (content.references ?? []).filter(({ kind }) => kind !== "fix"),
    revisions: [...content.revisions, { number: content.revisions.length + 1, at: change.at, summary: change.texts("publication.text.recall-revision") }],
  };
}

/** The next revision after a CNA assigned an id. */
export function reviseForCve(content: AdvisoryContent, change: { readonly at: string; readonly cve: NonNullable<AdvisoryContent["cve"]>; readonly texts: Texts }): AdvisoryContent {
  const revision = { number: content.revisions.length + 1, at: change.at, summary: change.texts("publication.text.cve-revision", { cve: change.cve.id }) };
  return { ...content, cve: change.cve, revisions: [...content.revisions, revision] };
}

/** All that may leave before an embargo ends, field by field: whatever else a case knows has no way into it. */
export function toPreNotice(facts: CaseFacts, patch: ReleasedPatch, dueBy: string): PreNotice {
  return { caseId: facts.caseId, product: { vendor: facts.product.vendor, name: facts.product.name }, fixedVersion: patch.fixedVersion, dueBy };
}

// SemVer 2.0: only there does an order of versions follow from their text.
const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** Every version before the fix is taken as affected: only one was reproduced, and none was shown to be safe. */
function toVersions(affectedVersion: string, fixedVersion: string) {
  const isSemver = SEMVER.test(affectedVersion) && SEMVER.test(fixedVersion);
  const canBeNamed = /^[\x21-\x7e]+$/.test(affectedVersion) && !/[<>]/.test(affectedVersion);
  return {
    versionScheme: isSemver ? ("semver" as const) : ("generic" as const),
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
