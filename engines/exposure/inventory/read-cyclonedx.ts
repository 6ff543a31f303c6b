import { z } from "zod";
import { InventoryError } from "../exposure.errors.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import type { LinedDocument } from "./json-document.ts";
import { sayField } from "./say-issue.rules.ts";

const text = z.string().max(INVENTORY_LIMITS.cellLength).nullish();
const organisation = z.object({ name: text }).nullish().catch(null);
const properties = z.array(z.object({ name: text, value: text })).nullish().catch(null);
const component = z.object({
  name: z.string().max(INVENTORY_LIMITS.cellLength).refine((name) => name.trim() !== "", "is empty"),
  "bom-ref": text, group: text, version: text, purl: text, cpe: text, publisher: text,
  supplier: organisation, manufacturer: organisation, provider: organisation, properties,
  components: z.array(z.unknown()).nullish(), services: z.array(z.unknown()).nullish(),
});
const document = z.object({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.string().regex(/^1\.[2-7]$/, "must be 1.2 to 1.7"),
  serialNumber: text.catch(null),
  metadata: z.object({ component: z.unknown().optional() }).nullish().catch(null),
  components: z.array(z.unknown()).nullish(),
  services: z.array(z.unknown()).nullish(),
  vulnerabilities: z.array(z.unknown()).nullish(),
});
const vulnerability = z.object({
  id: z.string().min(1).max(INVENTORY_LIMITS.fieldLength),
  analysis: z.object({ state: z.string().max(50) }),
  affects: z.array(z.object({ ref: z.string() })),
});
/** CycloneDX impact analysis states that say this component needs nothing done. */
const NOT_AFFECTED_STATES: ReadonlySet<string> = new Set(["not_affected", "false_positive", "resolved", "resolved_with_pedigree"]);
/** The names in CycloneDX's own property taxonomy (`cdx:device`) under which makers of hardware bills say these. */
const DEVICE = { serial: "cdx:device:serialNumber", location: "cdx:device:location", quantity: "cdx:device:quantity", model: "cdx:device:sku" } as const;

/** The members of a JSON bill under which there are things an operator owns. */
export const CYCLONEDX_MEMBERS: ReadonlySet<string> = new Set(["metadata", "component", "components", "services"]);

type Component = z.infer<typeof component>;

/**
 * Reads a CycloneDX bill of materials, 1.2 to 1.7, from JSON or from XML brought into the same shape: components and services, nested
 * ones too. What else it has (dependencies, licences, evidence) says nothing of what there is. A bill without components has no assets.
 */
export function readCycloneDx(source: LinedDocument, draft: InventoryDraft): void {
  const bill = parseDocument(source.value);
  const idsByRef = new Map<string, string>();

  const take = (entry: unknown, path: string, depth: number): void => {
    const place = { line: source.lineOf(path), path };
    const result = component.safeParse(entry);
    if (!result.success) {
      draft.skip(place, `It cannot be read: ${sayField(result.error, "component")}.`, describe(entry));
      return;
    }
    const found = result.data;
    const asset = draft.add({ place, ...readComponent(found) });
    const ref = found["bom-ref"];
    if (asset && ref) idsByRef.set(ref, asset.id);
    const nested = [["components", found.components ?? []], ["services", found.services ?? []]] as const;
    for (const [member, entries] of nested) {
      if (depth < INVENTORY_LIMITS.nesting) for (const [index, inner] of entries.entries()) take(inner, `${path}.${member}[${index}]`, depth + 1);
      else if (entries.length > 0) draft.skip(place, `It is nested deeper than ${INVENTORY_LIMITS.nesting} levels.`, describe(entry));
    }
  };
  if (bill.metadata?.component) take(bill.metadata.component, "metadata.component", 0);
  for (const [index, entry] of (bill.components ?? []).entries()) take(entry, `components[${index}]`, 0);
  for (const [index, entry] of (bill.services ?? []).entries()) take(entry, `services[${index}]`, 0);
  readStatements(bill, idsByRef, draft);
}

function parseDocument(value: unknown): z.infer<typeof document> {
  const result = document.safeParse(value);
  if (result.success) return result.data;
  const problem = `The file is not a CycloneDX bill of materials that can be read: ${sayField(result.error, "(whole file)")}.`;
  throw new InventoryError("not-cyclonedx", `${problem} Export it as CycloneDX 1.2 to 1.7.`, { cause: result.error });
}

function readComponent(found: Component) {
  const property = (name: string): string | undefined => found.properties?.find((one) => one.name === name)?.value ?? undefined;
  const quantity = Number(property(DEVICE.quantity) ?? Number.NaN);
  return {
    original: [found.group, found.name, found.version, found.purl].filter(Boolean).join(" | "),
    vendor: found.supplier?.name ?? found.manufacturer?.name ?? found.provider?.name ?? found.publisher ?? found.group,
    product: found.name,
    model: property(DEVICE.model),
    version: found.version,
    purl: found.purl,
    cpe: found.cpe,
    serial: property(DEVICE.serial),
    location: property(DEVICE.location),
    count: Number.isFinite(quantity) ? quantity : undefined,
  };
}

function readStatements({ vulnerabilities, serialNumber }: z.infer<typeof document>, idsByRef: ReadonlyMap<string, string>, draft: InventoryDraft): void {
  for (const entry of (vulnerabilities ?? []).slice(0, INVENTORY_LIMITS.rows)) {
    const result = vulnerability.safeParse(entry);
    // Statements that are unreadable or say "in triage" silence nothing, which is the safe side.
    if (!result.success || !NOT_AFFECTED_STATES.has(result.data.analysis.state)) continue;
    const { id, analysis, affects } = result.data;
    for (const { ref } of affects) {
      const assetId = idsByRef.get(ref) ?? idsByRef.get(refOfBomLink(ref, serialNumber ?? null) ?? "");
      if (assetId !== undefined) draft.state({ vulnerabilityId: id, assetId, state: analysis.state });
    }
  }
}

/** What a BOM-Link (`urn:cdx:UUID/VERSION#REF`) names, where it is a link into this very bill. */
function refOfBomLink(ref: string, serialNumber: string | null): string | null {
  const [, uuid, name] = /^urn:cdx:([0-9a-f-]{36})\/\d+#(.+)$/s.exec(ref) ?? [];
  if (uuid === undefined || name === undefined || serialNumber !== `urn:uuid:${uuid}`) return null;
  return /%(?![0-9a-f]{2})/i.test(name) ? name : decodeOrKeep(name);
}

function decodeOrKeep(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}

function describe(entry: unknown): string {
  const name = typeof entry === "object" && entry !== null && "name" in entry && typeof entry.name === "string" ? entry.name : "";
  return name === "" ? "a component without a readable name" : name;
}
