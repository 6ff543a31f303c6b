import { z } from "zod";
import { InventoryError } from "../exposure.errors.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import type { LinedDocument } from "./json-document.ts";
import { memberPath } from "./json-document.ts";
import { findPackageUrl } from "./package-url.ts";
import { splitLines } from "./split-lines.rules.ts";

// A name with extras, then version clauses, then a marker (PEP 508); `pip freeze` and `pip-compile` write one a line.
const REQUIREMENT = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*\(?([^;#@]*?)\)?\s*(@\s*\S+)?\s*(?:;.*|#.*|--\w.*)?$/;
/** Only one exact version says what is installed. */
const PINNED = /^={2,3}\s*([^\s,*]+)$/;

/** Reads requirements.txt and what `pip freeze` prints. A requirement without an exact version is an asset of unknown version. */
export function readPythonRequirements(text: string, draft: InventoryDraft): void {
  for (const { line, text: raw } of splitLines(text)) {
    const place = { line, path: null };
    const words = raw.trim().replace(/\s*\\$/, "");
    if (words.startsWith("#") || /^--hash\b/.test(words)) continue;
    const egg = /^(?:-e|--editable)\s.*#egg=([\w.-]+)/.exec(words)?.[1];
    if (words.startsWith("-") && egg === undefined) {
      draft.skip(place, /^(?:-r|-c|--requirement|--constraint)\b/.test(words) ? "It names another file: give that file too." : "It is an option of pip, not a package.", raw);
      continue;
    }
    const found = words.length > INVENTORY_LIMITS.cellLength ? null : REQUIREMENT.exec(egg ?? words);
    if (!found) {
      draft.skip(place, "It is not a requirement that names a package.", raw);
      continue;
    }
    addRequirement(draft, { place, name: found[1] ?? "", clauses: found[2] ?? "", original: words });
  }
}

interface Requirement {
  readonly place: { readonly line: number | null; readonly path: string | null };
  readonly name: string;
  readonly clauses: string;
  readonly original: string;
}

function addRequirement(draft: InventoryDraft, { place, name, clauses, original }: Requirement): void {
  const version = PINNED.exec(clauses.trim())?.[1] ?? null;
  draft.add({ place, original, product: name, version, purl: findPackageUrl({ type: "pypi", name, version }) });
}

const section = z.record(z.string(), z.unknown()).optional().catch(undefined);
const pipfile = z.object({ default: section, develop: section });
const pinned = z.object({ version: z.string().max(INVENTORY_LIMITS.fieldLength).optional() });

/** Reads Pipfile.lock. */
export function readPipfileLock(source: LinedDocument, draft: InventoryDraft): void {
  const result = pipfile.safeParse(source.value);
  if (!result.success) throw new InventoryError("nothing-readable", "The file has neither `default` nor `develop` as Pipenv writes them. Choose another file and try again.", { cause: result.error });
  for (const [member, packages] of Object.entries(result.data)) {
    for (const [name, value] of Object.entries(packages ?? {})) {
      const path = memberPath(member, name);
      const place = { line: source.lineOf(path), path };
      const found = pinned.safeParse(value);
      if (found.success) addRequirement(draft, { place, name, clauses: found.data.version ?? "", original: `${name} ${found.data.version ?? ""}` });
      else draft.skip(place, "It cannot be read.", name);
    }
  }
}
