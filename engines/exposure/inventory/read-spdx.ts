import { z } from "zod";
import { InventoryError } from "../exposure.errors.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import type { LinedDocument } from "./json-document.ts";
import { sayField } from "./say-issue.rules.ts";
import { splitLines } from "./split-lines.rules.ts";

const text = z.string().max(INVENTORY_LIMITS.cellLength).nullish();
const reference = z.object({ referenceType: text, referenceLocator: text });
const spdxPackage = z.object({ name: text, versionInfo: text, supplier: text, originator: text, externalRefs: z.array(reference).nullish().catch(null) });
const document = z.object({
  spdxVersion: z.string().regex(/^SPDX-2\.[0-3]$/, "must be SPDX-2.2 or SPDX-2.3"),
  packages: z.array(z.unknown()).nullish(),
});

/** The members of an SPDX 2 document under which there are packages. */
export const SPDX_MEMBERS: ReadonlySet<string> = new Set(["packages"]);

/** Reads an SPDX 2.2 or 2.3 document in JSON. Files and snippets are parts of packages, and are not listed. */
export function readSpdx(source: LinedDocument, draft: InventoryDraft): void {
  const result = document.safeParse(source.value);
  if (!result.success) {
    const problem = `The file is not an SPDX document that can be read: ${sayField(result.error, "(whole file)")}.`;
    throw new InventoryError("not-spdx", `${problem} Export it as SPDX 2.2, 2.3 or 3.0.`, { cause: result.error });
  }
  for (const [index, entry] of (result.data.packages ?? []).entries()) {
    const path = `packages[${index}]`;
    const place = { line: source.lineOf(path), path };
    const found = spdxPackage.safeParse(entry);
    if (found.success) addPackage(draft, place, found.data);
    else draft.skip(place, `It cannot be read: ${sayField(found.error, "package")}.`, path);
  }
}

type SpdxPackage = z.infer<typeof spdxPackage>;

function addPackage(draft: InventoryDraft, place: { readonly line: number | null; readonly path: string | null }, found: SpdxPackage): void {
  const refer = (...types: readonly string[]): string | null | undefined => found.externalRefs?.find(({ referenceType }) => types.includes(referenceType?.split("/").at(-1) ?? ""))?.referenceLocator;
  const purl = refer("purl");
  draft.add({
    place,
    original: [found.name, found.versionInfo, purl].filter(Boolean).join(" | "),
    vendor: readAgent(found.supplier) ?? readAgent(found.originator),
    product: found.name,
    version: readStated(found.versionInfo),
    purl,
    cpe: refer("cpe23Type") ?? refer("cpe22Type"),
  });
}

/** SPDX 2.3 clause 3.4: NOASSERTION says that nothing is said, NONE that there is none. */
function readStated(value: string | null | undefined): string | null {
  return value === undefined || value === null || /^(?:NOASSERTION|NONE)$/.test(value) ? null : value;
}

/** "Organization: Acme (security@acme.example)" */
function readAgent(value: string | null | undefined): string | null {
  return readStated(value)?.replace(/^(?:Organization|Person|Tool):\s*/, "").replace(/\s*\([^()]*\)\s*$/, "") ?? null;
}

const TAG = /^([A-Za-z0-9]+):\s*(.*)$/;

/** Reads an SPDX 2.2 or 2.3 document in tag-value form (SPDX 2.3 clause 4.4: a tag a line, longer text between `<text>` marks). */
export function readSpdxTagValue(content: string, draft: InventoryDraft): void {
  if (!/^SPDXVersion:\s*SPDX-2\.[0-3]\s*$/m.test(content)) throw new InventoryError("not-spdx", "The file's SPDXVersion is not SPDX-2.2 or SPDX-2.3. Export it as SPDX 2.2, 2.3 or 3.0.");
  let current: { line: number; found: { -readonly [Key in keyof SpdxPackage]: SpdxPackage[Key] } & { externalRefs: z.infer<typeof reference>[] } } | undefined;
  let isInText = false;
  const close = (): void => {
    if (current) addPackage(draft, { line: current.line, path: null }, current.found);
    current = undefined;
  };
  for (const { line, text: words } of splitLines(content)) {
    if (isInText) {
      isInText = !words.includes("</text>");
      continue;
    }
    const [, tag, value = ""] = TAG.exec(words.slice(0, INVENTORY_LIMITS.cellLength)) ?? [];
    isInText = words.includes("<text>") && !words.includes("</text>");
    if (tag === undefined) {
      if (!words.startsWith("#")) draft.skip({ line, path: null }, "It is no tag with a value.", words);
    } else if (tag === "PackageName") {
      close();
      current = { line, found: { name: value, externalRefs: [] } };
    } else if (tag === "FileName" || tag === "SnippetSPDXID") close();
    else if (current) readTag(current.found, tag, value);
  }
  close();
}

function readTag(found: { -readonly [Key in keyof SpdxPackage]: SpdxPackage[Key] } & { externalRefs: z.infer<typeof reference>[] }, tag: string, value: string): void {
  if (tag === "PackageVersion") found.versionInfo = value;
  else if (tag === "PackageSupplier") found.supplier = value;
  else if (tag === "PackageOriginator") found.originator = value;
  else if (tag === "ExternalRef") {
    const [, referenceType, referenceLocator] = value.trim().split(/\s+/);
    found.externalRefs.push({ referenceType, referenceLocator });
  }
}
