import type { Validation, ValidationFinding } from "../advisories.types.ts";
import { refuseDepth } from "../bounded-json.ts";

// 6.3.6 and 6.3.7 fetch URLs and 6.3.8 needs dictionaries of the host: the same document must get the same answer anywhere.
const NEEDS_THE_OUTSIDE = new Set(["6.3.6", "6.3.7", "6.3.8"]);

// The tests of a document with many faults are cut here, so that a hostile document gets no endless report.
const MOST_FINDINGS = 200;

interface NumberedTest {
  readonly test: string;
  readonly run: CsafTest;
}

const load = {
  schema: () => import("@secvisogram/csaf-validator-lib/schemaTests.js"),
  mandatory: () => import("@secvisogram/csaf-validator-lib/mandatoryTests.js"),
  optional: () => import("@secvisogram/csaf-validator-lib/optionalTests.js"),
  informative: () => import("@secvisogram/csaf-validator-lib/informativeTests.js"),
};

/**
 * Validates a CSAF 2.0 document as a *basic* validator (schema and mandatory tests, section 6.1: errors) or a *full* one (the
 * optional tests of 6.2 as well: warnings, and of the informative tests of 6.3 those that need no network: infos). Stands on
 * csaf-validator-lib. A document that fails the schema is not tested further, as the tests presuppose it.
 *
 * The library compiles a schema for each test at its first use: 1.0 s of CPU for basic, 4.5 s for full, once per process.
 */
export async function validateCsaf20(document: unknown, level: "basic" | "full" = "basic"): Promise<Validation> {
  if (typeof document === "object" && document !== null) refuseDepth(document);
  const { csaf_2_0: schema } = await load.schema();
  const shape = await schema(document);
  if (shape.isValid === false) return { valid: false, errors: toFindings("schema", shape.errors).map(toCvssTest), warnings: [], infos: [] };

  const errors: ValidationFinding[] = [];
  const warnings: ValidationFinding[] = [];
  const infos: ValidationFinding[] = [];
  const families = level === "basic" ? [await load.mandatory()] : [await load.mandatory(), await load.optional(), await load.informative()];
  for (const { test, run } of numbered(families)) {
    const result = await run(document);
    errors.push(...toFindings(test, result.errors));
    warnings.push(...toFindings(test, result.warnings));
    infos.push(...toFindings(test, result.infos));
    if (result.isValid === false && !result.errors?.length) errors.push({ test, path: "", message: "the test failed without saying where" });
  }
  return { valid: errors.length === 0, errors: errors.slice(0, MOST_FINDINGS), warnings: warnings.slice(0, MOST_FINDINGS), infos: infos.slice(0, MOST_FINDINGS) };
}

/** The exports `mandatoryTest_6_1_27_1` and so on, by number. */
function numbered(families: readonly object[]): NumberedTest[] {
  return families
    .flatMap((family) => Object.entries(family))
    .flatMap(([name, run]) => (/^\w+Test_6_/.test(name) ? [{ test: name.replace(/^\w+Test_/, "").replaceAll("_", "."), run: run as CsafTest }] : []))
    .filter(({ test }) => !NEEDS_THE_OUTSIDE.has(test))
    .toSorted((a, b) => a.test.localeCompare(b.test, "en", { numeric: true }));
}

/** Test 6.1.8, which the schema does for us: a CVSS object must follow FIRST's schema. */
function toCvssTest(finding: ValidationFinding): ValidationFinding {
  return /^\/vulnerabilities\/\d+\/scores\/\d+\/cvss_v[23]/.test(finding.path) ? { ...finding, test: "6.1.8" } : finding;
}

function toFindings(test: string, findings: readonly CsafTestFinding[] | undefined): ValidationFinding[] {
  return (findings ?? []).slice(0, MOST_FINDINGS).map(({ instancePath, message }) => ({ test, path: instancePath, message: message ?? "does not match" }));
}
