// The CSAF profile VEX (profile 5, section 4.5 of CSAF 2.0 and 2.1): a CSAF document that says of every product whether it is affected, why not,
// and what to do.
import type { ConversionNote, PublicAdvisory, ReadAdvisoryFields } from "../advisories.types.ts";
import { parts, texts, toPart, type Part } from "../csaf/json-parts.ts";
import { csaf20Format, csaf21Format } from "../csaf/csaf-format.ts";
import { toDocument, type Draft, type JsonObject } from "../document-bytes.ts";
import type { Format, Written } from "../formats.types.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { NO_ACTION, NO_REASON } from "../openvex/statement-texts.ts";

const isVex = (document: Readonly<Record<string, unknown>>): boolean => toPart(document["document"])?.["category"] === "csaf_vex";

function profileOf(base: Format, name: "csaf-vex-2.0" | "csaf-vex-2.1"): Format {
  return {
    name,
    title: `${base.title} VEX`,
    detect: (document) => base.detect(document) && isVex(document),
    read: (document, now) => ({ ...base.read(document, now), format: name }),
    write: (advisory, now) => toVex(base.write(advisory, now), advisory),
    validate: (document) => {
      const validation = base.validate(document);
      if (isVex(toPart(document) ?? {})) return validation;
      return { ...validation, valid: false, errors: [{ test: "profile", path: "/document/category", message: "must be csaf_vex: the document is of another profile" }, ...validation.errors] };
    },
  };
}

export const csafVex20Format = profileOf(csaf20Format, "csaf-vex-2.0");
export const csafVex21Format = profileOf(csaf21Format, "csaf-vex-2.1");

/** The CSAF 2.0 VEX of a public advisory. One that stands no longer, or about products of no status, is none: see its category. */
export function toCsafVex20(advisory: PublicAdvisory): JsonObject {
  return csafVex20Format.write(stateAdvisory(advisory), advisory.currentReleaseAt).documents[0]!;
}

/** The same in CSAF 2.1. */
export function toCsafVex21(advisory: PublicAdvisory): JsonObject {
  return csafVex21Format.write(stateAdvisory(advisory), advisory.currentReleaseAt).documents[0]!;
}

/** Makes a VEX of the CSAF document of an advisory, and adds what the profile demands and nobody said. */
function toVex({ documents, notes }: Written, advisory: ReadAdvisoryFields): Written {
  const added: ConversionNote[] = [...notes];
  return { documents: documents.map((document) => completeDocument(document, advisory, added)), notes: added };
}

function completeDocument(document: JsonObject, advisory: ReadAdvisoryFields, notes: ConversionNote[]): JsonObject {
  const vulnerabilities = parts(document["vulnerabilities"]);
  if (advisory.ending !== null || vulnerabilities.length === 0 || vulnerabilities.some(([one]) => one["product_status"] === undefined)) {
    notes.push({ path: "/document/category", message: "without a vulnerability and the status of its products it is no VEX" });
    return document;
  }
  return toDocument({
    ...document,
    document: { ...(document["document"] as { readonly [key: string]: Draft }), category: "csaf_vex" },
    vulnerabilities: vulnerabilities.map(([one, index]) => completeVulnerability(one, advisory, (message) => { notes.push({ path: `/vulnerabilities/${index}`, message }); })),
  });
}

function completeVulnerability(vulnerability: Part, advisory: ReadAdvisoryFields, note: (message: string) => void): Draft {
  const statuses = toPart(vulnerability["product_status"]);
  const listed = (word: string) => texts(statuses?.[word]).map(([id]) => id);
  const named = (...lists: readonly unknown[]) => new Set(lists.flatMap((list) => parts(list).flatMap(([part]) => texts(part["product_ids"]).map(([id]) => id))));
  const [explained, remedied] = [named(vulnerability["flags"], vulnerability["threats"]), named(vulnerability["remediations"])];
  const [unexplained, helpless] = [listed("known_not_affected").filter((id) => !explained.has(id)), listed("known_affected").filter((id) => !remedied.has(id))];
  const isNamed = vulnerability["cve"] !== undefined || parts(vulnerability["ids"]).length > 0;
  if (!isNamed) note("the vulnerability has no id of its own; the document's stands for it");
  if (unexplained.length > 0) note("nothing says why a product is not affected, as the profile wants it; a sentence says that");
  if (helpless.length > 0) note("nothing says what to do about an affected product, as the profile wants it; a sentence says that");
  const { threats, remediations, ...rest } = vulnerability as { readonly [key: string]: Draft };
  const list = (draft: Draft): readonly Draft[] => (Array.isArray(draft) ? draft : []);
  return {
    ...rest,
    ids: isNamed ? rest["ids"] : [{ system_name: advisory.publisher?.name ?? "id", text: advisory.id }],
    threats: [...list(threats), ...(unexplained.length === 0 ? [] : [{ category: "impact", details: NO_REASON, product_ids: unexplained }])],
    remediations: [...list(remediations), ...(helpless.length === 0 ? [] : [{ category: "none_available", details: NO_ACTION, product_ids: helpless }])],
  };
}
