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
  /** Order and material numbers such as 6ES7315-2EH14-0AB0: where both sides give one, they decide. */
  readonly orderNumbers: readonly string[];
  /** The product line that the name itself states ("WinCC V7.4"), or the release installed. */
  readonly line: string | null;
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
const RELEASE = /\d{1,6}(?:\.\d{1,6})*/;

/** Takes a name to pieces. `aliases` gives further names of a vendor, by its name run together. */
export function profileName(name: NameToProfile, aliases?: VendorAliases): NameProfile {
  const vendors = splitVendor(name.vendor ?? "");
  const known = new Set(vendors.map(({ joined }) => joined));
  const further = vendors.flatMap(({ joined }) => [...aliases?.get(joined) ?? []]).filter((alias) => !known.has(alias));
  const orderNumbers = [...name.product.slice(0, 1000).matchAll(ORDER_NUMBER)].map(([number]) => number.toLowerCase().replaceAll("-", ""));
  const line = LINE.exec(name.product)?.[1]?.replace(/\.x$/i, "") ?? null;
  const product = productTokens(name.product, vendors);
  return {
    vendor: vendors[0]?.tokens ?? [],
    vendors: [...vendors, ...further.map((alias) => ({ tokens: [alias], joined: alias }))],
    product,
    joined: product.filter((token) => !DRESSING.has(token)).join(""),
    orderNumbers,
    line: line ?? (name.version ? RELEASE.exec(name.version)?.[0] ?? null : null),
  };
}

/** For a vendor's name run together, the other names (run together) it was seen to have. */
export type VendorAliases = ReadonlyMap<string, ReadonlySet<string>>;

/** "Siemens" + "Siemens SCALANCE": the vendor inside the product's name says nothing more; bracketed remarks neither. */
function productTokens(product: string, vendors: readonly VendorName[]): readonly string[] {
  const plain = product.slice(0, 1000).replace(ORDER_NUMBER, " ").replace(INCHES, " ");
  const bare = plain.replace(/\([^()]*\)|\[[^[\]]*\]/g, " ").replace(LINE, " ");
  const said = [bare, plain, product].map(toTokens).find((tokens) => tokens.some((token) => !DRESSING.has(token))) ?? toTokens(product);
  const ofVendor = new Set(vendors.flatMap(({ tokens, joined, initials }) => [...tokens, joined, initials]));
  const own = withoutLeadingVendor(said, ofVendor).filter((token) => !ofVendor.has(token));
  return own.some((token) => !DRESSING.has(token)) ? own : said;
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
