import { z } from "zod";
import { AdvisoryError } from "../advisories.errors.ts";
import type { Validation, ValidationFinding } from "../advisories.types.ts";
import { cvssScores } from "../cvss-score.ts";
import { parts, texts, toPart, toText, type Part } from "../csaf/json-parts.ts";
import { readVersionRange } from "../csaf/version-range.ts";
import { distinct, strictInstant } from "../shape-parts.ts";
import { validateShape } from "../shape-validation.ts";
import { JUSTIFICATIONS, STATUSES } from "../vex/vex-words.ts";
import { collectComponents } from "./components.ts";
import { toVector } from "./vectors.ts";

// The header and `vulnerabilities` of CycloneDX 1.4, 1.5 and 1.6, as the JSON schemas have them. The rest of a BOM is not looked at.
const VERSIONS = ["1.4", "1.5", "1.6"] as const;
type SpecVersion = (typeof VERSIONS)[number];

const reference = z.string().min(1, "must not be empty");
const source = z.strictObject({ url: z.string().optional(), name: z.string().optional() });
const properties = z.array(z.strictObject({ name: z.string(), value: z.string().optional() }));
const contact = { name: z.string().optional(), "bom-ref": reference.optional() };
const person = z.strictObject({ ...contact, email: z.string().optional(), phone: z.string().optional() });
const organization = z.strictObject({ ...contact, url: z.array(z.string()).optional(), address: z.looseObject({}).optional(), contact: z.array(person).optional() });

const version = z.strictObject({
  version: z.string().max(1024).optional(),
  range: z.string().min(1, "must not be empty").max(4096).optional(),
  status: z.enum(["affected", "unaffected", "unknown"]).optional(),
}).refine((value) => (value.version === undefined) !== (value.range === undefined), "must have either version or range");

function vulnerabilityOf(spec: SpecVersion) {
  const rating = z.strictObject({
    source: source.optional(),
    score: z.number().optional(),
    severity: z.enum(["critical", "high", "medium", "low", "info", "none", "unknown"]).optional(),
    method: z.enum(spec === "1.4" ? ["CVSSv2", "CVSSv3", "CVSSv31", "OWASP", "other"] : ["CVSSv2", "CVSSv3", "CVSSv31", "CVSSv4", "OWASP", "SSVC", "other"]).optional(),
    vector: z.string().optional(),
    justification: z.string().optional(),
  });
  const analysis = {
    state: z.enum(STATUSES.flatMap(({ cyclonedx }) => cyclonedx)).optional(),
    justification: z.enum(JUSTIFICATIONS.map(({ cyclonedx }) => cyclonedx)).optional(),
    response: z.array(z.enum(["can_not_fix", "will_not_fix", "update", "rollback", "workaround_available"])).optional(),
    detail: z.string().optional(),
  };
  const since15 = spec === "1.4" ? {} : { rejected: strictInstant.optional(), workaround: z.string().optional(), proofOfConcept: z.looseObject({}).optional() };
  return z.strictObject({
    "bom-ref": reference.optional(),
    id: z.string().optional(),
    source: source.optional(),
    references: z.array(z.strictObject({ id: z.string(), source })).optional(),
    ratings: z.array(rating).optional(),
    cwes: z.array(z.int("must be the number of a CWE").min(1, "must be the number of a CWE")).optional(),
    description: z.string().optional(),
    detail: z.string().optional(),
    recommendation: z.string().optional(),
    advisories: z.array(z.strictObject({ title: z.string().optional(), url: z.string() })).optional(),
    created: strictInstant.optional(),
    published: strictInstant.optional(),
    updated: strictInstant.optional(),
    credits: z.strictObject({ organizations: z.array(organization).optional(), individuals: z.array(person).optional() }).optional(),
    tools: spec === "1.4" ? z.array(z.looseObject({})).optional() : z.union([z.array(z.looseObject({})), z.strictObject({ components: z.array(z.looseObject({})).optional(), services: z.array(z.looseObject({})).optional() })]).optional(),
    analysis: z.strictObject(spec === "1.4" ? analysis : { ...analysis, firstIssued: strictInstant.optional(), lastUpdated: strictInstant.optional() }).optional(),
    affects: distinct(z.strictObject({ ref: reference, versions: z.array(version).optional() })).optional(),
    properties: properties.optional(),
    ...since15,
  });
}

