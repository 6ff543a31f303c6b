import type { InventoryDraft } from "./inventory-draft.ts";
import { findPackageUrl } from "./package-url.ts";
import { splitLines } from "./split-lines.rules.ts";

/** Reads go.sum. It may list versions that are not built in: Go keeps the sums of all it has weighed. */
export function readGoSum(text: string, draft: InventoryDraft): void {
  draft.note("A go.sum also lists versions that were weighed and not taken; go.mod says which are built in. Its sums of go.mod files alone were left out.");
  for (const { line, text: words } of splitLines(text)) {
    const [, module, version, sum] = /^(\S+)\s+(v\S+)\s+(h1:\S+)\s*$/.exec(words.slice(0, 2_000)) ?? [];
    if (module === undefined || version === undefined || sum === undefined) draft.skip({ line, path: null }, "It is no line of a go.sum (module, version, sum).", words);
    else if (!version.endsWith("/go.mod")) addModule(draft, { line, original: words, module, version });
  }
}

const REQUIRE = /^(\S+)\s+(v\S+)$/;
const REPLACE = /^(\S+)(?:\s+(v\S+))?\s+=>\s+(\S+)(?:\s+(v\S+))?$/;

interface Replacement {
  readonly module: string;
  readonly of: string | null;
  readonly by: string;
  readonly version: string | null;
}

/** Reads go.mod: its requirements, as far as `replace` puts nothing else in their place, and the toolchain's standard library. */
export function readGoMod(text: string, draft: InventoryDraft): void {
  const required: { readonly line: number; readonly original: string; readonly module: string; readonly version: string }[] = [];
  const replaced: Replacement[] = [];
  let block: string | null = null;
  for (const { line, text: raw } of splitLines(text)) {
    const words = raw.slice(0, 2_000).replace(/\/\/.*$/, "").trim();
    const opened: string | undefined = /^(\w+)\s*\($/.exec(words)?.[1];
    if (opened !== undefined || words === ")") {
      block = opened ?? null;
      continue;
    }
    const verb: string = block ?? (words.split(/\s/, 1)[0] ?? "");
    const rest = block === null ? words.slice(verb.length).trim() : words;
    const [, module, version] = verb === "require" ? (REQUIRE.exec(rest) ?? []) : [];
    const [, from, of, by, byVersion] = verb === "replace" ? (REPLACE.exec(rest) ?? []) : [];
    const toolchain = verb === "toolchain" ? /^go(\d\S*)$/.exec(rest)?.[1] : undefined;
    if (module !== undefined && version !== undefined) required.push({ line, original: raw, module, version });
    else if (from !== undefined && by !== undefined) replaced.push({ module: from, of: of ?? null, by, version: byVersion ?? null });
    else if (toolchain !== undefined) addModule(draft, { line, original: raw, module: "stdlib", version: toolchain });
    else if (words !== "" && !["module", "go", "exclude", "retract", "godebug", "tool", "ignore"].includes(verb)) draft.skip({ line, path: null }, "It is no line of a go.mod that can be read.", raw);
  }
  for (const requirement of required) {
    const { line, original, module, version } = requirement;
    const instead = replaced.find((one) => one.module === module && (one.of === null || one.of === version));
    if (instead === undefined) addModule(draft, requirement);
    else if (instead.version === null) draft.skip({ line, path: null }, "It is replaced by a folder of the project itself.", original);
    else addModule(draft, { line, original: `${original} => ${instead.by} ${instead.version}`, module: instead.by, version: instead.version });
  }
}

function addModule(draft: InventoryDraft, { line, original, module, version }: { readonly line: number; readonly original: string; readonly module: string; readonly version: string }): void {
  // The database's versions have no "+incompatible"; it only says that the module has no go.mod of its own.
  const plain = version.replace(/\+incompatible$/, "");
  draft.add({ place: { line, path: null }, original, product: module, version: plain, purl: findPackageUrl({ type: "golang", name: module, version: plain }) });
}
