import { InventoryError } from "../exposure.errors.ts";
import type { LinedDocument } from "./json-document.ts";
import type { XmlElement } from "./xml-document.ts";
import { childrenOf } from "./xml-document.ts";

type Members = Record<string, unknown>;

/** CycloneDX's XML wraps lists in an element of their own: its name, and the name of what is listed in it. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ["components", "component"], ["services", "service"], ["hashes", "hash"], ["externalReferences", "reference"], ["properties", "property"],
  ["authors", "author"], ["ancestors", "component"], ["descendants", "component"], ["variants", "component"], ["commits", "commit"], ["patches", "patch"],
  ["resolves", "issue"], ["vulnerabilities", "vulnerability"], ["affects", "target"], ["versions", "version"], ["ratings", "rating"], ["cwes", "cwe"],
  ["advisories", "advisory"], ["responses", "response"], ["compositions", "composition"], ["endpoints", "endpoint"], ["notes", "note"], ["aliases", "alias"],
  ["tags", "tag"], ["organizations", "organization"], ["individuals", "individual"], ["lifecycles", "lifecycle"], ["annotations", "annotation"], ["manufacturers", "manufacturer"],
]);
/** Those whose addresses and contacts stand as repeated elements without a wrapping one. */
const ORGANISATIONS: ReadonlySet<string> = new Set(["supplier", "manufacture", "manufacturer", "provider", "organization"]);
const BOOLEANS: ReadonlySet<string> = new Set(["modified", "authenticated", "x-trust-boundary", "patch"]);
const NUMBERS: ReadonlySet<string> = new Set(["cwe", "tagVersion", "score"]);
/** Where an element with attributes keeps its text. */
const CONTENT: ReadonlyMap<string, string> = new Map([["hash", "content"], ["property", "value"], ["classification", "classification"]]);
const RENAMED: ReadonlyMap<string, string> = new Map([["content-type", "contentType"], ["reference", "ref"]]);

/**
 * A CycloneDX bill in XML, brought into the shape of its JSON form, as far as the two say the same: what is read or held against
 * the standard. Paths are those of the JSON shape, lines those of the XML.
 */
export function toCycloneDxDocument(root: XmlElement): LinedDocument {
  const namespace = Object.entries(root.attributes).find(([name, value]) => name.startsWith("xmlns") && value.includes("cyclonedx.org/schema/bom/"))?.[1] ?? "";
  const specVersion = /^https?:\/\/cyclonedx\.org\/schema\/bom\/(1\.\d)$/.exec(namespace)?.[1];
  if (root.name !== "bom" || specVersion === undefined) {
    throw new InventoryError("unsupported-format", "The XML is neither a CycloneDX bill of materials nor a scan of nmap. Export it as CycloneDX, or save the list as CSV.");
  }
  const lines = new Map<string, number>();
  const { version, ...members } = toMembers(root, "", lines);
  const value = { bomFormat: "CycloneDX", specVersion, ...(version === undefined ? {} : { version: Number(version) }), ...members };
  return { value, lineOf: (path) => lines.get(path) ?? null };
}

function toMembers(element: XmlElement, path: string, lines: Map<string, number>): Members {
  lines.set(path, element.line);
  const members = Object.create(null) as Members;
  for (const [name, value] of Object.entries(element.attributes)) {
    if (!/^(?:xmlns|xsi|xml)\b/.test(name)) members[RENAMED.get(name) ?? name] = toScalar(name, value);
  }
  const isOrganisation = ORGANISATIONS.has(element.name);
  for (const child of element.children) {
    const { name } = child;
    const childPath = path === "" ? name : `${path}.${name}`;
    if (isOrganisation && (name === "url" || name === "contact")) members[name] = [...((members[name] as unknown[] | undefined) ?? []), toValue(child, childPath, lines)];
    else members[name === "responses" ? "response" : name] = toMember(element, child, { path: childPath, lines });
  }
  return members;
}

function toMember(parent: XmlElement, child: XmlElement, { path, lines }: { readonly path: string; readonly lines: Map<string, number> }): unknown {
  const listed = LISTS.get(child.name);
  switch (child.name) {
    case "licenses":
      return child.children.map((choice, index) => ({ [choice.name]: toValue(choice, `${path}[${index}].${choice.name}`, lines) }));
    case "tools":
      return childrenOf(child, "tool").length > 0 || child.children.length === 0 ? childrenOf(child, "tool").map((tool, index) => toMembers(tool, `${path}[${index}]`, lines)) : toMembers(child, path, lines);
    case "dependencies":
      return childrenOf(child, "dependency").map((dependency) => (parent.name === "composition" ? dependency.attributes["ref"] : toDependency(dependency)));
    case "assemblies":
      return childrenOf(child, "assembly").map(({ attributes }) => attributes["ref"]);
    case "references":
      return child.children.map((reference, index) => toValue(reference, `${path}[${index}]`, lines));
    case "data":
      return child.children.map((one, index) => toValue(one, `${path}[${index}]`, lines));
    case "copyright":
      return childrenOf(child, "text").length > 0 ? childrenOf(child, "text").map(({ text }) => ({ text })) : child.text;
    default:
      return listed === undefined ? toValue(child, path, lines) : childrenOf(child, listed).map((one, index) => toValue(one, `${path}[${index}]`, lines));
  }
}

function toDependency({ attributes, children }: XmlElement): Members {
  const { ref } = attributes;
  return { ...(ref === undefined ? {} : { ref }), dependsOn: children.map((child) => child.attributes["ref"]) };
}

/** A leaf is its text; a leaf with attributes an object that keeps the text under a name of its own. */
function toValue(element: XmlElement, path: string, lines: Map<string, number>): unknown {
  const hasParts = element.children.length > 0;
  if (!hasParts && Object.keys(element.attributes).length === 0 && !isEmptyObject(element)) return toScalar(element.name, element.text);
  const members = toMembers(element, path, lines);
  if (!hasParts && element.text.trim() !== "") members[CONTENT.get(element.name) ?? "content"] = element.text;
  return members;
}

/** An element of these that holds nothing is an object without members, not an empty text. */
function isEmptyObject({ name, text }: XmlElement): boolean {
  return text.trim() === "" && /^(?:component|service|supplier|manufacture|provider|metadata|pedigree|evidence|license|author|swid|dependency|target|vulnerability)$/.test(name);
}

function toScalar(name: string, text: string): unknown {
  const value = text.trim();
  if (BOOLEANS.has(name) && /^(?:true|false|1|0)$/.test(value)) return value === "true" || value === "1";
  return NUMBERS.has(name) && value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}
