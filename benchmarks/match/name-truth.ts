import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IdentifierError, parseCpe, type Advisory, type Asset, type Match, type Matcher } from "#engines/exposure";

export const DATA = join(import.meta.dirname, "../../../shared/data");
export const hasNames = (): boolean => ["cve-records", "cisa-csaf"].every((folder) => existsSync(join(DATA, folder)));

export interface Name {
  readonly vendor: string | null;
  readonly product: string;
}
export interface RecordNames {
  readonly cve: string;
  readonly names: readonly Name[];
  readonly cpes: ReadonlySet<string>;
}

interface StatedProduct {
  readonly vendor?: string;
  readonly product?: string;
  readonly cpes?: readonly string[];
}

export function readRecords(): readonly RecordNames[] {
  const lines = readFileSync(join(DATA, "cve-records/vulnrichment.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => {
    const { cveMetadata, containers: { cna, adp } } = JSON.parse(line) as {
      cveMetadata: { cveId: string }; containers: { cna: { affected?: readonly StatedProduct[] }; adp?: readonly { affected?: readonly StatedProduct[] }[] };
    };
    const stated = [cna, ...adp ?? []].flatMap(({ affected }) => affected ?? []);
    const cpes = stated.flatMap((product) => product.cpes ?? []).flatMap(readCpe);
    const names = (cna.affected ?? []).flatMap(({ vendor, product }) =>
      product === undefined || product === "n/a" ? [] : [{ vendor: vendor === undefined || vendor === "n/a" ? null : vendor, product }]);
    return { cve: cveMetadata.cveId, names, cpes: new Set(cpes) };
  }).filter(({ cpes }) => cpes.size > 0);
}

/** Some records' CPEs are no CPEs (a colon not escaped, a space): what they mean to say is not guessed. */
function readCpe(text: string): readonly string[] {
  try {
    const { vendor, product } = parseCpe(text);
    return [`${vendor}:${product}`];
  } catch (error) {
    if (error instanceof IdentifierError) return [];
    throw error;
  }
}

/** The words of a `vendor:product`. */
export function toName(cpe: string): Name {
  const at = cpe.indexOf(":");
  return { vendor: cpe.slice(0, at).replaceAll("_", " "), product: cpe.slice(at + 1).replaceAll("_", " ") };
}

export function toAsset({ vendor, product }: Name, id: string): Asset {
  return {
    id, source: { line: null, path: null }, original: product, vendor, product, model: null, version: null, purl: null, cpe: null,
    serial: null, location: null, exposed: "unknown", count: 1, repeats: [],
  };
}

/** An advisory that names these products, each in all its versions. */
export function toAdvisory(id: string, names: readonly Name[]): Advisory {
  return {
    id, title: id, format: "csaf", withdrawn: false, notAffected: [], leftOut: 0,
    affected: names.map((name) => ({ advisoryId: id, ...name, purl: null, cpe: null, scheme: "generic", ranges: [{}], versions: [], unread: null, vulnerabilities: [{ id, aliases: [], remedies: [] }] })),
  };
}

export function matchNames(matcher: Matcher, assets: readonly Asset[], threshold: number): readonly Match[] {
  return matcher.match({ format: "csv", assets, skipped: [], columns: {}, statements: [], notes: [], table: null }, { threshold });
}
