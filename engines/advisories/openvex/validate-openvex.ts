import { z } from "zod";
import type { Validation, ValidationFinding } from "../advisories.types.ts";
import { parts, toPart, toText } from "../csaf/json-parts.ts";
import { readPackageUrl } from "../csaf/package-url.ts";
import { distinct, strictInstant } from "../shape-parts.ts";
import { validateShape } from "../shape-validation.ts";
import { REASONS, STATUSES } from "../vex/vex-words.ts";

// OpenVEX 0.2.0: the JSON schema, and what the text demands beyond it: complete statements, and identifiers that are some.
const iri = z.string().regex(/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\u0000-\u001f]+$/, "must be an IRI, such as a URL or a package URL");
const text = z.string().min(1, "must not be empty");
const version = z.int("must be a whole number").min(1, "must be 1 or more");

const purl = z.string().refine((value) => readPackageUrl(value).purl !== undefined, "must be a package URL");
const cpe23 = z.string().regex(/^cpe:2\.3:[aho*-](:(\\.|[^\s:\\])+){10}$/i, "must be a CPE 2.3 name");
const cpe22 = z.string().regex(/^cpe:\/[aho]?(:[A-Za-z0-9._\-~%]*){0,6}$/i, "must be a CPE 2.2 name");
const HASHES = ["md5", "sha1", "sha-256", "sha-384", "sha-512", "sha3-224", "sha3-256", "sha3-384", "sha3-512", "blake2s-256", "blake2b-256", "blake2b-512"] as const;

const component = {
  "@id": iri.optional(),
  identifiers: z.strictObject({ purl: purl.optional(), cpe22: cpe22.optional(), cpe23: cpe23.optional() })
    .refine((value) => Object.keys(value).length > 0, "must hold purl, cpe22 or cpe23").optional(),
  hashes: z.partialRecord(z.enum(HASHES, `must be one of ${HASHES.join(", ")}`), text).optional(),
};
const isNamed = (value: { readonly "@id"?: string | undefined; readonly identifiers?: object | undefined }) => value["@id"] !== undefined || value.identifiers !== undefined;
const NAMELESS = "must be addressable: give @id or identifiers";
const product = z.strictObject({ ...component, subcomponents: distinct(z.strictObject(component).refine(isNamed, NAMELESS)).optional() }).refine(isNamed, NAMELESS);

const statement = z.strictObject({
  "@id": iri.optional(),
  version: version.optional(),
  vulnerability: z.strictObject({ "@id": iri.optional(), name: text, description: z.string().optional(), aliases: distinct(text).optional() }),
  timestamp: strictInstant.optional(),
  last_updated: strictInstant.optional(),
  products: distinct(product).min(1, "must name at least one product: nothing outside the document does").optional(),
  status: z.enum(STATUSES.map(({ openvex }) => openvex)),
  supplier: z.string().optional(),
  status_notes: z.string().optional(),
  justification: z.enum(REASONS).optional(),
  impact_statement: z.string().optional(),
  action_statement: z.string().optional(),
  action_statement_timestamp: strictInstant.optional(),
}).superRefine((value, context) => {
  const refuse = (path: string, message: string) => { context.addIssue({ code: "custom", path: [path], message }); };
  const { status } = value;
  if (value.products === undefined) refuse("products", "must be there: a statement without a product says nothing, and nothing outside the document names one");
  if (status === "not_affected" && value.justification === undefined && !value.impact_statement) refuse("justification", "must be there, or else an impact_statement: why is the product not affected?");
  if (status === "affected" && !value.action_statement) refuse("action_statement", "must be there: what should be done about it?");
  if (value.action_statement_timestamp !== undefined && value.action_statement === undefined) refuse("action_statement_timestamp", "needs an action_statement");
});

const document = z.strictObject({
  "@context": z.string().regex(/^https:\/\/openvex\.dev\/ns(\/v0\.2\.0)?$/, "must be https://openvex.dev/ns/v0.2.0"),
  "@id": iri,
  author: text,
  role: z.string().optional(),
  timestamp: strictInstant,
  last_updated: strictInstant.optional(),
  version,
  tooling: z.string().optional(),
  statements: distinct(statement).min(1, "must hold at least one statement"),
}).superRefine((value, context) => {
  if (value.last_updated !== undefined && Date.parse(value.last_updated) < Date.parse(value.timestamp)) context.addIssue({ code: "custom", path: ["last_updated"], message: "must not lie before timestamp" });
});

const STRAY = [["justification", "not_affected"], ["impact_statement", "not_affected"], ["action_statement", "affected"]] as const;

/** Validates an OpenVEX 0.2.0 document that stands alone: nothing around it names products or times. Never throws but for depth. */
export function validateOpenVex(root: unknown): Validation {
  const { errors, ...validation } = validateShape(document, root);
  const warnings: ValidationFinding[] = [];
  const warn = (path: string, message: string) => { warnings.push({ test: "schema", path, message }); };
  for (const [part, index] of parts(toPart(root)?.["statements"])) {
    const path = `/statements/${index}`;
    for (const [name, status] of STRAY) if (part[name] !== undefined && part["status"] !== status) warn(`${path}/${name}`, `belongs to the status ${status}; elsewhere use status_notes`);
    if (part["status"] === "not_affected" && part["justification"] === undefined) warn(`${path}/justification`, "should be there: no machine can read an impact_statement");
    for (const [one, at] of parts(part["products"])) {
      const identifiers = toPart(one["identifiers"]);
      if (identifiers?.["purl"] === undefined && !toText(one["@id"])?.startsWith("pkg:")) warn(`${path}/products/${at}/identifiers/purl`, "should be there: most tools match products by package URL");
    }
  }
  return { ...validation, valid: errors.length === 0, errors, warnings: warnings.slice(0, MOST_WARNINGS) };
}

const MOST_WARNINGS = 200;
