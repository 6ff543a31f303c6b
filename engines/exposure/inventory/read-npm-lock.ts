import { z } from "zod";
import { InventoryError } from "../exposure.errors.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import type { LinedDocument } from "./json-document.ts";
import { memberPath } from "./json-document.ts";
import { findPackageUrl } from "./package-url.ts";
import type { TextLine } from "./split-lines.rules.ts";
import { splitLines } from "./split-lines.rules.ts";

const OWN = "It is part of the project itself.";
/** A version that npm could look up; a folder, an address or a commit is none. */
const NPM_VERSION = /^\d+\.\d+\.\d+/;

const text = z.string().max(INVENTORY_LIMITS.cellLength).optional().catch(undefined);
const entry = z.object({ version: text, name: text, link: z.boolean().optional().catch(undefined), dependencies: z.unknown().optional() });
const entries = z.record(z.string(), z.unknown()).optional();
const lock = z.object({ packages: entries, dependencies: entries });

/** Reads package-lock.json and npm-shrinkwrap.json, of lock file versions 1 to 3. */
export function readNpmLock(source: LinedDocument, draft: InventoryDraft): void {
  const result = lock.safeParse(source.value);
  if (!result.success) throw new InventoryError("nothing-readable", "The file has neither `packages` nor `dependencies` as npm writes them. Choose another file and try again.", { cause: result.error });
  const { packages, dependencies } = result.data;
  if (packages !== undefined) {
    for (const [key, value] of Object.entries(packages)) {
      const found = entry.safeParse(value);
      const place = { path: memberPath("packages", key), line: source.lineOf(memberPath("packages", key)) };
      const marker = key.lastIndexOf("node_modules/");
      if (!found.success) draft.skip(place, "It cannot be read.", key);
      else if (marker < 0 || found.data.link === true) draft.skip(place, OWN, key || "(the project)");
      else addPackage(draft, place, found.data.name ?? key.slice(marker + "node_modules/".length), found.data.version);
    }
    return;
  }
  const take = (members: Readonly<Record<string, unknown>>, parent: string, depth: number): void => {
    for (const [name, value] of Object.entries(members)) {
      const path = memberPath(parent, name);
      const found = entry.safeParse(value);
      if (!found.success) draft.skip({ path, line: source.lineOf(path) }, "It cannot be read.", name);
      else addPackage(draft, { path, line: source.lineOf(path) }, name, found.data.version);
      const nested = found.data?.dependencies;
      if (typeof nested !== "object" || nested === null) continue;
      if (depth < INVENTORY_LIMITS.nesting) take(nested as Readonly<Record<string, unknown>>, `${path}.dependencies`, depth + 1);
      else draft.skip({ path, line: null }, `It is nested deeper than ${INVENTORY_LIMITS.nesting} levels.`, name);
    }
  };
  take(dependencies ?? {}, "dependencies", 0);
}

function addPackage(draft: InventoryDraft, place: { readonly line: number | null; readonly path: string | null }, name: string, version: string | undefined): void {
  const known = version !== undefined && NPM_VERSION.test(version) ? version : null;
  draft.add({ place, original: `${name} ${version ?? ""}`, product: name, version: known, purl: findPackageUrl({ type: "npm", name, version: known }) });
}

/** "@scope/name@npm:^1.0.0" or "name@1.0.0": the name stands before the at sign that is not the first letter. */
function nameBefore(spec: string): { readonly name: string; readonly rest: string } {
  const at = spec.indexOf("@", 1);
  return at < 0 ? { name: spec, rest: "" } : { name: spec.slice(0, at), rest: spec.slice(at + 1) };
}

const unquote = (words: string): string => words.trim().replace(/^["']|["']$/g, "");

/** Reads yarn.lock, the classic form and the YAML of Yarn 2 and later. */
export function readYarnLock(content: string, draft: InventoryDraft): void {
  let head: TextLine | undefined;
  const leaveOut = (): void => {
    if (head !== undefined) draft.skip({ line: head.line, path: null }, "It has no line that gives its version.", head.text);
  };
  for (const line of splitLines(content)) {
    if (line.text.startsWith("#")) continue;
    if (!/^\s/.test(line.text)) {
      leaveOut();
      head = line.text.startsWith("__metadata:") ? undefined : line;
      continue;
    }
    const version = /^ {2}version:? +("?)([^"\s]+)\1\s*$/.exec(line.text)?.[2];
    if (head === undefined || version === undefined) continue;
    const place = { line: head.line, path: null };
    const { name, rest } = nameBefore(unquote(head.text.replace(/:\s*$/, "").split(",")[0] ?? ""));
    // `alias@npm:name@range` is installed as something else than it is called.
    const real = /^npm:(@?[^@]+)@/.exec(rest)?.[1] ?? name;
    if (/^(?:workspace|link|portal|file):/.test(rest)) draft.skip(place, OWN, head.text);
    else addPackage(draft, place, real, version);
    head = undefined;
  }
  leaveOut();
}

/** Reads pnpm-lock.yaml, lock file versions 5 to 9: the keys of `packages`, which pnpm writes one a line. */
export function readPnpmLock(content: string, draft: InventoryDraft): void {
  let isInPackages = false;
  for (const { line, text: words } of splitLines(content)) {
    if (!/^\s/.test(words)) isInPackages = /^packages:\s*$/.test(words);
    const key = isInPackages ? /^ {2}(\S.*?):\s*(?:\{.*\})?$/.exec(words)?.[1] : undefined;
    if (key === undefined) continue;
    const place = { line, path: null };
    const found = /^\/?((?:@[^/@]+\/)?[^/@]+)[@/](\d+\.\d+\.\d+[^(_]*)/.exec(unquote(key));
    if (found) addPackage(draft, place, found[1] ?? "", found[2]);
    else draft.skip(place, "It does not come from the npm registry.", key);
  }
}
