import { splitVendor, type VendorName } from "./vendor-names.rules.ts";
import { splitWords } from "./split-words.rules.ts";

/** A vendor and product name, taken to pieces once so that it can be compared many times. */
export interface NameProfile {
  /** The vendor's main name in words, without its legal form. */
  readonly vendor: readonly string[];
  /** Every name the vendor goes by in this text or as others were seen to write it. */
  readonly vendors: readonly VendorName[];
  readonly product: readonly string[];
  /** The product's letters and digits run together: "Tiny INI" and "tinyini" agree here. */
  readonly joined: string;
  /** Short names that the name itself explains, run together: RAS of "Remote Access Server (RAS)". */
  readonly shortNames: readonly string[];
  /** Where the vendor's name stands: `alone` is all that the product is called ("Linux" by Linux), `inside` is among its words. */
  readonly maker: "apart" | "inside" | "alone";
  /** Order and material numbers such as 6ES7315-2EH14-0AB0: where both sides give one, they decide. */
  readonly orderNumbers: readonly string[];
  /** The product line that the name itself states ("WinCC V7.4"), or the release installed. */
  readonly line: string | null;
  /** Whether several models stand in the name: "MR100, MR200", "S7-300/400". */
  readonly isList: boolean;
  /** Numbers that count releases rather than models: 2019 of "SQL Server 2019", 3.5 of "Tide Framework 3.5 Service Pack 1". */
  readonly releases: readonly string[];
  readonly releaseWords: ReadonlySet<string>;
}

export interface NameToProfile {
  readonly vendor: string | null;
  readonly product: string;
  /** The installed version, where it is known: "WinCC" in version 7.5 is not "WinCC V7.4". */
  readonly version?: string | null;
}

// Words by which advisories and spreadsheets dress the same product differently.
const DRESSING: ReadonlySet<string> = new Set([
  "series", "family", "families", "device", "devices", "product", "products", "system", "systems", "software", "firmware", "hardware",
  "version", "versions", "all", "and", "the", "for", "of", "with", "incl", "including", "variants", "variant", "model", "models", "module",
  "modules", "unit", "units", "plc", "cpu", "cpus", "others", "only", "related", "application", "applications", "edition", "a", "an",
]);

