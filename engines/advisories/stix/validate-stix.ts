import type { Validation, ValidationFinding } from "../advisories.types.ts";
import { refuseDepth, showHidden } from "../bounded-json.ts";
import { parts, toPart, toText, type Part } from "../csaf/json-parts.ts";
import { checkLanguageTag } from "../csaf/language-tag.ts";
import { toPointer } from "../json-pointer.ts";
import { judgeObject } from "./object-tests.ts";
import { EXTENSION_TYPES, OWN_EXTENSIONS, RESERVED_PROPERTIES, RESERVED_TYPES, STIX_TYPES, VOCABULARIES, type StixProperty, type StixType } from "./stix-objects.ts";
import type { Tell } from "./stix-tests.types.ts";

// A hostile document gets no endless report.
const MOST_FINDINGS = 200;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([1-5])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TYPE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PROPERTY_NAME = /^[a-z0-9_]{3,250}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?Z$/;
const MILLISECONDS = /\.\d{3}Z$/;

/**
 * Holds a STIX 2.1 bundle, or one object, against the MUSTs of the standard (errors, and `valid` is false), its SHOULDs (warnings) and its
 * open vocabularies (infos). The test of each finding is the section it comes from. Patterns of indicators (section 9) are taken at their
 * word. Throws AdvisoryError `unreadable-document` where the document nests too deep.
 */
export function validateStix(root: unknown): Validation {
  const found = { errors: [] as ValidationFinding[], warnings: [] as ValidationFinding[], infos: [] as ValidationFinding[] };
  const tell: Tell = (test, path, message, as) => {
    const list = as === "warning" ? found.warnings : as === "info" ? found.infos : found.errors;
    if (list.length < MOST_FINDINGS) list.push({ test, path: showHidden(path), message: showHidden(message.length > 500 ? `${message.slice(0, 500)}…` : message) });
  };
  const part = toPart(root);
  if (!part) tell("8", "", "must be a bundle, or one STIX object");
  else {
    refuseDepth(part);
    if (part["type"] === "bundle") checkBundle(part, tell);
    else checkObject(part, "", tell);
  }
  return { valid: found.errors.length === 0, ...found };
}

function checkBundle(bundle: Part, tell: Tell): void {
  checkId(bundle, "bundle", "8", "", tell);
  for (const name of Object.keys(bundle)) if (!["type", "id", "objects"].includes(name)) tell("8", toPointer([name]), "a bundle has type, id and objects only: put it into an object");
  const { objects } = bundle;
  if (objects === undefined) return;
  if (!Array.isArray(objects) || objects.length === 0) return tell("8", "/objects", "must be a list of objects, or be left out");
  const seen = new Map<string, number>();
  objects.forEach((value: unknown, index) => {
    const part = toPart(value);
    const path = `/objects/${index}`;
    if (!part) return tell("8", path, "must be a STIX object");
    checkObject(part, path, tell);
    const version = JSON.stringify([part["id"], part["modified"] ?? null]);
    const before = seen.get(version);
    if (before === undefined) seen.set(version, index);
    else tell("3.6", path, `is the same version of the same object as /objects/${before}: leave one out`, "warning");
  });
}

function checkObject(part: Part, path: string, tell: Tell): void {
  const type = toText(part["type"]);
  if (type === undefined) return tell("3.2", `${path}/type`, "must be the name of the object's type");
  const known = STIX_TYPES.get(type);
  checkId(part, type, "2.9", path, tell);
  if (!known) {
    checkUnknownType(part, type, path, tell);
    return;
  }
  const added = addedProperties(part);
  for (const property of known.properties.values()) checkProperty(property, part, { known, path, tell });
  for (const name of Object.keys(part)) if (!known.properties.has(name)) checkCustomProperty(name, `${path}${toPointer([name])}`, added, tell);
  if (known.kind !== "observable" && part["spec_version"] === undefined) tell("3.2", `${path}/spec_version`, `must be there: an object of the type ${type} says "2.1"`);
  checkCommon(part, path, tell);
  judgeObject(part, { type, known, path }, tell);
}

