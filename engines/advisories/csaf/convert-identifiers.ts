// What identifies a product, from CSAF 2.0 to 2.1 (conformance clause 18).
import { parts, texts, toPart, toText, withoutRepeats, type Draft } from "./json-parts.ts";
import { KNOWN_ALGORITHMS } from "./product-tests.ts";
import { toCanonical } from "./package-url.ts";
import csaf21 from "./schemas/csaf-2.1.json" with { type: "json" };

/** Tells what was changed or could not be carried; `path` is in the source document. */
export type Note = (path: string, message: string) => void;

const CPE = new RegExp(csaf21.$defs.full_product_name_t.properties.product_identification_helper.properties.cpe.pattern);
const LISTS = ["hashes", "sbom_urls", "skus", "x_generic_uris", "model_numbers", "serial_numbers"] as const;

/** Converts the identification helper of a full product name in place. */
export function convertHelper(name: Draft, path: string, note: Note): void {
  const helper: Draft | undefined = toPart(name["product_identification_helper"]);
  if (!helper) return;
  const here = `${path}/product_identification_helper`;
  const cpe = toText(helper["cpe"]);
  if (cpe !== undefined && !CPE.test(cpe)) {
    delete helper["cpe"];
    note(`${here}/cpe`, `"${cpe}" is no CPE and was taken out`);
  }
  const purl = toText(helper["purl"]);
  if (purl !== undefined) helper["purls"] = [toCanonical(purl)];
  if (purl !== undefined && toCanonical(purl) !== purl) note(`${here}/purl`, `"${purl}" was brought into canonical form: ${toCanonical(purl)}`);
  delete helper["purl"];
  for (const [file, index] of parts(helper["hashes"])) {
    const hashes = parts(file["file_hashes"]).map(([hash, at]) => ({ algorithm: toAlgorithm(toText(hash["algorithm"]) ?? "", `${here}/hashes/${index}/file_hashes/${at}/algorithm`, note), value: toText(hash["value"])?.toLowerCase() }));
    (file as Draft)["file_hashes"] = withoutRepeats(hashes);
  }
  for (const list of ["model_numbers", "serial_numbers", "skus"]) if (Array.isArray(helper[list])) helper[list] = convertNumbers(helper[list], `${here}/${list}`, note);
  for (const list of LISTS) {
    if (!Array.isArray(helper[list])) continue;
    const items = withoutRepeats(helper[list]);
    if (items.length > 0) helper[list] = items;
    else delete helper[list];
  }
  if (Object.keys(helper).length === 0) delete name["product_identification_helper"];
}

function toAlgorithm(algorithm: string, path: string, note: Note): string {
  const lower = algorithm.toLowerCase();
  const plain = lower.replaceAll(/[-_ ]/g, "");
  const known = [...KNOWN_ALGORITHMS].find((one) => one === lower || one.replaceAll("-", "") === plain);
  if (known === undefined) note(path, `the hash algorithm "${algorithm}" is unknown; it became "${lower}"`);
  return known ?? lower;
}

/** In 2.0 such a number stood for everything that begins with it; in 2.1 a star says so. */
function convertNumbers(values: readonly unknown[], path: string, note: Note): string[] {
  return texts(values).flatMap(([value, index]) => {
    const escaped = value.replaceAll("\\", "\\\\");
    const open = escaped.endsWith("*") ? escaped : `${escaped}*`;
    if (open.indexOf("*") < open.length - 1) {
      note(`${path}/${index}`, `"${value}" has more than one star and was taken out`);
      return [];
    }
    if (open !== escaped) note(`${path}/${index}`, `"${value}" meant everything that begins with it; a star was added`);
    return [open];
  });
}