const MAX_TOKENS = 24;
// Three groups with digits in them, two long ones of letters and digits, or seven digits and more: an order number, not a model.
const ORDER_NUMBER = /(?<![\p{L}\p{N}])(?:(?=[A-Z]*\d)[0-9A-Z]{3,}-(?=[A-Z]*\d)[0-9A-Z]{3,}-[0-9A-Z]{3,}|(?=[A-Z]*\d)(?=\d*[A-Z])[0-9A-Z]{5,}-(?=[A-Z]*\d)(?=\d*[A-Z])[0-9A-Z]{5,}|\d{7,12})(?![\p{L}\p{N}])/giu;
// Sizes of screens tell no models apart here: 'Panels 4" - 22"'.
const INCHES = /\d{1,3}\s?(?:["”″]|''|inch(?:es)?\b)/gi;
const LINE = /(?<![\p{L}\p{N}])v(\d{1,5}(?:\.(?:\d{1,5}|x))*)(?:\.x)?(?![\p{L}\p{N}-])/iu;
// With dots, a year, or of one or two digits where it ends the name after a word or follows a word for releases.
const RELEASES = /(?<![\p{L}\p{N}.-])(?:\d{1,4}(?:\.\d{1,6}){1,4}|(?:19|20)\d\d|(?<=(?:^|[^\p{L}])(?:sp|pack|update|version|release)\s?)\d{1,5}|(?<=\p{L}{2}[\s_]+)\d{1,2}(?=\s*$))(?![\p{L}\p{N}-])/giu;
const LIST = /\d[\p{L}\p{N}]*\s*(?:,|\/|&|\band\b|\bor\b)\s*[\p{L}-]*\d/iu;
const BRACKETED = /\([^()]*\)|\[[^[\]]*\]/g;
const SHORT_NAME = /\(\s*(\p{Lu}[\p{L}\p{N}]{1,7})\s*\)/gu;
const RELEASE = /\d{1,6}(?:\.\d{1,6})*/;

/** Takes a name to pieces. `aliases` gives further names of a vendor, by its name run together. */
export function profileName(name: NameToProfile, aliases?: VendorAliases): NameProfile {
  const vendors = splitVendor(name.vendor ?? "");
  const known = new Set(vendors.map(({ joined }) => joined));
  const further = vendors.flatMap(({ joined }) => [...aliases?.get(joined) ?? []]).filter((alias) => !known.has(alias));
  const orderNumbers = [...name.product.slice(0, 1000).matchAll(ORDER_NUMBER)].map(([number]) => number.toLowerCase().replaceAll("-", ""));
  const line = LINE.exec(name.product)?.[1]?.replace(/\.x$/i, "") ?? null;
  const releases = name.product.slice(0, 1000).replace(BRACKETED, " ").match(RELEASES) ?? [];
  const { product, maker } = productTokens(name.product, vendors);
  return {
    vendor: vendors[0]?.tokens ?? [],
    vendors: [...vendors, ...further.map((alias) => ({ tokens: [alias], joined: alias }))],
    product,
    joined: product.filter((token) => !DRESSING.has(token)).join(""),
    shortNames: findShortNames(name.product),
    maker,
    orderNumbers,
    line: line ?? (name.version ? RELEASE.exec(name.version)?.[0] ?? null : null),
    isList: LIST.test(name.product),
    releases,
    releaseWords: new Set(releases.flatMap(splitWords)),
  };
}

/** For a vendor's name run together, the other names (run together) it was seen to have. */
export type VendorAliases = ReadonlyMap<string, ReadonlySet<string>>;

/** Brackets often hold the initials of the words before them; the joining words between may count or not. */
function findShortNames(product: string): readonly string[] {
  return [...product.slice(0, 1000).matchAll(SHORT_NAME)].flatMap(([whole, short = "", ...rest]) => {
    const words = splitWords(product.slice(0, product.indexOf(whole, typeof rest[0] === "number" ? rest[0] : 0)));
    const initials = words.map((word) => word[0]).join("");
    const wanted = short.toLowerCase();
    return wanted.length >= 3 && initials.endsWith(wanted) ? [wanted] : [];
  });
}

/** "Siemens" + "Siemens SCALANCE": the vendor inside the product's name says nothing more; bracketed remarks neither. */
function productTokens(name: string, vendors: readonly VendorName[]): Pick<NameProfile, "product" | "maker"> {
  const plain = name.slice(0, 1000).replace(ORDER_NUMBER, " ").replace(INCHES, " ");
  const bare = plain.replace(BRACKETED, " ").replace(LINE, " ");
  const said = firstTelling([bare, plain, name]) ?? toTokens(name);
  const ofVendor = new Set(vendors.flatMap(({ tokens, joined, initials }) => [...tokens, joined, initials]));
  const own = withoutLeadingVendor(said, ofVendor).filter((token) => !ofVendor.has(token));
  if (own.length === said.length) return { product: said, maker: "apart" };
  return own.some((token) => !DRESSING.has(token)) ? { product: own, maker: "inside" } : { product: said, maker: "alone" };
}

/** The tokens of the first text that has more than dressing. */
function firstTelling(texts: readonly string[]): readonly string[] | undefined {
  for (const text of texts) {
    const tokens = toTokens(text);
    if (tokens.some((token) => !DRESSING.has(token))) return tokens;
  }
  return undefined;
}

/** "Rockwell Automation Stratix" of the vendor written "rockwellautomation". */
function withoutLeadingVendor(tokens: readonly string[], ofVendor: ReadonlySet<string | undefined>): readonly string[] {
  const length = [4, 3, 2].find((count) => tokens.length > count && ofVendor.has(tokens.slice(0, count).join("")));
  return length === undefined ? tokens : tokens.slice(length);
}

function toTokens(text: string): readonly string[] {
  return [...new Set(splitWords(text))].slice(0, MAX_TOKENS);
}

/** Model numbers carry the difference between siblings; dressing carries nearly nothing. */
export function tokenWeight(token: string): number {
  if (DRESSING.has(token)) return 0.1;
  if (isModelToken(token)) return 2;
  return token.length <= 2 ? 0.5 : 1;
}

export function isModelToken(token: string): boolean {
  return /\d/.test(token);
}

export function isDressing(token: string): boolean {
  return DRESSING.has(token);
}
