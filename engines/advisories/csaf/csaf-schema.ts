import type { ValidationFinding } from "../advisories.types.ts";
import { KNOWN_EXTENSIONS } from "./known-extensions.ts";
import { parts, toPart, type Part } from "./json-parts.ts";
import { compileSchema, toPointerOf, type Format, type SchemaFault, type Step } from "./json-schema.ts";
import type { CsafVersion } from "./read-document.ts";
import { isNamespace } from "./ssvc-namespace.ts";
import csaf20 from "./schemas/csaf-2.0.json" with { type: "json" };
import csaf21 from "./schemas/csaf-2.1.json" with { type: "json" };
import cvss20Draft from "./schemas/cvss-v2.0-draft-04.json" with { type: "json" };
import cvss30Draft from "./schemas/cvss-v3.0-draft-04.json" with { type: "json" };
import cvss31Draft from "./schemas/cvss-v3.1-draft-04.json" with { type: "json" };
import cvss20 from "./schemas/cvss-v2.0.json" with { type: "json" };
import cvss30 from "./schemas/cvss-v3.0.json" with { type: "json" };
import cvss31 from "./schemas/cvss-v3.1.json" with { type: "json" };
import cvss40 from "./schemas/cvss-v4.0.json" with { type: "json" };
import extensionContent from "./schemas/extension-content.json" with { type: "json" };
import extensionMetaschema from "./schemas/extension-metaschema.json" with { type: "json" };
import ssvcSelections from "./schemas/ssvc-selection-list-2.0.json" with { type: "json" };

const CVSS = "https://www.first.org/cvss";
const CSAF = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema";
const SSVC = "https://certcc.github.io/SSVC/data/schema/v2/SelectionList_2_0_0.schema.json";

/** The schemas each version of the standard refers to, by the name it calls them. */
const SCHEMAS: Readonly<Record<CsafVersion, ReadonlyMap<string, Part>>> = {
  "2.0": new Map<string, Part>([["csaf", csaf20], [`${CVSS}/cvss-v2.0.json`, cvss20Draft], [`${CVSS}/cvss-v3.0.json`, cvss30Draft], [`${CVSS}/cvss-v3.1.json`, cvss31Draft]]),
  "2.1": new Map<string, Part>([
    ["csaf", csaf21], [`${CSAF}/csaf.json`, csaf21], [`${CVSS}/cvss-v2.0.json`, cvss20], [`${CVSS}/cvss-v3.0.json`, cvss30], [`${CVSS}/cvss-v3.1.json`, cvss31], [`${CVSS}/cvss-v4.0.json`, cvss40],
    [`${CSAF}/extension-content.json`, extensionContent], [SSVC, withoutPattern(ssvcSelections)],
    // Of the metaschema only this definition is referred to.
    [`${CSAF}/extension-metaschema.json`, { $defs: { content_schema_t: extensionMetaschema.$defs.content_schema_t } }],
  ]),
};

/** The pattern of SSVC namespaces backtracks without end on hostile text, so a check of our own stands in for it. */
function withoutPattern(schema: typeof ssvcSelections): Part {
  const { pattern: _, ...namespace } = schema.$defs.Selection.properties.namespace;
  const selection = { ...schema.$defs.Selection, properties: { ...schema.$defs.Selection.properties, namespace: { ...namespace, format: "ssvc-namespace" } } };
  return { ...schema, $defs: { ...schema.$defs, Selection: selection } };
}

const URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$/;
const DATE_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The formats our schemas name, as RFC 3986, RFC 3339 and RFC 9562 have them. */
export const FORMATS: Readonly<Record<string, Format>> = { uri: URI, "date-time": DATE_TIME, uuid: UUID, "ssvc-namespace": isNamespace };

// Of a document with faults everywhere, enough is told.
const MOST_SCHEMA_ERRORS = 200;
const MOST_EXTENSION_ERRORS = 5;

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

type Validate = (value: unknown) => SchemaFault[];

// Compiled at the first document of a version.
const validators: Readonly<Record<CsafVersion, () => Validate>> = {
  "2.0": once(() => compileSchema({ schemas: SCHEMAS["2.0"], formats: FORMATS }, "csaf", MOST_SCHEMA_ERRORS)),
  "2.1": once(() => compileSchema({ schemas: SCHEMAS["2.1"], formats: FORMATS }, "csaf", MOST_SCHEMA_ERRORS)),
};

