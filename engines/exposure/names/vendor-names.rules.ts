import { splitWords } from "./split-words.rules.ts";

/** One of the names a vendor goes by. */
export interface VendorName {
  readonly tokens: readonly string[];
  readonly joined: string;
  /** "Becton, Dickinson and Company" is BD; empty for a name of one word. */
  readonly initials?: string;
}

const LEGAL_FORMS: ReadonlySet<string> = new Set([
  "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc", "gmbh", "mbh", "ag", "kg",
  "kgaa", "ohg", "ug", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "asa", "oy", "oyj", "aps", "pty", "pte", "kk", "sro",
  "doo", "bhd", "sdn", "holding", "holdings", "group", "the", "and",
]);
const NO_VENDOR = /^(?:n\/?a|none|unknown|various|multiple(?:\s+\w+)*|-|\*)?$/i;
// What joins two names of one maker in advisories: "Kantech, Johnson Controls Inc.", "BD (formerly CareFusion)".
const BETWEEN_NAMES = /[;/|()[\]]|,(?!\s*(?:inc|ltd|llc|l\.l\.c|co|corp|gmbh|s\.|a\.|ag|plc|and\b))|\b(?:an?\s+)?(?:subsidiary|division|part|brand|company)\s+of\b|\b(?:formerly|previously|now|known\s+as|acquired\s+by|owned\s+by|dba)\b/gi;

/** Every name in a vendor's words: the whole first, then each part where the words name an owner, an earlier or a short name. */
export function splitVendor(vendor: string): readonly VendorName[] {
  const text = vendor.slice(0, 300).trim();
  if (NO_VENDOR.test(text)) return [];
  const outside = text.replace(/\([^()]*\)|\[[^[\]]*\]/g, " ");
  const names = new Map<string, VendorName>();
  for (const [index, part] of [outside, ...text.split(BETWEEN_NAMES)].entries()) {
    const tokens = vendorTokens(part, index === 0);
    const joined = tokens.join("");
    if (joined.length >= 2 && !names.has(joined)) {
      names.set(joined, { tokens, joined, initials: tokens.length < 2 ? "" : tokens.map((token) => token[0]).join("") });
    }
  }
  return [...names.values()];
}

function vendorTokens(vendor: string, isWhole = false): readonly string[] {
  const tokens = splitWords(vendor).slice(0, 12);
  const bare = tokens.filter((token) => !LEGAL_FORMS.has(token));
  // A name of nothing but such words, as SE or The Group, is a name; behind a comma it is only a legal form.
  return bare.length === 0 && isWhole ? tokens : bare;
}

/** A vendor and product as one document names them. */
export interface NamedProduct {
  readonly vendor: string | null;
  readonly product: string;
  /** What the statement is about, such as a CVE id: two vendors of one product in it are one maker. */
  readonly about: readonly string[];
}

/**
 * Learns which vendors go by several names, from the documents' own variants: names that stand beside each other in one
 * vendor's words, and two vendors to whom different documents give the same telling product in the same vulnerability.
 */
export function learnVendorAliases(products: Iterable<NamedProduct>): ReadonlyMap<string, ReadonlySet<string>> {
  const aliases = new Map<string, Set<string>>();
  const join = (a: string, b: string): void => {
    if (a === b) return;
    for (const [from, to] of [[a, b], [b, a]] as const) aliases.set(from, (aliases.get(from) ?? new Set()).add(to));
  };
  const makers = new Map<string, string>();
  const vendorsSeen = new Map<string, readonly VendorName[]>();
  for (const { vendor, product, about } of products) {
    if (vendor === null) continue;
    let names = vendorsSeen.get(vendor);
    if (!names) {
      names = splitVendor(vendor);
      vendorsSeen.set(vendor, names);
      for (const { joined } of names.slice(1)) join(names[0]?.joined ?? joined, joined);
    }
    const [main] = names;
    const words = splitWords(product).join("");
    // A short or common word in both says nothing; eight letters and digits of the same name do.
    if (!main || words.length < 8) continue;
    for (const id of about.slice(0, 50)) {
      const key = `${id} ${words}`;
      const maker = makers.get(key);
      if (maker === undefined) makers.set(key, main.joined);
      else join(maker, main.joined);
    }
  }
  return aliases;
}

export type VendorRelation = "same" | "written differently" | "almost the same" | "not said by the asset" | "not said by the advisory" | "named in the product" | "different";

/** How the names of two vendors stand to each other; the closest pair of their names counts. */
export function compareVendors(asset: readonly VendorName[], advisory: readonly VendorName[]): VendorRelation {
  if (advisory.length === 0) return "not said by the advisory";
  if (asset.length === 0) return "not said by the asset";
  let best: VendorRelation = "different";
  for (const a of asset) {
    for (const b of advisory) {
      const relation = compareVendorNames(a, b);
      if (relation === "same") return "same";
      if (relation === "written differently" || best === "different") best = relation;
    }
  }
  return best;
}

function compareVendorNames(a: VendorName, b: VendorName): VendorRelation {
  if (a.joined === b.joined || foldUmlauts(a.joined) === foldUmlauts(b.joined)) return "same";
  if (a.joined === b.initials || b.joined === a.initials) return "written differently";
  const [short, long] = a.joined.length < b.joined.length ? [a, b] : [b, a];
  // "Motorola" is Motorola Solutions; but Johnson & Johnson is not Johnson Controls.
  const isPart = short.tokens.length < long.tokens.length && short.tokens.every((token) => long.tokens.includes(token));
  if (isPart && (short.tokens[0] === long.tokens[0] || short.tokens.length > 1)) return "written differently";
  if (short.joined.length >= 4 && long.joined.startsWith(short.joined)) return "written differently";
  const first = [a.tokens[0] ?? "", b.tokens[0] ?? ""].toSorted((x, y) => x.length - y.length);
  const sharesStart = (first[0]?.length ?? 0) >= 5 && (first[1] ?? "").startsWith(first[0] ?? "") && (a.tokens.length === 1 || b.tokens.length === 1);
  const isNear = isOneEditApart(a.joined, b.joined) || sharesStart;
  return isNear ? "almost the same" : "different";
}

function foldUmlauts(text: string): string {
  return text.replace(/([aou])e/g, "$1");
}

/** One letter more, less, other or swapped, in words of five letters or more. */
export function isOneEditApart(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const restA = a.slice(start, a.length - end);
  const restB = b.slice(start, b.length - end);
  const isSwap = restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
  return isSwap || (restA.length <= 1 && restB.length <= 1);
}
