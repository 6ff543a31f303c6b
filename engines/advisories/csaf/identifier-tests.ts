// Tests of section 6 about what identifies a product elsewhere: package URLs and CPE names.
import { BOTH, ONLY_21, type CsafTest, type Report } from "./csaf-test.types.ts";
import { isCanonical, readPackageUrl } from "./package-url.ts";
import { texts, toPart, toText } from "./json-parts.ts";
import { ancestry, type CsafDocument, type Product } from "./read-document.ts";

interface Purl {
  readonly text: string;
  readonly path: string;
}

function purlsOf({ part, path }: Product): Purl[] {
  const helper = toPart(part["product_identification_helper"]);
  const single = toText(helper?.["purl"]);
  const here = `${path}/product_identification_helper`;
  return [...(single === undefined ? [] : [{ text: single, path: `${here}/purl` }]), ...texts(helper?.["purls"]).map(([text, index]) => ({ text, path: `${here}/purls/${index}` }))];
}

export const identifierTests: readonly CsafTest[] = [
  {
    id: "6.1.13", versions: BOTH,
    run: ({ products }, report) => {
      for (const { text, path } of products.flatMap(purlsOf)) {
        const reading = readPackageUrl(text);
        if (reading.problem !== undefined) report(path, `"${text}" is no package URL: ${reading.problem}`);
        // What CSAF says of PURLs: the canonical form only.
        else if (!isCanonical(text, reading.canonical)) report(path, `"${text}" is not in canonical form, which is ${reading.canonical}`);
      }
    },
  },
  {
    id: "6.1.42", versions: ONLY_21,
    run: ({ products }, report) => {
      for (const product of products) {
        // What cannot be read (6.1.13 says so) is compared as it stands.
        const read = purlsOf(product).map(({ text, path }) => ({ key: JSON.stringify(readPackageUrl(text).purl ?? text.replace(/\?[^#]*/, "")), path }));
        for (const { key, path } of read) if (key !== read[0]?.key) report(path, "it differs from the first package URL in more than its qualifiers");
      }
    },
  },
  { id: "6.2.42", versions: ONLY_21, run: compareHelpers },
];

/** The parts of a CPE in the order both bindings have; 2.2 ends after the language, 2.3 goes on. */
const CPE_PARTS = ["part", "vendor", "product", "version", "update", "edition", "language", "sw_edition", "target_sw", "target_hw", "other"] as const;
type CpePart = (typeof CPE_PARTS)[number];

/** Which branch categories a part of a CPE may stand for. */
const COUNTERPARTS: ReadonlyMap<CpePart, readonly string[]> = new Map([
  ["vendor", ["vendor"]],
  ["product", ["product_name", "product_family"]],
  ["version", ["product_version", "product_version_range"]],
  ["update", ["patch_level", "service_pack"]],
  ["edition", []],
  ["language", ["language"]],
  ["sw_edition", []],
  ["target_sw", ["platform"]],
  ["target_hw", ["architecture", "platform"]],
  ["other", []],
]);

function readCpe(cpe: string): ReadonlyMap<CpePart, string> {
  const is23 = cpe.startsWith("cpe:2.3:");
  const pieces = is23 ? cpe.slice("cpe:2.3:".length).match(/(?:\\.|[^:\\])+/gs) ?? [] : cpe.slice("cpe:/".length).split(":");
  // CPE 2.2 packs what 2.3 added into the edition: ~edition~sw_edition~target_sw~target_hw~other.
  if (!is23 && pieces[5]?.startsWith("~")) {
    const [, edition = "", ...packed] = pieces[5].split("~");
    pieces.splice(5, 2, edition, pieces[6] ?? "", ...packed);
  }
  return new Map(CPE_PARTS.map((name, index) => [name, pieces[index] || "*"] as const));
}

const plain = (text: string): string => decodeLoosely(text).replaceAll(/\\(.)/gs, "$1").toLowerCase().replace(/^v(?=\d)/, "");

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // No percent encoding after all: compared as it stands.
  }
}

function compareHelpers({ products }: CsafDocument, report: Report): void {
  for (const product of products) {
    if (!product.branch) continue;
    const names = new Map<string, string>();
    for (const { category, name } of ancestry(product.branch)) if (!names.has(category)) names.set(category, name);
    const version = names.get("product_version");
    const cpe = toText(toPart(product.part["product_identification_helper"])?.["cpe"]);
    if (cpe !== undefined) {
      for (const message of compareCpe(readCpe(cpe), names)) report(`${product.path}/product_identification_helper/cpe`, message);
    }
    for (const { text, path } of purlsOf(product)) {
      const { purl } = readPackageUrl(text);
      if (!purl || version === undefined) continue;
      if (purl.version === "") report(path, `the package URL leaves out the version ${version}`);
      else if (plain(purl.version) !== plain(version)) report(path, `the package URL has the version ${purl.version}, the branch ${version}`);
    }
  }
}

function* compareCpe(cpe: ReadonlyMap<CpePart, string>, names: ReadonlyMap<string, string>): Generator<string> {
  for (const [part, categories] of COUNTERPARTS) {
    const value = cpe.get(part) ?? "*";
    const given = categories.filter((category) => names.has(category));
    const isSet = value !== "*" && value !== "-";
    if (given.length === 0) {
      if (isSet) yield `the CPE has the ${part} "${value}", which no branch gives`;
      continue;
    }
    // A CPE cannot express a range; a platform may be either software or hardware.
    if (given.includes("product_version_range") || (given.includes("platform") && (cpe.get("target_sw") !== "*" || cpe.get("target_hw") !== "*"))) continue;
    const name = names.get(given[0] ?? "") ?? "";
    if (!isSet) yield `the CPE leaves out the ${part}, which a branch gives as "${name}"`;
    else if (/(?:^|[^\\])[*?]/.test(value) && !/[*?]/.test(name)) yield `the ${part} of the CPE has a wildcard`;
    else if (part === "version" && plain(value) !== plain(name)) yield `the CPE has the version ${value}, the branch ${name}`;
  }
}
