import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { writeSpreadsheet, type Cell } from "./write-spreadsheet.ts";

/** A product that an advisory names, with a version of it that the advisory is about. */
export interface Affected {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly advisory: unknown;
}

interface Branch {
  readonly category: string;
  readonly name: string;
  readonly branches?: readonly Branch[];
}

interface Csaf {
  readonly document: { readonly tracking: { readonly id: string } };
  readonly product_tree: { readonly branches?: readonly Branch[] };
  readonly vulnerabilities?: readonly { readonly remediations?: readonly { readonly category: string }[] }[];
}

const REAL = join(repositoryRoot, "../shared/data/cisa-csaf");
const WANTED = 7;
/** "<= 2.2.3", "< 7.2.5.7": nothing that has to be understood first. */
const PLAIN_RANGE = /^(<=?)\s*v?(\d+(?:\.\d+)*)$/i;

/**
 * Medical advisories of CISA about one product in one plain range of versions that its maker has mended, the newest first,
 * one of each maker; without them, made-up ones of the same shape.
 */
export function findAffected(): readonly Affected[] {
  const documents = existsSync(REAL)
    ? readdirSync(REAL, { recursive: true, encoding: "utf8" }).filter((path) => /(^|\/)icsma[^/]*\.json$/.test(path)).map((path) => JSON.parse(readFileSync(join(REAL, path), "utf8")) as Csaf)
    : MADE_UP.map(makeUp);
  const found = documents.toSorted((a, b) => (a.document.tracking.id < b.document.tracking.id ? 1 : -1)).flatMap(readAffected);
  return found.filter(({ vendor }, index) => found.findIndex((other) => other.vendor === vendor) === index).slice(0, WANTED);
}

function readAffected(advisory: Csaf): readonly Affected[] {
  const named = (advisory.product_tree.branches ?? []).flatMap((vendor) => (vendor.branches ?? []).flatMap((product) => (product.branches ?? []).map((range) => ({ vendor: vendor.name, product: product.name, range: range.name }))));
  const [only] = named;
  const [, sign, bound] = PLAIN_RANGE.exec(only?.range ?? "") ?? [];
  const isMended = (advisory.vulnerabilities ?? []).some(({ remediations = [] }) => remediations.some(({ category }) => category === "vendor_fix"));
  if (named.length !== 1 || !only || bound === undefined || !isMended || !only.product.includes(" ")) return [];
  return [{ vendor: only.vendor, product: only.product, version: sign === "<=" ? bound : before(bound), advisory }];
}

/** The last number that can be is one less. */
function before(version: string): string {
  const numbers = version.split(".").map(Number);
  const last = numbers.findLastIndex((number) => number > 0);
  return numbers.map((number, index) => (index === last ? number - 1 : number)).join(".");
}

const MADE_UP = [
  ["Alder Medical", "Infusion Station 300", "4.2"], ["Birch Imaging", "Scan Console Pro", "7.1.3"], ["Cedar Health", "Ward Dashboard", "2.2"], ["Dogwood Devices", "Transport Ventilator", "2.3"],
  ["Elm Diagnostics", "Blood Analyser Manager", "1.8"], ["Fir Monitoring", "Central Patient Viewer", "9.4"], ["Gorse Systems", "Pharmacy Cabinet Server", "7.6.2"],
] as const;

function makeUp([vendor, product, fixed]: (typeof MADE_UP)[number], index: number): Csaf {
  const id = `EX-2026-10${index}`;
  const at = "2026-01-01T00:00:00.000Z";
  const document = {
    category: "csaf_security_advisory", csaf_version: "2.0", title: `${vendor} ${product} (exercise)`, distribution: { tlp: { label: "WHITE" } },
    publisher: { category: "coordinator", name: "Exercise coordinator", namespace: "https://coordinator.example" },
    tracking: { id, status: "final", version: "1", initial_release_date: at, current_release_date: at, revision_history: [{ date: at, number: "1", summary: "First" }] },
  };
  return {
    document,
    product_tree: { branches: [{ category: "vendor", name: vendor, branches: [{ category: "product_name", name: product, branches: [{ category: "product_version_range", name: `<${fixed}`, product: { product_id: "P1", name: `${product} before ${fixed}` } }] }] }] },
    vulnerabilities: [{ cve: `CVE-1900-${10_000 + index}`, product_status: { known_affected: ["P1"] }, remediations: [{ category: "vendor_fix", details: `Update to ${fixed} or later.`, product_ids: ["P1"] }] }],
  } as unknown as Csaf;
}

/** One document a line, as an analyst would take them in. */
export function toNdjson(affected: readonly Affected[]): Buffer {
  return Buffer.from(affected.map(({ advisory }) => JSON.stringify(advisory)).join("\n"));
}

const ROWS = 40;
const WARDS = ["Ward 1", "Ward 2", "ER", "Radiology", "Lab"];
const HARMLESS = ["Wall clock", "Label printer", "Desk phone", "Kitchen scale", "Door bell", "Ceiling projector", "Coffee machine"];

/**
 * A list as one finds it: a title and a remark above the headings, headings of nobody's standard, a ward's name in a row of
 * its own, stray spaces, capitals, a note in the place of a version, a sum at the end. The version of the last two is not known.
 */
export function writeHospitalList(affected: readonly Affected[]): Buffer {
  const vital = affected.map(({ vendor, product, version }, index): readonly Cell[] => [
    100 + index, index === 1 ? vendor.toUpperCase() : vendor, index === 2 ? `  ${product} ` : product, index >= affected.length - 2 ? null : index === 0 ? `v ${version}` : version, WARDS[index % WARDS.length] ?? null,
  ]);
  const harmless = Array.from({ length: ROWS - vital.length }, (_, index): readonly Cell[] => [
    200 + index, "Plainware Supplies", `${HARMLESS[index % HARMLESS.length] ?? ""} ${index + 1}`, index % 5 === 0 ? "n/a" : `${(index % 3) + 1}.0`, WARDS[index % WARDS.length] ?? null,
  ]);
  const half = Math.floor(harmless.length / 2);
  return writeSpreadsheet([
    ["Equipment list DRAFT, ask Joan", null, null, null, null],
    [null],
    ["Tag #", "Mfr.", "Equipment", "SW ver.", "Location"],
    ...harmless.slice(0, half),
    [null, null, null, null, null],
    ...vital,
    ["Basement"],
    ...harmless.slice(half),
    ["Total", null, null, null, ROWS],
  ]);
}