function checkUnknownType(part: Part, type: string, path: string, tell: Tell): void {
  const definition = Object.values(toPart(part["extensions"]) ?? {}).some((extension) => /^new-s[dcr]o$/.test(toText(toPart(extension)?.["extension_type"]) ?? ""));
  if (RESERVED_TYPES.has(type)) return tell("3.8", `${path}/type`, `"${type}" is kept for later versions of the standard: choose another name`);
  if (!TYPE_NAME.test(type) || type.length < 3 || type.length > 250) return tell("11.2", `${path}/type`, "must be 3 to 250 small letters, digits and single hyphens");
  if (!definition) tell("11.2", `${path}/type`, `"${type}" is no type of the standard: define it by an extension`, "warning");
  checkCommon(part, path, tell);
}

/** Section 2.9: type, two hyphens, UUID. */
function checkId(part: Part, type: string, section: string, path: string, tell: Tell): void {
  const id = toText(part["id"]);
  if (id === undefined) return tell("3.2", `${path}/id`, "must be the object's identifier");
  const [prefix = "", uuid = ""] = id.split("--", 2);
  const version = UUID.exec(uuid)?.[1];
  if (prefix !== type || version === undefined || id !== `${prefix}--${uuid}`) return tell(section === "8" ? "8" : "2.9", `${path}/id`, `must be ${type}--, followed by a UUID in small letters`);
  const observable = STIX_TYPES.get(type)?.kind === "observable";
  if (observable && version !== "5" && version !== "4") tell("2.9", `${path}/id`, "an observable's UUID should be of version 5, by its properties, or else of version 4", "warning");
}

interface Place {
  readonly known: StixType;
  readonly path: string;
  readonly tell: Tell;
}

function checkProperty(property: StixProperty, part: Part, { known, path, tell }: Place): void {
  const { name, many, required } = property;
  const value = part[name];
  const here = `${path}/${name}`;
  const section = COMMON_SECTIONS.get(name) ?? known.section;
  if (value === undefined) {
    // Who defines an extension is required by its own section.
    if (required && name !== "id" && name !== "type") tell(name === "created_by_ref" ? known.section : section, here, "must be there");
    return;
  }
  if (!many) return checkValue(value, property, { section, path: here, tell });
  if (!Array.isArray(value) || value.length === 0) return tell("2.12", here, "must be a list of at least one item, or be left out");
  value.forEach((item: unknown, index) => { checkValue(item, property, { section, path: `${here}/${index}`, tell }); });
  const vocabulary = VOCABULARIES.get(`${toText(part["type"]) ?? ""}.${name}`);
  if (vocabulary) value.forEach((item: unknown, index) => { noteWord(item, vocabulary, { section, path: `${here}/${index}`, tell }); });
}

const COMMON_SECTIONS: ReadonlyMap<string, string> = new Map([
  ...["spec_version", "created", "modified", "created_by_ref", "revoked", "labels", "confidence", "lang", "external_references", "defanged", "extensions"].map((name) => [name, "3.2"] as const),
  ["object_marking_refs", "7.2.2"], ["granular_markings", "7.2.3"],
]);

interface Spot {
  readonly section: string;
  readonly path: string;
  readonly tell: Tell;
}

function noteWord(value: unknown, vocabulary: { readonly name: string; readonly words: ReadonlySet<string> }, { section, path, tell }: Spot): void {
  if (typeof value === "string" && !vocabulary.words.has(value)) tell(section, path, `"${value}" is not in ${vocabulary.name}`, "info");
}

function checkValue(value: unknown, { type, targets }: StixProperty, { section, path, tell }: Spot): void {
  switch (type) {
    case "string":
      if (typeof value !== "string") tell("2.15", path, "must be a text");
      return;
    case "boolean":
      if (typeof value !== "boolean") tell("2.2", path, "must be true or false");
      return;
    case "integer":
      if (!Number.isSafeInteger(value)) tell("2.10", path, "must be a whole number of at most 53 bits");
      return;
    case "number":
      if (typeof value !== "number" || !Number.isFinite(value)) tell("2.6", path, "must be a number");
      return;
    case "timestamp":
      return checkTimestamp(value, path, tell);
    case "reference":
      return checkReference(value, targets, { section, path, tell });
    case "hashes":
      return checkHashes(value, path, tell);
    case "dictionary":
      return checkDictionary(value, path, tell);
    case "object":
      if (toPart(value) === undefined) tell(section, path, "must be an object");
  }
}

