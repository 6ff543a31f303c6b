/** A vendor and product name, taken to pieces once so that it can be compared many times. */
export interface NameProfile {
  readonly vendor: readonly string[];
  readonly product: readonly string[];
  /** The product's letters and digits run together: "Tiny INI" and "tinyini" agree here. */
  readonly joined: string;
}

const LEGAL_FORMS: ReadonlySet<string> = new Set([
  "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc", "gmbh", "mbh", "ag", "kg",
  "kgaa", "ohg", "ug", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "asa", "oy", "oyj", "aps", "pty", "pte", "kk", "sro",
  "doo", "bhd", "sdn", "holding", "holdings", "group", "the",
]);

// Words by which advisories and spreadsheets dress the same product differently.
const DRESSING: ReadonlySet<string> = new Set([
  "series", "family", "families", "device", "devices", "product", "products", "system", "systems", "software", "firmware", "hardware",
  "version", "versions", "all", "and", "the", "for", "of", "with", "incl", "including", "variants", "model", "models", "module", "unit",
]);

const MAX_TOKENS = 24;

// Letters that came out of UTF-8 bytes read as Windows-1252, such as "Ã¼" for "ü". Only the first letters that European
// names and typographic marks give: with all of them an honest "Strauß’" would be taken for one.
const MOJIBAKE = /[\u00c2\u00c3\u00c5\u00e2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}/g;
/** What the bytes 0x80 to 0x9f are in Windows-1252. */
const WINDOWS_1252 = "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
  + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** Repairs UTF-8 that was read as Windows-1252; what does not decode cleanly stays as it was. */
export function repairMojibake(text: string): string {
  return text.replace(MOJIBAKE, (run) => {
    // The pattern may take one letter too many: try the longest reading first.
    for (let length = run.length; length >= 2; length--) {
      const bytes = Uint8Array.from(run.slice(0, length), toWindows1252Byte);
      const decoded = decodeUtf8(bytes);
      if (decoded !== undefined) return decoded + run.slice(length);
    }
    return run;
  });
}

function toWindows1252Byte(letter: string): number {
  const special = WINDOWS_1252.indexOf(letter);
  return special >= 0 ? 0x80 + special : letter.charCodeAt(0);
}

// Letters of European names and typographic marks. Anything else that decodes was no broken text: "â’’" is not "\u2492".
const REPAIRED = /^[\u0080-\u017f\u2010-\u203a\u20ac\u2122]$/;

function decodeUtf8(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  return REPAIRED.test(text) ? text : undefined;
}

export function profileName(name: { readonly vendor: string | null; readonly product: string }): NameProfile {
  const vendor = vendorTokens(name.vendor ?? "");
  const said = outsideBrackets(name.product);
  // "Siemens" + "Siemens SCALANCE": the vendor inside the product name says nothing more.
  const bare = said.filter((token) => !vendor.includes(token));
  const product = bare.length > 0 ? bare : said;
  return { vendor, product, joined: product.filter((token) => !DRESSING.has(token)).join("") };
}

export function vendorTokens(vendor: string): readonly string[] {
  const tokens = outsideBrackets(vendor);
  const bare = tokens.filter((token) => !LEGAL_FORMS.has(token));
  return bare.length > 0 ? bare : tokens;
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

/** Bracketed remarks ("incl. SIPLUS variants") are left out unless nothing else is there. */
function outsideBrackets(text: string): readonly string[] {
  const tokens = splitWords(text.replace(/\([^()]*\)|\[[^[\]]*\]/g, " "));
  return tokens.length > 0 ? tokens : splitWords(text);
}

function splitWords(text: string): readonly string[] {
  const plain = repairMojibake(text).normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/ß/g, "ss");
  // "S.p.A." and "B.V." are one word.
  const undotted = plain.replace(/\b(?:\p{L}\.){2,}/gu, (dotted) => `${dotted.replaceAll(".", "")} `).replace(/(?<=\p{L})['’](?=\p{L})/gu, "");
  const words = undotted.match(/[\p{L}\p{N}]+/gu) ?? [];
  const tokens: string[] = [];
  for (const word of words) {
    const last = tokens.at(-1);
    // "X-200" and "X200" are one model; "SV8100" and "SV 8100" are two words.
    if (last !== undefined && /^\p{L}$/u.test(last) && /^\p{N}/u.test(word)) tokens[tokens.length - 1] = last + word;
    else tokens.push(...word.split(/(?<=\p{L}{2})(?=\p{N})/u));
  }
  return [...new Set(tokens)].slice(0, MAX_TOKENS);
}