function bomOf(spec: SpecVersion) {
  return z.looseObject({
    bomFormat: z.literal("CycloneDX", "must be CycloneDX"),
    specVersion: z.literal(spec),
    serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "must be urn:uuid: and a UUID in small letters").optional(),
    version: spec === "1.4" ? z.int().min(1, "must be 1 or more") : z.int().min(1, "must be 1 or more").optional(),
    metadata: z.looseObject({ timestamp: strictInstant.optional() }).optional(),
    vulnerabilities: distinct(vulnerabilityOf(spec)).optional(),
  });
}

const SCHEMAS = new Map(VERSIONS.map((spec) => [spec as string, bomOf(spec)]));
const MOST_WARNINGS = 200;

/**
 * Validates the vulnerabilities of a CycloneDX BOM of 1.4 to 1.6, and warns of references that lead nowhere, of ranges and vectors that are
 * none, and of analyses that leave out why. Throws AdvisoryError `unreadable-document` where the document nests too deep.
 */
export function validateCycloneDx(root: unknown): Validation {
  const bom = toPart(root);
  const schema = SCHEMAS.get(toText(bom?.["specVersion"]) ?? "");
  if (!bom || !schema) return { valid: false, errors: [{ test: "schema", path: "/specVersion", message: `must be one of ${VERSIONS.join(", ")}` }], warnings: [], infos: [] };
  const shape = validateShape(schema, bom);
  const found: { errors: ValidationFinding[]; warnings: ValidationFinding[] } = { errors: [...shape.errors], warnings: [] };
  const components = collectComponents(bom);
  for (const path of components.repeated) found.errors.push({ test: "bom-ref", path, message: "must be the only one of its name in the BOM" });
  const warn: Warn = (path, message, test = "advice") => {
    if (found.warnings.length < MOST_WARNINGS) found.warnings.push({ test, path, message });
  };
  for (const [vulnerability, index] of parts(bom["vulnerabilities"])) checkVulnerability(vulnerability, `/vulnerabilities/${index}`, components.byRef, warn);
  return { valid: found.errors.length === 0, ...found, infos: [] };
}

type Warn = (path: string, message: string, test?: string) => void;

const BOM_LINK = /^urn:cdx:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\/[1-9][0-9]*#.+$/;

function checkVulnerability(vulnerability: Part, path: string, byRef: ReadonlyMap<string, unknown>, warn: Warn): void {
  const analysis = toPart(vulnerability["analysis"]);
  const state = analysis?.["state"];
  if (vulnerability["id"] === undefined) warn(`${path}/id`, "should be there: without it nobody knows which vulnerability is meant");
  if (state === "not_affected" && analysis?.["justification"] === undefined) warn(`${path}/analysis/justification`, "should be there: why is it not affected?");
  if (state !== "not_affected" && state !== undefined && analysis?.["justification"] !== undefined) warn(`${path}/analysis/justification`, "belongs to the state not_affected");
  if (state === "exploitable" && texts(analysis?.["response"]).length === 0) warn(`${path}/analysis/response`, "should be there: what is done about it?");
  for (const [affected, at] of parts(vulnerability["affects"])) {
    const ref = toText(affected["ref"]) ?? "";
    if (ref.startsWith("urn:cdx:") && !BOM_LINK.test(ref)) warn(`${path}/affects/${at}/ref`, "must be urn:cdx:, the UUID of a BOM, / and its version, # and the reference in it", "bom-link");
    else if (!ref.startsWith("urn:cdx:") && !byRef.has(ref)) warn(`${path}/affects/${at}/ref`, "leads to nothing in this BOM", "bom-ref");
    for (const [one, place] of parts(affected["versions"])) {
      const range = toText(one["range"]);
      const problem = range === undefined ? undefined : range.startsWith("vers:") ? readVersionRange(range).problem : "it does not begin with vers:";
      if (problem !== undefined) warn(`${path}/affects/${at}/versions/${place}/range`, `should be a range of VERS: ${problem}`, "vers");
    }
  }
  for (const [rating, at] of parts(vulnerability["ratings"])) checkRating(rating, `${path}/ratings/${at}`, warn);
}

function checkRating(rating: Part, path: string, warn: Warn): void {
  const [vector, method] = [toText(rating["vector"]), toText(rating["method"])];
  if (vector === undefined || !method?.startsWith("CVSS")) return;
  try {
    const { base, overall } = cvssScores(toVector(method, vector));
    const score = rating["score"];
    if (typeof score === "number" && score !== base && score !== overall) warn(`${path}/score`, `should be ${overall}, as the vector gives`, "cvss");
  } catch (error) {
    if (!(error instanceof AdvisoryError)) throw error;
    warn(`${path}/vector`, `is no vector of ${method}`, "cvss");
  }
}
