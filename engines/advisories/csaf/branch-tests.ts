// Tests of section 6 about the branches of the product tree: categories, names, versions and version ranges.
import { BOTH, ONLY_21, type CsafTest, type Report } from "./csaf-test.types.ts";
import { ancestry, type Branch, type CsafDocument } from "./read-document.ts";
import { findSingleVersion, isOpenUpwards, isRegisteredType, overlaps, readVersionRange, type RangeReading } from "./version-range.ts";
import { groupOfStatus } from "./status-groups.ts";

const DEEPEST_BRANCH = 30;
const RANGE_SIGNS = /[<>]/;
const RANGE_WORDS = new Set(["after", "all", "before", "earlier", "later", "prior", "versions"]);
const LOOKS_LIKE_VERS = /^vers:[a-z.\-+][a-z0-9.\-+]*\/.+/;

const readings = new WeakMap<Branch, RangeReading>();

function readRange(branch: Branch): RangeReading {
  const before = readings.get(branch);
  if (before) return before;
  const reading = readVersionRange(branch.name);
  readings.set(branch, reading);
  return reading;
}

export const branchTests: readonly CsafTest[] = [
  eachBranch("6.1.31", "product_version", (name) => {
    const words = name.toLowerCase().split(/\s+/u);
    return RANGE_SIGNS.test(name) || words.some((word) => RANGE_WORDS.has(word)) ? `"${name}" is a range of versions, not one` : undefined;
  }),
  {
    id: "6.1.34", versions: ONLY_21,
    run: ({ products }, report) => {
      for (const { branch, path } of products) if (branch && branch.depth > DEEPEST_BRANCH) report(path, `the product lies ${branch.depth} branches deep; at most ${DEEPEST_BRANCH} are allowed`);
    },
  },
  {
    id: "6.1.50", versions: ONLY_21,
    run: ({ branches }, report) => {
      for (const branch of branches) {
        if (branch.category !== "product_version_range") continue;
        const { range, problem } = readRange(branch);
        if (problem !== undefined) report(`${branch.path}/name`, `${problem}; write a canonical VERS or its constraints`);
        else if (range?.type && !isRegisteredType(range.type)) report(`${branch.path}/name`, `the VERS type "${range.type}" is not supported, so the order of its versions was not checked`, "warning");
      }
    },
  },
  eachPath("6.1.57", (path) => {
    const seen = new Set<string>();
    for (const { category } of path) {
      if (category === "product_family") continue;
      if (seen.has(category)) return `the category "${category}" stands twice on the way to the product`;
      seen.add(category);
    }
    return undefined;
  }),
  eachPath("6.1.58", (path) => {
    const categories = new Set(path.map(({ category }) => category));
    return categories.has("product_version") && categories.has("product_version_range") ? "both product_version and product_version_range stand on the way to the product" : undefined;
  }),
  eachRange("6.1.59", ({ range }) => {
    const version = range && findSingleVersion(range);
    return version === undefined ? undefined : `the range is the single version ${version}; use product_version`;
  }),
  eachBranch("6.2.18", "product_version_range", (name) =>
    (LOOKS_LIKE_VERS.test(name) ? undefined : `"${name}" is no VERS; check whether it can be one, or whether the versions can be enumerated: constraints alone are only a fallback`)),
  {
    id: "6.2.48", versions: ONLY_21,
    run: ({ branches }, report) => {
      for (const { category, name, path } of branches) {
        if (category === "vendor" && name.replace(/\s+/gu, "").toLowerCase() === "opensource") report(`${path}/name`, `"${name}" is no vendor; name who makes the product`);
      }
    },
  },
  eachRange("6.2.49", ({ range }) => (range && isOpenUpwards(range) ? "the range has no upper end" : undefined)),
  ...(["vers", "vls", "version"] as const).flatMap((kind, index): CsafTest[] => [
    { id: `6.2.50.${index + 1}`, versions: ONLY_21, run: (document, report) => compareStatuses(document, report, kind, "contradicting") },
    { id: `6.3.19.${index + 1}`, versions: ONLY_21, run: (document, report) => compareStatuses(document, report, kind, "same") },
  ]),
  eachRange("6.2.51", ({ range }) => (range?.type && !isRegisteredType(range.type) ? `the VERS type "${range.type}" is neither officially registered nor supported here` : undefined)),
  { id: "6.3.9", versions: BOTH, run: checkUsualPath },
  eachBranch("6.3.10", "product_version_range", () => "a range is hard to match; enumerate the versions where you can", "category"),
  eachBranch("6.3.11", "product_version", (name) => (/^v\d/i.test(name) ? `"${name}" begins with a v that most vendors leave out` : undefined)),
  { id: "6.3.19.4", versions: ONLY_21, run: (document, report) => compareInner(document, report, "product_version_range") },
  { id: "6.3.19.5", versions: ONLY_21, run: (document, report) => compareInner(document, report, "product_version") },
];

function eachBranch(id: string, category: string, judge: (name: string) => string | undefined, field = "name"): CsafTest {
  return {
    id, versions: BOTH,
    run: ({ branches }, report) => {
      for (const branch of branches) {
        const message = branch.category === category ? judge(branch.name) : undefined;
        if (message !== undefined) report(`${branch.path}/${field}`, message);
      }
    },
  };
}

