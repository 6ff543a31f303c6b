import type { ScannerFormat, ScannerTemplate } from "#contracts/agency-workbench";

/*
 * Which columns of a scanner's export say what. The names are those that the products write; case, blanks and signs are left
 * out of the comparison, and of several columns for one field the first that is filled counts.
 */

export const FIELDS = ["asset", "cve", "detectedOn", "lastSeenOn", "status"] as const;
export type Field = (typeof FIELDS)[number];

export interface Scanner {
  readonly name: string;
  readonly columns: Readonly<Record<Field, readonly string[]>>;
  readonly note: string;
}

const NEEDED: readonly Field[] = ["asset", "cve"];

export const SCANNERS: Readonly<Record<ScannerFormat, Scanner>> = {
  generic: {
    name: "Any scanner, by our own columns",
    columns: { asset: ["asset"], cve: ["cve"], detectedOn: ["detected_on"], lastSeenOn: ["last_seen_on"], status: ["status"] },
    note: "asset is your own key of the asset, as in your list of assets. Days are written 2026-12-07.",
  },
  ndjson: {
    name: "Programs, one JSON object a line",
    columns: { asset: ["asset"], cve: ["cve"], detectedOn: ["detectedOn"], lastSeenOn: ["lastSeenOn"], status: ["status"] },
    note: "Each line is an object with asset and cve (one, or a list), and where known detectedOn, lastSeenOn and status.",
  },
  nessus: {
    name: "Tenable Nessus, Vulnerability Management and Security Center (CSV)",
    columns: {
      asset: ["FQDN", "DNS Name", "Host", "IP Address"], cve: ["CVE"], detectedOn: ["First Found", "First Discovered", "First Seen"],
      lastSeenOn: ["Last Found", "Last Observed", "Last Seen", "Host End"], status: ["Vulnerability State", "State"],
    },
    note: "A plain Nessus export has no day of detection: say on which day the scan was made. Rows without a CVE are counted and left out.",
  },
  qualys: {
    name: "Qualys VMDR (CSV)",
    columns: { asset: ["Asset Name", "DNS", "NetBIOS", "Asset IPV4", "IP"], cve: ["CVE", "CVE ID", "CVEIDS"], detectedOn: ["First Detected"], lastSeenOn: ["Last Detected"], status: ["Status", "Vuln Status"] },
    note: "Choose the export with CVE ids; the one by QID alone names none. The title lines above the columns are skipped.",
  },
  defender: {
    name: "Microsoft Defender Vulnerability Management (per device)",
    columns: { asset: ["DeviceName", "DeviceId"], cve: ["CveId"], detectedOn: ["FirstSeenTimestamp"], lastSeenOn: ["LastSeenTimestamp"], status: ["Status"] },
    note: "The software vulnerabilities assessment per device, saved as CSV.",
  },
  openvas: {
    name: "Greenbone, OpenVAS (CSV results)",
    columns: { asset: ["Hostname", "IP"], cve: ["CVEs"], detectedOn: [], lastSeenOn: ["Timestamp"], status: [] },
    note: "The report format \"CSV Results\". A row may name several CVEs.",
  },
};

/** A column's name without what differs between versions of an export. */
export function plainHeading(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** Where each field's columns stand, the first choice first; undefined when this row holds no headings of the scanner's. */
export function findColumns(scanner: Scanner, cells: readonly string[]): Readonly<Record<Field, readonly number[]>> | undefined {
  const headings = cells.map(plainHeading);
  const places = (field: Field) => scanner.columns[field].map((name) => headings.indexOf(plainHeading(name))).filter((at) => at >= 0);
  const found = Object.fromEntries(FIELDS.map((field) => [field, places(field)])) as Record<Field, number[]>;
  return NEEDED.every((field) => found[field].length > 0) ? found : undefined;
}

export function toTemplate(format: ScannerFormat): ScannerTemplate {
  const { name, columns, note } = SCANNERS[format];
  return { scanner: format, name, note, columns: FIELDS.flatMap((field) => columns[field].map((heading, at) => ({ field, heading, needed: NEEDED.includes(field) && at === 0 }))) };
}

/** A file to begin with: the headings, and two rows of made-up assets. */
export function writeTemplate(format: ScannerFormat): string {
  if (format === "ndjson") return '{"asset":"web-01","cve":["CVE-2026-11111","CVE-2026-22222"],"detectedOn":"2026-09-01"}\n{"asset":"db-02","cve":"CVE-2026-11111","lastSeenOn":"2026-09-14"}\n';
  const { columns } = SCANNERS[format];
  const filled: Readonly<Record<Field, readonly [string, string]>> = { asset: ["web-01", "db-02"], cve: ["CVE-2026-11111", "CVE-2026-22222"], detectedOn: ["2026-09-01", "2026-09-03"], lastSeenOn: ["2026-09-14", "2026-09-14"], status: ["Active", "Active"] };
  const shown = FIELDS.filter((field) => columns[field].length > 0);
  const line = (cells: readonly string[]) => `${cells.join(",")}\n`;
  return line(shown.map((field) => columns[field][0] ?? "")) + line(shown.map((field) => filled[field][0])) + line(shown.map((field) => filled[field][1]));
}
