import type { InventoryDraft } from "./inventory-draft.ts";
import { findPackageUrl } from "./package-url.ts";
import { splitLines } from "./split-lines.rules.ts";

interface LockedPackage {
  readonly line: number;
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * The `[[package]]` tables of a lock file, of pylock.toml (PEP 751) `[[packages]]`. Their writers put one key on a line, so that a whole TOML reader would only add
 * ways to fail; what is no string stays as it is written.
 */
function readPackages(text: string): readonly LockedPackage[] {
  const packages: { line: number; fields: Map<string, string> }[] = [];
  let fields: Map<string, string> | undefined;
  for (const { line, text: words } of splitLines(text)) {
    if (words.startsWith("[")) {
      const part = /^\[packages\.(directory)\]/.exec(words)?.[1];
      if (part !== undefined) packages.at(-1)?.fields.set(part, "");
      fields = /^\[\[packages?\]\]\s*(?:#.*)?$/.test(words) ? new Map() : undefined;
      if (fields) packages.push({ line, fields });
      continue;
    }
    const [, key, value] = /^([\w-]+)\s*=\s*(.*)$/.exec(words) ?? [];
    if (fields && key !== undefined && value !== undefined && !fields.has(key)) fields.set(key, /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1] ?? value);
  }
  return packages;
}

/** Reads Cargo.lock. Packages without a source are those of the workspace itself. */
export function readCargoLock(text: string, draft: InventoryDraft): void {
  for (const { line, fields } of readPackages(text)) {
    const [name, version, source] = [fields.get("name"), fields.get("version") ?? null, fields.get("source")];
    const place = { line, path: null };
    if (name === undefined) draft.skip(place, "It does not name a product.", "[[package]]");
    else if (source === undefined) draft.skip(place, "It is part of the project itself: it comes from no registry.", `${name} ${version ?? ""}`);
    else draft.add({ place, original: `${name} ${version ?? ""}`, product: name, version, purl: findPackageUrl({ type: "cargo", name, version }) });
  }
}

/** Reads poetry.lock, uv.lock, pdm.lock and pylock.toml. */
export function readPythonLock(text: string, draft: InventoryDraft): void {
  for (const { line, fields } of readPackages(text)) {
    const [name, version] = [fields.get("name"), fields.get("version") ?? null];
    const place = { line, path: null };
    if (name === undefined) draft.skip(place, "It does not name a product.", "[[package]]");
    else if (fields.has("directory") || /\b(?:virtual|editable)\s*=/.test(fields.get("source") ?? "")) draft.skip(place, "It is part of the project itself.", `${name} ${version ?? ""}`);
    else draft.add({ place, original: `${name} ${version ?? ""}`, product: name, version, purl: findPackageUrl({ type: "pypi", name, version }) });
  }
}