const extensionValidators = once((): ReadonlyMap<string, Validate> => {
  const schemas = new Map([...SCHEMAS["2.1"], ...[...KNOWN_EXTENSIONS].map(([url, { schema }]) => [url, schema] as const)]);
  return new Map([...KNOWN_EXTENSIONS.keys()].map((url) => [url, compileSchema({ schemas, formats: FORMATS }, url, MOST_EXTENSION_ERRORS)]));
});

/** Holds a document against the schema of its version. */
export function validateSchema(root: unknown, version: CsafVersion): ValidationFinding[] {
  return validators[version]()(root).map(({ path, message }) => ({ test: testOf(path), path, message }));
}

/** What is wrong with an extension by its declared schema; undefined where that schema is not known. */
export function validateExtension(url: string, extension: Part): readonly string[] | undefined {
  return extensionValidators().get(url)?.(extension).map(({ path, message }) => `${path} ${message}`);
}

/** Three of the mandatory tests say no more than that a part must match its schema. */
function testOf(path: string): string {
  if (/^\/vulnerabilities\/\d+\/(?:scores\/\d+|metrics\/\d+\/content)\/cvss_v[234](?:\/|$)/.test(path)) return "6.1.8";
  if (/^\/vulnerabilities\/\d+\/metrics\/\d+\/content\/ssvc_v2(?:\/|$)/.test(path)) return "6.1.46";
  return /\/x_extensions\/\d+/.test(path) ? "6.1.60.1" : "schema";
}

/** What the schemas say of one place of a document, built as documents lead to it. */
interface Shape {
  readonly items: () => Shape;
  /** Undefined where any property is allowed. */
  readonly properties: ReadonlyMap<string, () => Shape> | undefined;
}

function toShape(candidates: readonly Located[], schemas: ReadonlyMap<string, Part>): Shape {
  const all = candidates.flatMap((candidate) => expand(candidate, schemas));
  const found = new Map<string, Located[]>();
  const described = all.filter(({ schema }) => toPart(schema["properties"]));
  for (const { schema, home } of described) {
    for (const [name, value] of Object.entries(toPart(schema["properties"]) ?? {})) found.set(name, [...(found.get(name) ?? []), ...locate(value, home)]);
  }
  return {
    items: once(() => toShape(all.flatMap(({ schema, home }) => locate(schema["items"], home)), schemas)),
    properties: described.length === 0 ? undefined : new Map([...found].map(([name, next]) => [name, once(() => toShape(next, schemas))])),
  };
}

const rootShapes: Readonly<Record<CsafVersion, () => Shape>> = {
  "2.0": once(() => toShape(locate(SCHEMAS["2.0"].get("csaf"), "csaf"), SCHEMAS["2.0"])),
  "2.1": once(() => toShape(locate(SCHEMAS["2.1"].get("csaf"), "csaf"), SCHEMAS["2.1"])),
};

/** The places of properties that no schema of the version defines, JSON pointers. */
export function findUndefinedKeys(root: Part, version: CsafVersion): string[] {
  const found: string[] = [];
  const visit = (value: unknown, { properties, items }: Shape, path: Step | undefined): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      const shape = items();
      for (let index = 0; index < value.length; index += 1) visit(value[index], shape, { up: path, name: index });
    } else if (properties) {
      for (const name of Object.keys(value)) {
        const shape = properties.get(name);
        if (shape === undefined) found.push(toPointerOf({ up: path, name }));
        else visit((value as Part)[name], shape(), { up: path, name });
      }
    }
  };
  visit(root, rootShapes[version](), undefined);
  return found;
}

interface Located {
  readonly schema: Part;
  /** The schema file that a reference beginning with # stays in. */
  readonly home: string;
}

function locate(value: unknown, home: string): Located[] {
  const schema = toPart(value);
  return schema ? [{ schema, home }] : [];
}

/** The schema itself and what it refers to or offers as alternatives. */
function expand(located: Located, schemas: ReadonlyMap<string, Part>): Located[] {
  const { schema, home } = located;
  const reference = schema["$ref"];
  const referred = typeof reference === "string" ? follow(reference, home, schemas) : [];
  const alternatives = ["oneOf", "anyOf", "allOf"].flatMap((word) => parts(schema[word]).map(([one]) => ({ schema: one, home })));
  return [located, ...[...referred, ...alternatives].flatMap((one) => expand(one, schemas))];
}

function follow(reference: string, home: string, schemas: ReadonlyMap<string, Part>): Located[] {
  const [file = "", pointer = ""] = reference.split("#");
  const name = file === "" ? home : file;
  let here: unknown = schemas.get(name);
  for (const step of pointer.split("/").slice(1)) here = toPart(here)?.[step];
  return locate(here, name);
}
