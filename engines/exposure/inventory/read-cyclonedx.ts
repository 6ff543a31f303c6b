import { z } from "zod";
import type { Asset, Inventory, NotAffectedStatement } from "../exposure.types.ts";
import { InventoryError } from "../exposure.errors.ts";
import { findCanonicalPurl, parsePurl } from "../identifiers/purl.ts";
import { toInertText } from "../inert-text.rules.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import { SkipLog } from "./skip-log.ts";

const text = z.string().max(INVENTORY_LIMITS.cellLength).nullish();
const organisation = z.object({ name: text }).nullish().catch(null);
const component = z.object({
  name: z.string().max(INVENTORY_LIMITS.cellLength).refine((name) => name.trim() !== "", "is empty"),
  "bom-ref": text, group: text, version: text, purl: text, cpe: text, publisher: text,
  supplier: organisation, manufacturer: organisation,
  components: z.array(z.unknown()).nullish(),
});
const document = z.object({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.string().regex(/^1\.[2-7]$/, "must be 1.2 to 1.7"),
  metadata: z.object({ component: z.unknown() }).nullish().catch(null),
  components: z.array(z.unknown()).nullish(),
  vulnerabilities: z.array(z.unknown()).nullish(),
});
const vulnerability = z.object({
  id: z.string().min(1).max(INVENTORY_LIMITS.fieldLength),
  analysis: z.object({ state: z.string().max(50) }),
  affects: z.array(z.object({ ref: z.string() })),
});
/** CycloneDX impact analysis states that say this component needs nothing done. */
const NOT_AFFECTED_STATES: ReadonlySet<string> = new Set(["not_affected", "false_positive", "resolved", "resolved_with_pedigree"]);

/** Reads a CycloneDX JSON bill of materials, 1.2 to 1.7; nested components too. A bill without components has no assets. */
export function readCycloneDx(json: string, notes: readonly string[]): Inventory {
  const source = parseDocument(json);
  const skips = new SkipLog();
  const assets: Asset[] = [];
  const idsByRef = new Map<string, string>();

  const take = (entry: unknown, path: string, depth: number): void => {
    if (assets.length >= INVENTORY_LIMITS.rows) {
      const advice = "Split it into smaller files and upload them one by one.";
      throw new InventoryError("too-many-rows", `The file has more than ${INVENTORY_LIMITS.rows} components. ${advice}`);
    }
    const result = component.safeParse(entry);
    if (!result.success) {
      const issue = result.error.issues[0];
      const field = issue?.path.join(".") || "component";
      skips.add({ line: null, path }, `Its field ${field} cannot be read: ${issue?.message ?? "unknown"}.`, describe(entry));
      return;
    }
    const asset = toAsset(result.data, path);
    assets.push(asset);
    const ref = result.data["bom-ref"];
    if (ref) idsByRef.set(ref, asset.id);
    const nested = result.data.components ?? [];
    if (depth < INVENTORY_LIMITS.nesting) for (const [index, inner] of nested.entries()) take(inner, `${path}.components[${index}]`, depth + 1);
    else if (nested.length > 0) skips.add({ line: null, path }, `It is nested deeper than ${INVENTORY_LIMITS.nesting} levels.`, describe(nested));
  };
  if (source.metadata?.component) take(source.metadata.component, "metadata.component", 0);
  for (const [index, entry] of (source.components ?? []).entries()) take(entry, `components[${index}]`, 0);

  const statements = readStatements(source.vulnerabilities ?? [], idsByRef);
  return { format: "cyclonedx-json", assets, skipped: skips.lines(), columns: {}, statements, notes };
}

function parseDocument(json: string): z.infer<typeof document> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new InventoryError("not-json", "The file looks like JSON but is broken or cut off. Export it again, then upload the new file.", { cause });
  }
  const result = document.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") || "(whole file)";
  const problem = `The file is JSON but not a CycloneDX bill of materials: field ${field}: ${issue?.message ?? "unreadable"}.`;
  throw new InventoryError("not-cyclonedx", `${problem} Export it as CycloneDX JSON 1.2 to 1.6.`, { cause: result.error });
}

function toAsset(source: z.infer<typeof component>, path: string): Asset {
  const field = (value: string | null | undefined): string | null => toInertText(value ?? "", INVENTORY_LIMITS.fieldLength) || null;
  const purl = findCanonicalPurl(source.purl ?? "");
  const vendor = source.supplier?.name ?? source.manufacturer?.name ?? source.publisher ?? source.group;
  const product = toInertText(source.name, INVENTORY_LIMITS.fieldLength) || "(unnamed)";
  const original = [source.group, source.name, source.version, source.purl].filter(Boolean).join(" | ");
  return {
    id: path,
    source: { line: null, path },
    original: toInertText(original, INVENTORY_LIMITS.originalLength),
    vendor: field(vendor),
    product,
    version: field(source.version) ?? versionOfPurl(purl),
    purl,
    cpe: field(source.cpe),
    serial: null,
    location: null,
    exposed: "unknown",
  };
}

function versionOfPurl(purl: string | null): string | null {
  const version = purl === null ? null : parsePurl(purl).version;
  return version === null ? null : toInertText(version, INVENTORY_LIMITS.fieldLength);
}

function readStatements(entries: readonly unknown[], idsByRef: ReadonlyMap<string, string>): readonly NotAffectedStatement[] {
  return entries.slice(0, INVENTORY_LIMITS.rows).flatMap((entry) => {
    const result = vulnerability.safeParse(entry);
    // Statements that are unreadable or say "in triage" silence nothing, which is the safe side.
    if (!result.success || !NOT_AFFECTED_STATES.has(result.data.analysis.state)) return [];
    const { id, analysis, affects } = result.data;
    return affects.flatMap(({ ref }) => {
      const assetId = idsByRef.get(ref);
      return assetId === undefined ? [] : [{ vulnerabilityId: id, assetId, state: analysis.state }];
    });
  });
}

function describe(entry: unknown): string {
  const name = typeof entry === "object" && entry !== null && "name" in entry && typeof entry.name === "string" ? entry.name : "";
  return name === "" ? "a component without a readable name" : name;
}
