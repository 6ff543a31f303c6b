import { AdvisoryError, validateAdvisory } from "#engines/advisories";
import type { Inventory, SkippedLine } from "../exposure.types.ts";
import { toInertText } from "../inert-text.rules.ts";
import type { Minor } from "./cyclonedx-schema.ts";
import { billSchema } from "./cyclonedx-schema.ts";
import type { LinedDocument } from "./json-document.ts";
import { sayIssue } from "./say-issue.rules.ts";

/** Where a bill departs from the standard, and how. */
export type Departure = Pick<SkippedLine, "line" | "path" | "reason">;

const MOST_DEPARTURES = 50;
const DEEPEST = 200;
const MINORS: readonly Minor[] = [2, 3, 4, 5, 6, 7];
/** Versions whose vulnerabilities the advisories' own validator knows. */
const VALIDATED_VEX: ReadonlySet<Minor> = new Set([4, 5, 6]);

const schemas = new Map<string, ReturnType<typeof billSchema>>();

/**
 * Holds a bill against the schema of the version it names, and its references against each other (CycloneDX: every `bom-ref` is the only
 * one of its name). Gives at most 50 departures; none means that it is valid as far as {@link billSchema} looks.
 */
export function checkCycloneDx({ value, lineOf }: LinedDocument, format: Inventory["format"]): readonly Departure[] {
  const tell = (path: string, reason: string): Departure => ({ line: lineOf(nearestObject(path)), path: toInertText(path, 300), reason });
  if (isDeeperThan(value, DEEPEST)) return [tell("", `It nests deeper than ${DEEPEST} levels.`)];
  const bill = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const minor = MINORS.find((one) => bill["specVersion"] === `1.${one}`);
  if (minor === undefined) return [tell("specVersion", "it must be 1.2 to 1.7")];
  const isJson = format === "cyclonedx-json";
  const key = `${minor} ${isJson}`;
  const schema = schemas.get(key) ?? billSchema(minor, isJson);
  schemas.set(key, schema);
  const result = schema.safeParse(value);
  const shape = result.success ? [] : result.error.issues.slice(0, MOST_DEPARTURES).map((issue) => tell(writePath(issue.path), sayIssue(issue)));
  const vex = isJson && VALIDATED_VEX.has(minor) && Array.isArray(bill["vulnerabilities"]) ? checkVulnerabilities(value).map(({ path, message }) => tell(writePath(path.slice(1).split("/").map((part) => (/^\d+$/.test(part) ? Number(part) : part))), message)) : [];
  return [...shape, ...vex, ...findRepeated(bill).map((path) => tell(path, "it must be the only one of its name in the bill"))].slice(0, MOST_DEPARTURES);
}

function checkVulnerabilities(value: unknown): readonly { readonly path: string; readonly message: string }[] {
  try {
    return validateAdvisory(value, "cyclonedx-vex").errors.filter(({ path }) => path.startsWith("/vulnerabilities"));
  } catch (error) {
    if (error instanceof AdvisoryError) return [{ path: error.field, message: error.message }];
    throw error;
  }
}

function isDeeperThan(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return false;
}

function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((written, part) => (typeof part === "number" ? `${written}[${part}]` : `${written}${written === "" ? "" : "."}${String(part)}`), "");
}

/** `components[3].hashes[0].alg` stands in `components[3]`, as far as lines are known. */
function nearestObject(path: string): string {
  return /^(?:metadata\.component|(?:components|services)\[\d+\](?:\.(?:components|services)\[\d+\])*)/.exec(path)?.[0] ?? "";
}

/** The paths of references that another component or service of the bill bears already. */
function findRepeated(bill: Readonly<Record<string, unknown>>): readonly string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  const look = (entries: unknown, path: string): void => {
    for (const [index, entry] of (Array.isArray(entries) ? (entries as readonly unknown[]) : []).entries()) {
      if (typeof entry !== "object" || entry === null) continue;
      const own = `${path}[${index}]`;
      const ref = "bom-ref" in entry ? entry["bom-ref"] : undefined;
      if (typeof ref === "string" && seen.has(ref)) repeated.push(`${own}.bom-ref`);
      if (typeof ref === "string") seen.add(ref);
      if ("components" in entry) look(entry.components, `${own}.components`);
      if ("services" in entry) look(entry.services, `${own}.services`);
    }
  };
  look(bill["components"], "components");
  look(bill["services"], "services");
  return repeated;
}
