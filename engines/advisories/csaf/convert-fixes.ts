// What a range says of its end: from "<1.4.2" being affected follows that 1.4.2 is fixed (CSAF 2.1, conformance clause 18).
import type { Note } from "./convert-identifiers.ts";
import { parts, texts, toPart, toText, type Draft, type Part } from "./json-parts.ts";
import { groupOfStatus } from "./status-groups.ts";
import { readVersionRange } from "./version-range.ts";

/** Adds the version that each affected range ends before as a fixed product, unless it stands beside the range already and has a status. */
export function addFixedProducts(draft: Draft, note: Note): void {
  const tree = toPart(draft["product_tree"]);
  const vulnerabilities = parts(draft["vulnerabilities"]);
  const affected = new Set(vulnerabilities.flatMap(([one]) => statusesOf(one).filter(([word]) => groupOfStatus(word) === "affected").map(([, id]) => id)));
  const ids = new Set<string>();
  collectIds(tree?.["branches"], ids);
  const visit = (branches: unknown, path: string): void => {
    for (const [branch, index] of parts(branches)) {
      visit(branch["branches"], `${path}/${index}/branches`);
      const id = toText(toPart(branch["product"])?.["product_id"]);
      const end = branch["category"] === "product_version_range" ? endOf(toText(branch["name"]) ?? "") : undefined;
      if (id === undefined || end === undefined || !affected.has(id)) continue;
      const fixed = findOrAdd(branches as Draft[], branch, end, id, ids);
      const reached = vulnerabilities.filter(([one]) => markFixed(one, id, fixed.id)).map(([, at]) => `/vulnerabilities/${at}`);
      if (fixed.isNew || reached.length > 0) note(`${path}/${index}`, `${fixed.isNew ? `the product "${fixed.name}" (${fixed.id}) was added` : `"${fixed.name}" (${fixed.id}) stands beside the range`}, and is fixed in ${reached.join(", ") || "no vulnerability"}`);
    }
  };
  visit(tree?.["branches"], "/product_tree/branches");
}

/** The version a range ends before; undefined where it ends with one, or not at all. */
function endOf(name: string): string | undefined {
  const { range, problem } = readVersionRange(name);
  const last = problem === undefined ? range?.constraints.at(-1) : undefined;
  // Words behind the version ("7.1 (on Windows only)") would make a version of the condition.
  return last?.comparator === "<" && !/\s/.test(last.version) ? last.version : undefined;
}

function collectIds(branches: unknown, ids: Set<string>): void {
  for (const [branch] of parts(branches)) {
    const id = toText(toPart(branch["product"])?.["product_id"]);
    if (id !== undefined) ids.add(id);
    collectIds(branch["branches"], ids);
  }
}

function statusesOf(vulnerability: Part): (readonly [word: string, id: string])[] {
  return Object.entries(toPart(vulnerability["product_status"]) ?? {}).flatMap(([word, list]) => texts(list).map(([id]) => [word, id] as const));
}

function findOrAdd(siblings: Draft[], branch: Part, version: string, of: string, ids: Set<string>): { readonly id: string; readonly name: string; readonly isNew: boolean } {
  const there = siblings.find((one) => toPart(one)?.["category"] === "product_version" && one["name"] === version);
  const known = toText(toPart(there?.["product"])?.["product_id"]);
  if (known !== undefined) return { id: known, name: version, isNew: false };
  let id = `${of}-fixed`;
  for (let again = 2; ids.has(id); again += 1) id = `${of}-fixed-${again}`;
  ids.add(id);
  const [range, whole] = [toText(branch["name"]) ?? "", toText(toPart(branch["product"])?.["name"]) ?? ""];
  const name = whole.endsWith(range) ? `${whole.slice(0, whole.length - range.length)}${version}` : `${whole} ${version}`;
  siblings.push({ category: "product_version", name: version, product: { name, product_id: id } });
  return { id, name, isNew: true };
}

/** Whether the fixed product got its status: where the range is affected, and nothing was said of the product yet. */
function markFixed(vulnerability: Part, affectedId: string, fixedId: string): boolean {
  const statuses = statusesOf(vulnerability);
  if (!statuses.some(([word, id]) => id === affectedId && groupOfStatus(word) === "affected") || statuses.some(([, id]) => id === fixedId)) return false;
  const status = toPart(vulnerability["product_status"]) as Draft;
  status["fixed"] = [...texts(status["fixed"]).map(([id]) => id), fixedId];
  return true;
}