function checkTimestamp(value: unknown, path: string, tell: Tell): void {
  if (typeof value !== "string" || !TIMESTAMP.test(value) || !isRealDay(value.slice(0, 10))) return tell("2.16", path, "must be an instant of RFC 3339 in UTC that ends in Z, such as 2026-01-31T08:00:00.000Z");
  if (/\/(created|modified)$/.test(path) && !MILLISECONDS.test(value)) tell("3.2", path, "must be precise to the millisecond: three digits behind the point");
}

function isRealDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function checkReference(value: unknown, targets: readonly string[], { section, path, tell }: Spot): void {
  const [type = "", uuid = ""] = typeof value === "string" ? value.split("--", 2) : [];
  if (!UUID.test(uuid) || value !== `${type}--${uuid}`) return tell("2.9", path, "must be the identifier of an object");
  if (targets.length > 0 && !targets.includes(type)) tell(section, path, `must lead to an object of the type ${targets.join(" or ")}, not ${type}`);
}

// Section 2.7 and hash-algorithm-ov, with the digits each has.
const HASHES: ReadonlyMap<string, RegExp> = new Map([
  ["MD5", /^[0-9a-f]{32}$/i], ["SHA-1", /^[0-9a-f]{40}$/i], ["SHA-256", /^[0-9a-f]{64}$/i], ["SHA-512", /^[0-9a-f]{128}$/i],
  ["SHA3-256", /^[0-9a-f]{64}$/i], ["SHA3-512", /^[0-9a-f]{128}$/i], ["SSDEEP", /^\d+:/], ["TLSH", /^(T1)?[0-9a-f]{70}$/i],
]);

function checkHashes(value: unknown, path: string, tell: Tell): void {
  const hashes = toPart(value);
  if (!hashes || Object.keys(hashes).length === 0) return tell("2.7", path, "must be an object with at least one hash");
  for (const [algorithm, hash] of Object.entries(hashes)) {
    const here = `${path}${toPointer([algorithm])}`;
    if (!/^[A-Za-z0-9_-]{3,250}$/.test(algorithm)) tell("2.7", here, "the algorithm must be named by 3 to 250 letters, digits, hyphens and underscores");
    if (typeof hash !== "string") tell("2.7", here, "must be a text");
    else if (HASHES.get(algorithm)?.test(hash) === false) tell("2.7", here, `is no ${algorithm}`);
    if (!HASHES.has(algorithm)) tell("2.7", here, `"${algorithm}" is not in hash-algorithm-ov`, "info");
  }
}

function checkDictionary(value: unknown, path: string, tell: Tell): void {
  const dictionary = toPart(value);
  if (!dictionary || Object.keys(dictionary).length === 0) return tell("2.3", path, "must be an object with at least one key, or be left out");
  for (const key of Object.keys(dictionary)) if (!/^[A-Za-z0-9_-]{1,250}$/.test(key)) tell("2.3", `${path}${toPointer([key])}`, "a key must be 1 to 250 letters, digits, hyphens and underscores");
}

/** Section 3.2, 2.5, 7.2: what all types share beyond the kinds of their values. */
function checkCommon(part: Part, path: string, tell: Tell): void {
  if (part["spec_version"] !== undefined && part["spec_version"] !== "2.1") tell("3.2", `${path}/spec_version`, 'must be "2.1"');
  const { confidence, lang, created, modified } = part;
  if (typeof confidence === "number" && (confidence < 0 || confidence > 100)) tell("3.2", `${path}/confidence`, "must be between 0 and 100");
  const problem = typeof lang === "string" ? checkLanguageTag(lang).problem : undefined;
  if (problem !== undefined) tell("3.2", `${path}/lang`, `must be a language of RFC 5646: ${problem}`);
  if (typeof created === "string" && typeof modified === "string" && Date.parse(modified) < Date.parse(created)) tell("3.6", `${path}/modified`, "must not lie before created");
  for (const [reference, index] of parts(part["external_references"])) checkExternalReference(reference, `${path}/external_references/${index}`, tell);
  for (const [marking, index] of parts(part["granular_markings"])) checkGranularMarking(marking, part, `${path}/granular_markings/${index}`, tell);
  for (const [key, value] of Object.entries(toPart(part["extensions"]) ?? {})) checkExtension(key, value, `${path}/extensions${toPointer([key])}`, tell);
}

