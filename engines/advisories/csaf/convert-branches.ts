// The branches of the product tree, from CSAF 2.0 to 2.1 (conformance clause 18).
import { convertHelper, type Note } from "./convert-identifiers.ts";
import { toPart, toText, type Draft } from "./json-parts.ts";
import { quoteVersion } from "../vers-range.ts";
import { findSingleVersion, readVersionRange } from "./version-range.ts";

const NO_VENDORS = new Set(["opensource", "noassertion", "undefined", "unknown"]);

/** Converts branches and all below them. Names and categories may change, and a vendor that is none may give way to its branches. */
export function convertBranches(branches: readonly Draft[], note: Note): Draft[] {
  return convertLevel(branches, [], "/product_tree/branches", note);
}

function convertLevel(branches: readonly Draft[], above: readonly Draft[], path: string, note: Note): Draft[] {
  return branches.flatMap((branch, index): Draft[] => {
    if (!toPart(branch)) return [branch];
    const here = `${path}/${index}`;
    if (branch["category"] === "legacy") {
      branch["category"] = "product_name";
      note(`${here}/category`, "the category legacy is gone in 2.1; it became product_name, which another one may fit better");
    }
    if (branch["category"] === "product_version_range") convertRange(branch, here, note);
    const inner = Array.isArray(branch["branches"]) ? (branch["branches"] as Draft[]) : [];
    const plain = (toText(branch["name"]) ?? "").replaceAll(/[\s\p{Pd}_]/gu, "").toLowerCase();
    const isEmptyVendor = branch["category"] === "vendor" && NO_VENDORS.has(plain) && [...above, ...descend(inner)].some(({ category }) => category === "vendor");
    if (isEmptyVendor && inner.length > 0) {
      note(here, `two vendors stood on one way; "${toText(branch["name"])}" is none and was taken out`);
      return convertLevel(inner, above, `${here}/branches`, note);
    }
    raiseVersion(branch, above, inner, here, note);
    const product: Draft | undefined = toPart(branch["product"]);
    if (product) convertHelper(product, `${here}/product`, note);
    if (inner.length > 0) branch["branches"] = convertLevel(inner, [...above, branch], `${here}/branches`, note);
    return [branch];
  });
}

function descend(branches: readonly Draft[]): Draft[] {
  return branches.flatMap((branch) => (toPart(branch) ? [branch, ...descend(Array.isArray(branch["branches"]) ? (branch["branches"] as Draft[]) : [])] : []));
}

/** A version with another version, or a range, below it is rather part of the product's name. */
function raiseVersion(branch: Draft, above: readonly Draft[], inner: readonly Draft[], path: string, note: Note): void {
  const parent = above.at(-1);
  const below = new Set(descend(inner).map(({ category }) => category));
  if (branch["category"] !== "product_version" || !(below.has("product_version") || below.has("product_version_range"))) return;
  const isFamily = parent?.["category"] === "product_family";
  if (!parent || !(isFamily || parent["category"] === "product_name")) return note(path, "versions stand on one way twice, and it could not be resolved");
  if (!isFamily) parent["category"] = "product_family";
  branch["category"] = "product_name";
  branch["name"] = `${toText(parent["name"]) ?? ""} ${toText(branch["name"]) ?? ""}`;
  note(path, `versions stood on one way twice; this one became the product name "${toText(branch["name"])}"`);
}

// Ways in which 2.0 documents say what 2.1 has signs for; the version is the last group.
const PHRASES: readonly (readonly [pattern: RegExp, comparator: string])[] = [
  [/^(?:all )?(?:versions? )?(?:prior to|before|earlier than|lower than|below) (?:version )?(\S+)$/i, "<"],
  [/^(?:all )?(?:versions? )?(\S+) (?:and|or) (?:prior|earlier|below|older|lower)(?: versions)?$/i, "<="],
  [/^(?:all )?(?:versions? )?<(?![=/]) ?([^<>=|≤≥]+)$/i, "<"],
  [/^(?:all )?(?:versions? )?(?:<=|≤|<\/=) ?([^<>=|≤≥]+)$/i, "<="],
  [/^(?:all )?(?:versions? )?>(?!=) ?([^<>=|≤≥]+)$/i, ">"],
  [/^(?:all )?(?:versions? )?(?:>=|≥) ?([^<>=|≤≥]+)$/i, ">="],
];

const BETWEEN = /^(>=?) ?([^<>=| ]+) ?(?:\| ?|and |, ?)?(<=?) ?([^<>=| ]+)$/;

/** The range in the form of 2.1, where its meaning is plain. */
export function mendRange(name: string): string | undefined {
  const text = name.trim().replaceAll(/\s+/g, " ");
  const between = text.length > 200 ? null : BETWEEN.exec(text);
  if (between) return `${between[1]}${quoteVersion(between[2]?.trim() ?? "")}|${between[3]}${quoteVersion(between[4]?.trim() ?? "")}`;
  if (/^(?:\*|all(?: versions)?|vers:[a-z][a-z0-9.+-]*\/\*)$/i.test(text)) return "vers:all/*";
  for (const [pattern, comparator] of PHRASES) {
    const version = text.length > 200 ? undefined : pattern.exec(text)?.[1];
    if (version !== undefined && /\d/.test(version)) return `${comparator}${quoteVersion(version.trim())}`;
  }
  return undefined;
}

function convertRange(branch: Draft, path: string, note: Note): void {
  const given = toText(branch["name"]) ?? "";
  const mended = readVersionRange(given).problem === undefined ? undefined : mendRange(given);
  const name = mended ?? given;
  if (mended !== undefined) {
    branch["name"] = mended;
    note(`${path}/name`, `"${given}" became the range ${mended}`);
  }
  const { range, problem } = readVersionRange(name);
  if (!range || problem !== undefined) return note(`${path}/name`, `"${name}" is no range that 2.1 allows, and was left as it is`);
  const single = findSingleVersion(range) ?? (range.constraints.length === 1 && range.constraints[0]?.comparator.startsWith(">") ? range.constraints[0]?.version : undefined);
  if (single !== undefined) {
    branch["category"] = "product_version";
    branch["name"] = single;
    return note(`${path}/name`, `"${name}" became the version ${single}`);
  }
  const last = range.constraints.at(-1);
  if (last?.comparator === ">=" && range.constraints.length > 1) note(`${path}/name`, `"${name}" has no upper end, and giving it one would change what it holds`);
}
