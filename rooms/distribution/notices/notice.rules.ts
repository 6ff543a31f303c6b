import type { OperatorNotice } from "#contracts/deployment";
import type { PreNotice } from "#contracts/publication";
import type { Advisory, Asset } from "#engines/exposure";

/*
 * What an operator learns while an embargo holds. The types are the proof: what goes in is a pre-notice, whose five fields are all
 * that leaves before an embargo ends, and the operator's own list; what comes out is a notice without the case. Nothing else of a
 * case can be handed to either (see notice.rules.test.ts).
 */

/** Nothing besides what `Allowed` has: a value that carries more does not compile, whatever it is held in. */
export type Only<Allowed, Given extends Allowed> = Given & Record<Exclude<keyof Given, keyof Allowed>, never>;

export type NoticeContent = Omit<OperatorNotice, "id" | "toldAt">;

/** An operator's own thing, in the words of its list. */
export type NoticedAsset = NoticeContent["assets"][number];

/** The notice for one operator. */
export function writeNotice<Given extends PreNotice>(notice: Only<PreNotice, Given>, assets: readonly NoticedAsset[]): NoticeContent {
  const { product, fixedVersion, dueBy }: PreNotice = notice;
  return { product: { vendor: product.vendor, name: product.name }, fixedVersion, dueBy, assets: assets.map(({ name, version, location, place }) => ({ name, version, location, place })) };
}

/** Every version below the one to have, as the matcher reads it; it names no flaw, since none is known here. */
export function toAdvisory<Given extends PreNotice>(notice: Only<PreNotice, Given>): Advisory {
  const { caseId, product, fixedVersion }: PreNotice = notice;
  return {
    id: caseId, title: "", format: "osv", withdrawn: false, notAffected: [], leftOut: 0,
    affected: [{
      advisoryId: caseId, vendor: product.vendor, product: product.name, purl: null, cpe: null, scheme: "generic", ranges: [{ introduced: "0", fixed: fixedVersion }], versions: [], unread: null,
      vulnerabilities: [{ id: caseId, aliases: [], remedies: [] }],
    }],
  };
}

export function toNoticedAsset({ vendor, product, version, location }: Asset, place: string): NoticedAsset {
  return { name: [vendor, product].filter((part) => part !== null).join(" "), version, location, place };
}