function checkExternalReference(reference: Part, path: string, tell: Tell): void {
  const { source_name: source, external_id: id, url } = reference;
  for (const name of Object.keys(reference)) {
    if (!["source_name", "description", "url", "hashes", "external_id"].includes(name)) tell("2.5", `${path}${toPointer([name])}`, "is no property of an external reference");
    else if (name === "hashes") checkHashes(reference[name], `${path}/hashes`, tell);
    else if (typeof reference[name] !== "string") tell("2.5", `${path}/${name}`, "must be a text");
  }
  if (source === undefined) tell("2.5", `${path}/source_name`, "must be there");
  if (reference["description"] === undefined && url === undefined && id === undefined) tell("2.5", path, "must have at least one of description, url and external_id");
  if (typeof url === "string" && !/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(url)) tell("2.5", `${path}/url`, "must be a URL of RFC 3986");
  if (url !== undefined && reference["hashes"] === undefined && id === undefined) tell("2.5", path, "a url should come with hashes of what it led to", "info");
  if (source === "cve" && (typeof id !== "string" || !/^CVE-\d{4}-\d{4,19}$/.test(id))) tell("4.19", `${path}/external_id`, "must be a CVE id, since the source is cve");
  if (source === "capec" && (typeof id !== "string" || !/^CAPEC-\d+$/.test(id))) tell("4.1", `${path}/external_id`, "must be a CAPEC id, since the source is capec");
}

function checkGranularMarking(marking: Part, object: Part, path: string, tell: Tell): void {
  const { lang, marking_ref: ref, selectors } = marking;
  if ((lang === undefined) === (ref === undefined)) tell("7.2.3.1", path, "must have either lang or marking_ref");
  if (ref !== undefined) checkReference(ref, ["marking-definition"], { section: "7.2.3.1", path: `${path}/marking_ref`, tell });
  if (!Array.isArray(selectors) || selectors.length === 0) return tell("7.2.3.1", `${path}/selectors`, "must name at least one property");
  selectors.forEach((selector: unknown, index) => {
    if (typeof selector !== "string" || !selects(object, selector)) tell("7.2.3.1", `${path}/selectors/${index}`, "must lead to something in the object");
  });
}

/** A selector is names and `[index]`, with points between. */
function selects(object: Part, selector: string): boolean {
  let here: unknown = object;
  for (const step of selector.split(".")) {
    const index = /^\[(\d{1,9})\]$/.exec(step)?.[1];
    if (index !== undefined) here = Array.isArray(here) ? here[Number(index)] : undefined;
    else here = toPart(here) && Object.hasOwn(here as Part, step) ? (here as Part)[step] : undefined;
    if (here === undefined) return false;
  }
  return true;
}

function checkExtension(key: string, value: unknown, path: string, tell: Tell): void {
  const extension = toPart(value);
  if (!extension || Object.keys(extension).length === 0) return tell("7.3", path, "must be an object with what the extension adds");
  if (OWN_EXTENSIONS.has(key)) return;
  if (!key.startsWith("extension-definition--")) return tell("11.3", path, "should be named by the id of an extension definition", "warning");
  checkReference(key, ["extension-definition"], { section: "7.3", path, tell });
  const type = toText(extension["extension_type"]);
  if (type === undefined || !EXTENSION_TYPES.has(type)) tell("7.3", `${path}/extension_type`, `must be one of ${[...EXTENSION_TYPES].join(", ")}`);
  if (type === "property-extension" && Object.keys(extension).length < 2) tell("7.3", path, "must hold at least one property besides extension_type");
}

/** Whether an extension adds properties beside those of the type; which, only its schema says. */
function addedProperties(part: Part): boolean {
  return Object.values(toPart(part["extensions"]) ?? {}).some((extension) => toPart(extension)?.["extension_type"] === "toplevel-property-extension");
}

function checkCustomProperty(name: string, path: string, added: boolean, tell: Tell): void {
  if (RESERVED_PROPERTIES.has(name)) return tell("3.8", path, "is a name kept for later versions of the standard: choose another one");
  if (!PROPERTY_NAME.test(name)) return tell("11.1", path, "a property must be named by 3 to 250 small letters, digits and underscores");
  if (!added) tell("11.1", path, "is no property of this type: add it by an extension", name.startsWith("x_") ? "warning" : undefined);
}
