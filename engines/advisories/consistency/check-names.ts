import type { ReadProduct } from "../advisories.types.ts";
import { ecosystemOfPurl } from "../product-identifiers.ts";
import type { Tell } from "./consistency.types.ts";

/** CPE name, package URL and ecosystem must be able to mean one product. */
export function checkNames(products: readonly ReadProduct[], tell: Tell): void {
  for (const [index, product] of products.entries()) {
    const { purl, cpe, ecosystem } = product;
    const path = `/products/${index}`;
    const named = ecosystemOfPurl(purl);
    const stated = ecosystem?.split(":")[0];
    if (named !== null && stated !== undefined && named !== stated) tell("purl-ecosystem", `${path}/purl`, `the package URL is of ${named}, and the ecosystem is ${stated}`);
    const inCpe = cpe === null ? undefined : cpeWords(cpe);
    const inUrl = purl === null ? undefined : purlWords(purl);
    if (inCpe && inUrl && !share(inCpe, inUrl)) tell("cpe-purl", `${path}/cpe`, `the CPE name (${inCpe.join(" ")}) and the package URL (${inUrl.join(" ")}) have no word in common`);
  }
}

/** Vendor and product of a CPE 2.3 or 2.2 name, as words. */
function cpeWords(cpe: string): string[] | undefined {
  const found = /^cpe:(?:2\.3:|\/)[aho]:((?:\\.|[^:\\]){1,200}):((?:\\.|[^:\\]){1,200})/i.exec(cpe);
  return found ? toWords(`${found[1] ?? ""} ${found[2] ?? ""}`) : undefined;
}

/** Namespace and name of a package URL, as words. */
function purlWords(purl: string): string[] | undefined {
  const found = /^pkg:[^/]{1,40}\/+([^@?#]{1,400})/i.exec(purl);
  return found ? toWords(found[1] ?? "") : undefined;
}

// Words that name an ecosystem's packages in general, and so no product.
const COMMON = new Set(["js", "node", "python", "py", "go", "rust", "ruby", "com", "org", "io", "github", "net", "project"]);

function toWords(text: string): string[] {
  return [...new Set(text.replaceAll(/%[0-9a-f]{2}|\\/gi, " ").toLowerCase().match(/[a-z0-9]+/g) ?? [])].filter((word) => !COMMON.has(word));
}

/** One word within another is enough: `scikit-learn` and `scikit_learn`, `log4j` and `log4j-core`, `openssl3` and `openssl`. */
function share(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return true;
  const [left, right] = [one.join(""), other.join("")];
  return one.some((word) => right.includes(word)) || other.some((word) => left.includes(word));
}
