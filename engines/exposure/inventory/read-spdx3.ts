import { z } from "zod";
import { InventoryError } from "../exposure.errors.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import type { LinedDocument } from "./json-document.ts";
import { sayField } from "./say-issue.rules.ts";

const text = z.string().max(INVENTORY_LIMITS.cellLength);
const many = <Item extends z.ZodType>(item: Item) => z.union([z.array(item), item.transform((one) => [one])]).nullish().catch(null);
const identifier = z.object({ externalIdentifierType: text, identifier: text });
const element = z.object({
  type: text.optional(), "@type": text.optional(), spdxId: text.optional(), "@id": text.optional(),
  name: text.nullish(),
  software_packageVersion: text.nullish(), software_packageUrl: text.nullish(),
  suppliedBy: text.nullish().catch(null), originatedBy: many(text),
  externalIdentifier: many(identifier),
  from: text.nullish().catch(null), to: many(text),
});
type Element = z.infer<typeof element>;
const document = z.union([z.object({ "@graph": z.array(z.unknown()) }), z.object({ elements: z.array(z.unknown()) }).transform(({ elements }) => ({ "@graph": elements }))]);

/** The member of an SPDX 3 document under which everything is. */
export const SPDX3_MEMBERS: ReadonlySet<string> = new Set(["@graph", "elements"]);

/** What VEX assessments of SPDX 3.0's security profile mean in CycloneDX's words; the others ask for something to be done. */
const ASSESSMENTS: Readonly<Record<string, string>> = {
  security_VexNotAffectedVulnAssessmentRelationship: "not_affected",
  security_VexFixedVulnAssessmentRelationship: "resolved",
};

const typeOf = (found: Element): string => (found.type ?? found["@type"] ?? "").replace(/^.*[/#:]/, "");
const idOf = (found: Element): string => found.spdxId ?? found["@id"] ?? "";

/** Reads an SPDX 3.0 document in JSON-LD as the standard serialises it (one `@graph`, compact names); other JSON-LD is not expanded, nothing is fetched. */
export function readSpdx3(source: LinedDocument, draft: InventoryDraft): void {
  const result = document.safeParse(source.value);
  if (!result.success) throw new InventoryError("not-spdx", "The file is JSON-LD but has no @graph of SPDX 3.0 elements. Export it as SPDX 2.2, 2.3 or 3.0.", { cause: result.error });
  const member = typeof source.value === "object" && source.value !== null && "@graph" in source.value ? "@graph" : "elements";
  const packages: { readonly path: string; readonly found: Element }[] = [];
  const byId = new Map<string, Element>();
  const assessments: Element[] = [];
  for (const [index, entry] of result.data["@graph"].entries()) {
    const path = `${member}[${index}]`;
    const parsed = element.safeParse(entry);
    if (!parsed.success) {
      draft.skip({ line: source.lineOf(path), path }, `It cannot be read: ${sayField(parsed.error, "element")}.`, path);
      continue;
    }
    const found = parsed.data;
    byId.set(idOf(found), found);
    if (/^(?:software_)?Package$/.test(typeOf(found))) packages.push({ path, found });
    else if (Object.hasOwn(ASSESSMENTS, typeOf(found))) assessments.push(found);
  }
  const assetIds = new Map<string, string>();
  for (const { path, found } of packages) {
    const asset = draft.add({ place: { line: source.lineOf(path), path }, ...readPackage(found, byId) });
    if (asset) assetIds.set(idOf(found), asset.id);
  }
  for (const found of assessments) {
    const vulnerability = byId.get(found.from ?? "");
    const vulnerabilityId = (vulnerability && findIdentifier(vulnerability, /^cve$/)) ?? vulnerability?.name;
    for (const ref of found.to ?? []) {
      const assetId = assetIds.get(ref);
      if (vulnerabilityId && assetId !== undefined) draft.state({ vulnerabilityId: vulnerabilityId.slice(0, INVENTORY_LIMITS.fieldLength), assetId, state: ASSESSMENTS[typeOf(found)] ?? "" });
    }
  }
}

function findIdentifier({ externalIdentifier }: Element, type: RegExp): string | undefined {
  return externalIdentifier?.find(({ externalIdentifierType }) => type.test(externalIdentifierType.replace(/^.*[/#:]/, "")))?.identifier;
}

function readPackage(found: Element, byId: ReadonlyMap<string, Element>) {
  const purl = found.software_packageUrl ?? findIdentifier(found, /^(?:packageUrl|packageURL|purl)$/);
  return {
    original: [found.name, found.software_packageVersion, purl].filter(Boolean).join(" | "),
    vendor: byId.get(found.suppliedBy ?? "")?.name ?? byId.get(found.originatedBy?.[0] ?? "")?.name,
    product: found.name,
    version: found.software_packageVersion,
    purl,
    cpe: findIdentifier(found, /^cpe23$/) ?? findIdentifier(found, /^cpe22$/),
  };
}
