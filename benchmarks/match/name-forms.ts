import { createMatcher } from "#engines/exposure";
import { matchNames, toAdvisory, toAsset, toName, type Name, type RecordNames } from "./name-truth.ts";

/*
 * Names as people and machines write them: an inventory of the words of all CPEs, in several forms, against the names that
 * vendors give in the CVE records with exactly one CPE. An advisory's name may mean a family or a maker's other name for the
 * same thing, and a record may leave out CPEs that are meant: the figures tell how the forms stand to each other.
 */

const FORMS: Readonly<Record<string, (name: Name) => Name>> = {
  "vendor and product": (name) => name,
  "with underscores": ({ vendor, product }) => ({ vendor: vendor?.replaceAll(" ", "_") ?? null, product: product.replaceAll(" ", "_") }),
  "in capitals": ({ vendor, product }) => ({ vendor: vendor?.toUpperCase() ?? null, product: product.toUpperCase() }),
  "vendor within the product": ({ vendor, product }) => ({ vendor: null, product: `${vendor ?? ""} ${product}` }),
  "without a vendor": ({ product }) => ({ vendor: null, product }),
};

export interface FormScore {
  readonly form: string;
  readonly precision: number;
  readonly recall: number;
  readonly n: number;
}

export function scoreForms(records: readonly RecordNames[], threshold: number): readonly FormScore[] {
  const cpes = [...new Set(records.flatMap((record) => [...record.cpes]))];
  const single = new Map(records.filter((record) => record.cpes.size === 1 && record.names.length > 0).map((record) => [record.cve, record]));
  const matcher = createMatcher([...single.values()].map(({ cve, names }) => toAdvisory(cve, names)));
  return Object.entries(FORMS).map(([form, write]) => {
    const found = matchNames(matcher, cpes.map((cpe) => toAsset(write(toName(cpe)), cpe)), threshold);
    const right = found.filter(({ asset, vulnerabilityId }) => [...single.get(vulnerabilityId)?.cpes ?? []].some((cpe) => toLetters(cpe) === toLetters(asset.id)));
    return { form, precision: right.length / Math.max(found.length, 1), recall: new Set(right.map(({ vulnerabilityId }) => vulnerabilityId)).size / single.size, n: single.size };
  });
}

/** `dlink:dap-1325_firmware` and `d-link:dap-1325` are two spellings of one. */
function toLetters(cpe: string): string {
  return cpe.replace(/_firmware$/, "").replace(/[^a-z0-9:]+/g, "");
}
