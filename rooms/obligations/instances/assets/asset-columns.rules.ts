import { saveAsset, type AgencyEnvironment, type AgencyExposure, type SaveAsset } from "#contracts/agency-workbench";
import { plainHeading } from "../imports/scanners.rules.ts";

/** The columns of a list of assets, under the names by which agencies' own tools write them. */
export const ASSET_HEADINGS: Readonly<Record<"key" | "name" | "kind" | "environment" | "exposed" | "ownerUnit", readonly string[]>> = {
  key: ["asset", "key", "asset_key", "asset_id", "asset tag", "hostname", "host", "fqdn"],
  name: ["name", "asset_name", "description"],
  kind: ["kind", "type", "asset_type", "class"],
  environment: ["environment", "env"],
  exposed: ["exposed", "publicly_exposed", "internet_facing", "public"],
  ownerUnit: ["owner_unit", "owner", "unit", "office", "component"],
};
type Column = keyof typeof ASSET_HEADINGS;
export type AssetColumns = Readonly<Partial<Record<Column, number>>>;

const EXPOSED: Readonly<Record<string, AgencyExposure>> = { yes: "yes", y: "yes", true: "yes", "1": "yes", no: "no", n: "no", false: "no", "0": "no", unknown: "unknown" };
const ENVIRONMENTS: Readonly<Record<string, AgencyEnvironment>> = {
  production: "production", prod: "production", live: "production", test: "test", testing: "test", qa: "test", staging: "test", uat: "test", development: "development", dev: "development",
  cloud: "cloud", ot: "ot", ics: "ot", scada: "ot", "end-user": "end-user", enduser: "end-user", endpoint: "end-user", workstation: "end-user", unknown: "unknown",
};

/** Undefined when no heading names the assets. */
export function findAssetColumns(cells: readonly string[]): AssetColumns | undefined {
  const headings = cells.map(plainHeading);
  const columns: Partial<Record<Column, number>> = {};
  for (const [column, names] of Object.entries(ASSET_HEADINGS) as [Column, readonly string[]][]) {
    const at = names.map((name) => headings.indexOf(plainHeading(name))).find((place) => place >= 0);
    if (at !== undefined) columns[column] = at;
  }
  return columns.key === undefined ? undefined : columns;
}

/** Reads one row, untrusted. What it leaves empty is not said. */
export function readAssetRow(cells: readonly string[], columns: AssetColumns): SaveAsset | { readonly refused: string } {
  const cell = (column: Column) => (columns[column] === undefined ? "" : (cells[columns[column]] ?? "").trim());
  const [exposed, environment] = [cell("exposed").toLowerCase(), cell("environment").toLowerCase()];
  if (exposed !== "" && !Object.hasOwn(EXPOSED, exposed)) return { refused: "exposed: expected yes, no or unknown" };
  if (environment !== "" && !Object.hasOwn(ENVIRONMENTS, environment)) return { refused: `environment: expected one of ${[...new Set(Object.values(ENVIRONMENTS))].join(", ")}` };
  const said = { key: cell("key"), name: cell("name"), kind: cell("kind"), environment: ENVIRONMENTS[environment], exposed: EXPOSED[exposed], ownerUnit: cell("ownerUnit") };
  const parsed = saveAsset.safeParse(Object.fromEntries(Object.entries(said).filter(([column, value]) => value !== undefined && (value !== "" || column === "key"))));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { refused: `${String(issue?.path[0] ?? "asset")}: ${issue?.message ?? "cannot be read"}` };
}