function eachRange(id: string, judge: (reading: RangeReading) => string | undefined): CsafTest {
  return {
    id, versions: ONLY_21,
    run: ({ branches }, report) => {
      for (const branch of branches) {
        const message = branch.category === "product_version_range" ? judge(readRange(branch)) : undefined;
        if (message !== undefined) report(`${branch.path}/name`, message);
      }
    },
  };
}

function eachPath(id: string, judge: (path: readonly Branch[]) => string | undefined): CsafTest {
  return {
    id, versions: ONLY_21,
    run: ({ products }, report) => {
      for (const { branch, path } of products) {
        const message = branch && judge([...ancestry(branch)]);
        if (message !== undefined) report(path, message);
      }
    },
  };
}

function checkUsualPath({ products }: CsafDocument, report: Report): void {
  for (const { branch, path } of products) {
    if (!branch) continue;
    // Innermost first, so the order is looked for backwards.
    const wanted = ["product_version", "product_name", "vendor"];
    for (const { category } of ancestry(branch)) if (category === wanted[0]) wanted.shift();
    if (wanted.length > 0) report(path, "the way to the product does not lead over vendor, product_name and product_version");
  }
}

// Attacker-controlled: siblings are compared pair by pair.
const MOST_PAIRS = 200_000;

interface Pair {
  readonly productId: string;
  readonly sibling: Branch;
}

/** Each product below a range, with the siblings of that range that overlap with it. */
function* overlappingSiblings({ products, branches }: CsafDocument, wants: (sibling: Branch) => boolean, report: Report): Generator<Pair> {
  const siblingsOf = new Map<Branch | undefined, Branch[]>();
  for (const branch of branches) {
    if (!wants(branch)) continue;
    const siblings = siblingsOf.get(branch.parent) ?? [];
    siblings.push(branch);
    siblingsOf.set(branch.parent, siblings);
  }
  if (siblingsOf.size === 0) return;
  let pairs = 0;
  for (const { branch, id } of products) {
    for (const range of ancestry(branch)) {
      if (range.category !== "product_version_range" || id === undefined) continue;
      for (const sibling of siblingsOf.get(range.parent) ?? []) {
        pairs += 1;
        if (pairs > MOST_PAIRS) return report("/product_tree", `only the first ${MOST_PAIRS} pairs of version ranges were compared`, "info");
        if (sibling !== range && areOverlapping(range, sibling)) yield { productId: id, sibling };
      }
    }
  }
}

function areOverlapping(range: Branch, sibling: Branch): boolean {
  const left = readRange(range);
  const right: RangeReading = sibling.category === "product_version" ? { range: { type: left.range?.type ?? null, constraints: [{ comparator: "=", version: sibling.name }] } } : readRange(sibling);
  if (!left.range || !right.range || left.problem !== undefined || right.problem !== undefined) return false;
  const [a, b] = [left.range.type, right.range.type];
  const isComparable = a === b || a === null || b === null || a === "all" || b === "all";
  return isComparable && overlaps(left.range, right.range);
}

function compareStatuses(document: CsafDocument, report: Report, kind: "vers" | "vls" | "version", relation: "contradicting" | "same"): void {
  const wants = ({ category, name, part }: Branch): boolean => part["product"] !== undefined && part["branches"] === undefined
    && (kind === "version" ? category === "product_version" : category === "product_version_range" && LOOKS_LIKE_VERS.test(name) === (kind === "vers"));
  const pairs = [...overlappingSiblings(document, wants, report)];
  if (pairs.length === 0) return;
  const idOf = new Map(document.products.flatMap(({ branch, id }) => (branch && id !== undefined ? [[branch, id] as const] : [])));
  for (const { path, statuses } of document.vulnerabilities) {
    const groupsOf = new Map<string, Set<string>>();
    for (const [word, ids] of statuses) {
      const group = groupOfStatus(word);
      if (group === undefined) continue;
      for (const [id] of ids) groupsOf.set(id, (groupsOf.get(id) ?? new Set()).add(group));
    }
    const told = new Set<string>();
    for (const { productId, sibling } of pairs) {
      const other = idOf.get(sibling);
      const [mine, theirs] = [groupsOf.get(productId), other === undefined ? undefined : groupsOf.get(other)];
      if (!mine || !theirs || other === undefined || told.has([productId, other].toSorted().join("\n"))) continue;
      const clash = [...mine].some((group) => [...theirs].some((one) => (relation === "same" ? one === group : one !== group)));
      if (!clash) continue;
      told.add([productId, other].toSorted().join("\n"));
      report(`${path}/product_status`, `the versions of "${productId}" and "${other}" overlap, but they have ${relation === "same" ? "the same status" : "contradicting statuses"}`);
    }
  }
}

function compareInner(document: CsafDocument, report: Report, category: string): void {
  const told = new Set<string>();
  const wants = (branch: Branch): boolean => branch.category === category && branch.part["branches"] !== undefined && branch.part["product"] === undefined;
  for (const { productId, sibling } of overlappingSiblings(document, wants, report)) {
    if (told.has(sibling.path)) continue;
    told.add(sibling.path);
    report(`${sibling.path}/name`, `"${sibling.name}" overlaps with the version range above "${productId}"`);
  }
}
