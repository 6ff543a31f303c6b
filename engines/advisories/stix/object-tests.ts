// What sections 4 to 7 of STIX 2.1 say of single types beyond the kinds of their values.
import { texts, toPart, toText, type Part } from "../csaf/json-parts.ts";
import { EXTENSION_TYPES, isDefinedRelationship, OPINIONS, STIX_TYPES, TLP_1, TLP_2, TLP_2_EXTENSION, VOCABULARIES, type StixType } from "./stix-objects.ts";
import type { Tell } from "./stix-tests.types.ts";

interface Judged {
  readonly type: string;
  readonly known: StixType;
  readonly path: string;
}

export function judgeObject(part: Part, judged: Judged, tell: Tell): void {
  const { type, known: { section }, path } = judged;
  checkOrder(part, judged, tell);
  checkWords(part, judged, tell);
  for (const [names, message] of NEEDED.get(type) ?? []) if (names.every((name) => part[name] === undefined)) tell(section, path, message);
  for (const [name, least, most] of BOUNDS.get(type) ?? []) {
    const value = part[name];
    if (typeof value === "number" && (value < least || value > most)) tell(section, `${path}/${name}`, `must be between ${least} and ${most}`);
  }
  JUDGES.get(type)?.(part, judged, tell);
}

/** What must not lie before what, and whether it may be the same instant. */
const ORDER: readonly (readonly [string, string, boolean])[] = [
  ["first_seen", "last_seen", true], ["first_observed", "last_observed", true], ["start", "end", true], ["analysis_started", "analysis_ended", true],
  ["valid_from", "valid_until", false], ["start_time", "stop_time", false],
];

function checkOrder(part: Part, { known: { section }, path }: Judged, tell: Tell): void {
  for (const [first, last, mayMeet] of ORDER) {
    const [from, to] = [Date.parse(toText(part[first]) ?? ""), Date.parse(toText(part[last]) ?? "")];
    if (to < from || (to === from && !mayMeet)) tell(section, `${path}/${last}`, mayMeet ? `must not lie before ${first}` : `must lie after ${first}`);
  }
}

function checkWords(part: Part, { type, known: { section }, path }: Judged, tell: Tell): void {
  for (const name of ["context", "identity_class", "pattern_type"]) {
    const vocabulary = VOCABULARIES.get(`${type}.${name}`);
    const value = toText(part[name]);
    if (vocabulary && value !== undefined && !vocabulary.words.has(value)) tell(section, `${path}/${name}`, `"${value}" is not in ${vocabulary.name}`, "info");
  }
}

// One of these properties must be there.
const NEEDED: ReadonlyMap<string, readonly (readonly [readonly string[], string])[]> = new Map([
  ["location", [[["region", "country", "latitude"], "must have at least one of region, country, and latitude with longitude"]]],
  ["malware-analysis", [[["result", "analysis_sco_refs"], "must have result or analysis_sco_refs"]]],
  ["observed-data", [[["objects", "object_refs"], "must have object_refs (or the deprecated objects)"]]],
  ["file", [[["hashes", "name"], "must have hashes or name"]]],
  ["network-traffic", [[["src_ref", "dst_ref"], "must have src_ref or dst_ref"]]],
  ["artifact", [[["payload_bin", "url"], "must have payload_bin or url"]]],
  ["marking-definition", [[["definition", "extensions"], "must have a definition, or an extension that is one"]]],
]);

const BOUNDS: ReadonlyMap<string, readonly (readonly [string, number, number])[]> = new Map([
  ["location", [["latitude", -90, 90], ["longitude", -180, 180]]],
  ["observed-data", [["number_observed", 1, 999_999_999]]],
  ["sighting", [["count", 0, 999_999_999]]],
  ["network-traffic", [["src_port", 0, 65_535], ["dst_port", 0, 65_535]]],
]);

type Judge = (part: Part, judged: Judged, tell: Tell) => void;

