import { AdvisoryError } from "../advisories.errors.ts";
import type { Validation, ValidationFinding } from "../advisories.types.ts";
import { showHidden } from "../bounded-json.ts";
import { branchTests } from "./branch-tests.ts";
import { validateSchema } from "./csaf-schema.ts";
import type { CsafTest } from "./csaf-test.types.ts";
import { cvssTests } from "./cvss-tests.ts";
import { documentTests } from "./document-tests.ts";
import { extensionTests } from "./extension-tests.ts";
import { identifierTests } from "./identifier-tests.ts";
import { productTests } from "./product-tests.ts";
import { profileTests } from "./profile-tests.ts";
import { toPart } from "./json-parts.ts";
import { readDocument, type CsafDocument, type CsafVersion } from "./read-document.ts";
import { ssvcTests } from "./ssvc-tests.ts";
import { textTests } from "./text-tests.ts";
import { trackingTests } from "./tracking-tests.ts";
import { vulnerabilityTests } from "./vulnerability-tests.ts";

/** In the order of their numbers. */
const TESTS: readonly CsafTest[] = [
  ...productTests, ...identifierTests, ...branchTests, ...vulnerabilityTests, ...cvssTests, ...ssvcTests, ...trackingTests,
  ...documentTests, ...profileTests, ...extensionTests, ...textTests,
].toSorted((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));

// Said by the schema (see csaf-schema.ts), under these numbers.
const BY_SCHEMA: Readonly<Record<CsafVersion, readonly string[]>> = { "2.0": ["6.1.8"], "2.1": ["6.1.8", "6.1.46", "6.1.60.1"] };

/**
 * Sets of tests: the official ones of section 6.4. `schema` is the JSON schema; `mandatory`, `recommended` and `informative`
 * are the families; `basic`, `extended` and `full` each add the next family to the schema.
 */
export type CsafPreset = "schema" | "mandatory" | "recommended" | "informative" | "basic" | "extended" | "full";

const FAMILIES: Readonly<Record<CsafPreset, string>> = { schema: "", mandatory: "1", recommended: "2", informative: "3", basic: "1", extended: "12", full: "123" };
const WITH_SCHEMA = new Set<CsafPreset>(["schema", "basic", "extended", "full"]);

export interface CsafValidation extends Validation {
  readonly version: CsafVersion;
}

export interface CsafValidationOptions {
  /** Default: what the document says, and 2.0 where it says nothing known. */
  readonly version?: CsafVersion | undefined;
  /** A preset, or the numbers of single tests, such as `6.1.7`. Default: `full`. */
  readonly tests?: CsafPreset | readonly string[] | undefined;
  /** The instant the tests are run at, ISO; 6.2.33 looks at it. Default: now. */
  readonly now?: string | undefined;
}

// The findings of a hostile document are cut here, so that it gets no endless report.
const MOST_OF_ONE_TEST = 50;

// 31 branches (test 6.1.34) are 64 levels; the official test documents go a little beyond.
const DEEPEST_NESTING = 400;

/** The numbers of all tests of a version, those that the schema says for us included. */
export function csafTestIds(version: CsafVersion): readonly string[] {
  return [...TESTS.filter(({ versions }) => versions.includes(version)).map(({ id }) => id), ...BY_SCHEMA[version]].toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/**
 * Validates a CSAF 2.0 or 2.1 document: schema and mandatory tests (errors, and `valid` is false), recommended tests
 * (warnings) and informative tests (infos). The tests run on whatever of the document is there, even where the schema fails.
 * All is offline: 6.3.6 and 6.3.7 tell only of names that can never resolve, 6.3.8 and 6.3.16 know English only.
 * Throws AdvisoryError `unreadable-document` where the document nests too deep or unfolds beyond reason.
 */
export function validateCsaf(root: unknown, { version: wanted, tests = "full", now = new Date().toISOString() }: CsafValidationOptions = {}): CsafValidation {
  refuseDepth(root);
  const version = wanted ?? (toPart(toPart(root)?.["document"])?.["csaf_version"] === "2.1" ? "2.1" : "2.0");
  const found = { errors: [] as ValidationFinding[], warnings: [] as ValidationFinding[], infos: [] as ValidationFinding[] };
  const isWanted = chooser(tests);
  for (const finding of validateSchema(root, version)) if (isWanted(finding.test)) found.errors.push(finding);
  const part = toPart(root);
  if (part) runTests(readDocument(part, version, now), TESTS.filter(({ id, versions }) => versions.includes(version) && isWanted(id)), found);
  const shown = (findings: readonly ValidationFinding[]): ValidationFinding[] =>
    findings.map(({ test, path, message }) => ({ test, path: showHidden(path), message: showHidden(shorten(message)) }));
  return { version, valid: found.errors.length === 0, errors: shown(found.errors), warnings: shown(found.warnings), infos: shown(found.infos) };
}

/** The tests and the schema recurse, so depth must end somewhere; this walk itself does not. */
function refuseDepth(root: unknown): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST_NESTING) throw new AdvisoryError("unreadable-document", "", `The document nests deeper than ${DEEPEST_NESTING} levels.`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null) continue;
      for (const child of Array.isArray(value) ? value : Object.values(value)) if (typeof child === "object" && child !== null) next.push(child);
    }
    level = next;
  }
}

function runTests(document: CsafDocument, tests: readonly CsafTest[], found: Record<"errors" | "warnings" | "infos", ValidationFinding[]>): void {
  for (const { id, run } of tests) {
    const family = id.startsWith("6.1.") ? "errors" : id.startsWith("6.2.") ? "warnings" : "infos";
    let told = 0;
    run(document, (path, message, as) => {
      // Of each test something is told, however much another one found.
      if (told < MOST_OF_ONE_TEST) found[as === "warning" ? "warnings" : as === "info" ? "infos" : family].push({ test: id, path, message });
      told += 1;
    });
  }
}

function chooser(tests: CsafPreset | readonly string[]): (id: string) => boolean {
  if (typeof tests !== "string") {
    const ids = new Set(tests);
    return (id) => ids.has(id);
  }
  const families = FAMILIES[tests];
  return (id) => (id === "schema" ? WITH_SCHEMA.has(tests) : families.includes(id.charAt(2)) || (tests === "schema" && BY_SCHEMA["2.1"].includes(id)));
}

/** Messages quote the document, whose words may be of any length. */
function shorten(message: string): string {
  return message.length > 500 ? `${message.slice(0, 500)}…` : message;
}

/** CSAF 2.0 alone, as a basic or a full validator. Refuses a document of another version by its schema. */
export async function validateCsaf20(document: unknown, level: "basic" | "full" = "basic"): Promise<Validation> {
  const { valid, errors, warnings, infos } = validateCsaf(document, { version: "2.0", tests: level });
  return { valid, errors, warnings, infos };
}