const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ["location", (part, { path }, tell) => {
    if ((part["latitude"] === undefined) !== (part["longitude"] === undefined)) tell("4.10", path, "must have latitude and longitude together");
    if (part["precision"] !== undefined && part["latitude"] === undefined) tell("4.10", `${path}/precision`, "needs latitude and longitude");
  }],
  ["malware", (part, { path }, tell) => {
    if (part["is_family"] === true && part["name"] === undefined) tell("4.11", `${path}/name`, "must be there: a family has a name");
  }],
  ["observed-data", (part, { path }, tell) => {
    if (part["objects"] !== undefined && part["object_refs"] !== undefined) tell("4.14", `${path}/objects`, "must not stand beside object_refs");
  }],
  ["opinion", (part, { path }, tell) => {
    const opinion = toText(part["opinion"]);
    if (opinion !== undefined && !OPINIONS.has(opinion)) tell("4.15", `${path}/opinion`, `must be one of ${[...OPINIONS].join(", ")}`);
  }],
  ["relationship", judgeRelationship],
  ["sighting", (part, { path }, tell) => {
    const type = typeOf(part["sighting_of_ref"]);
    if (type !== undefined && STIX_TYPES.has(type) && STIX_TYPES.get(type)?.kind !== "domain") tell("5.2", `${path}/sighting_of_ref`, `must lead to a domain object, not to ${type}`);
  }],
  ["artifact", (part, { path }, tell) => {
    if (part["payload_bin"] !== undefined && part["url"] !== undefined) tell("6.1", `${path}/url`, "must not stand beside payload_bin");
    if (part["url"] !== undefined && part["hashes"] === undefined) tell("6.1", `${path}/hashes`, "must be there, since url is");
  }],
  ["email-message", (part, { path }, tell) => {
    if (part["is_multipart"] === true && part["body"] !== undefined) tell("6.6", `${path}/body`, "must not be there: the message has several parts");
    if (part["is_multipart"] === false && part["body_multipart"] !== undefined) tell("6.6", `${path}/body_multipart`, "must not be there: the message has one part");
  }],
  ["network-traffic", (part, { path }, tell) => {
    if (part["end"] !== undefined && part["is_active"] === true) tell("6.12", `${path}/end`, "must not be there: the traffic goes on");
  }],
  ["marking-definition", judgeMarking],
  ["extension-definition", judgeExtensionDefinition],
]);

function typeOf(id: unknown): string | undefined {
  return typeof id === "string" ? id.split("--", 1)[0] : undefined;
}

const NO_END_OF_A_RELATIONSHIP = new Set(["relationship", "sighting", "bundle", "language-content", "marking-definition", "extension-definition"]);

function judgeRelationship(part: Part, { path }: Judged, tell: Tell): void {
  const word = toText(part["relationship_type"]);
  const [source, target] = [typeOf(part["source_ref"]), typeOf(part["target_ref"])];
  for (const [name, type] of [["source_ref", source], ["target_ref", target]] as const) {
    if (type !== undefined && NO_END_OF_A_RELATIONSHIP.has(type)) tell("5.1", `${path}/${name}`, `must lead to a domain object or an observable, not to ${type}`);
  }
  if (word === undefined || source === undefined || target === undefined) return;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(word)) return tell("5.1", `${path}/relationship_type`, "must be small letters, digits and hyphens");
  if ((word === "derived-from" || word === "duplicate-of") && source !== target) return tell("3.7", `${path}/relationship_type`, `${word} stands between two objects of the same type`);
  if (!isDefinedRelationship(source, word, target)) tell("5.1", `${path}/relationship_type`, `the standard knows no "${source} ${word} ${target}": related-to may stand between any two`, "warning");
}

function judgeMarking(part: Part, { path }: Judged, tell: Tell): void {
  const { definition_type: kind, id } = part;
  const definition = toPart(part["definition"]);
  if ((part["definition"] === undefined) !== (kind === undefined) && part["extensions"] === undefined) tell("7.2.1", path, "must have definition and definition_type together");
  if (texts(part["object_marking_refs"]).some(([ref]) => ref === id)) tell("7.2.2", `${path}/object_marking_refs`, "must not name the marking itself");
  if (kind === "statement" && toText(definition?.["statement"]) === undefined) tell("7.2.1.3", `${path}/definition/statement`, "must be there");
  if (kind === "tlp") {
    const level = toText(definition?.["tlp"]);
    const only = TLP_1.get(level ?? "");
    if (only === undefined) tell("7.2.1.4", `${path}/definition/tlp`, `must be one of ${[...TLP_1.keys()].join(", ")}`);
    else if (only !== id) tell("7.2.1.4", `${path}/id`, `must be ${only}: no other object may stand for TLP ${level}`);
  }
  const tlp2 = toPart(toPart(part["extensions"])?.[TLP_2_EXTENSION]);
  const level = toText(tlp2?.["tlp_2_0"]);
  if (tlp2 && TLP_2.get(level ?? "") !== id) tell("7.3", `${path}/id`, `must be the one object that the extension has for its level: ${[...TLP_2.keys()].join(", ")}`);
}

function judgeExtensionDefinition(part: Part, { path }: Judged, tell: Tell): void {
  const types = texts(part["extension_types"]).map(([type]) => type);
  for (const [type, index] of texts(part["extension_types"])) if (!EXTENSION_TYPES.has(type)) tell("7.3", `${path}/extension_types/${index}`, `must be one of ${[...EXTENSION_TYPES].join(", ")}`);
  if (part["extension_properties"] !== undefined && !types.includes("toplevel-property-extension")) tell("7.3", `${path}/extension_properties`, "must not be there: the extension adds no properties to the top of an object");
  for (const [name, index] of texts(part["extension_properties"])) if (!/^[a-z0-9_]{3,250}$/.test(name)) tell("7.3", `${path}/extension_properties/${index}`, "must be 3 to 250 small letters, digits and underscores");
}
