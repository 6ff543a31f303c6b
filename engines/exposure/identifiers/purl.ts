import { IdentifierError } from "../exposure.errors.ts";
import { CASELESS_GIT_HOSTS, PURL_TYPE_RULES } from "./purl-types.rules.ts";

/** The parts of a package URL as a caller gives them; absent parts may be null. */
export interface PurlParts {
  readonly type: string | null;
  readonly name: string | null;
  readonly namespace?: string | null;
  readonly version?: string | null;
  readonly qualifiers?: Readonly<Record<string, string>> | null;
  readonly subpath?: string | null;
}

/** A package URL, decoded and normalised for its type. */
export interface Purl {
  readonly type: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly version: string | null;
  /** Keys in sorted order; null when there are none. */
  readonly qualifiers: Readonly<Record<string, string>> | null;
  readonly subpath: string | null;
}

const MAX_PURL_LENGTH = 4096;
const TYPE = /^[a-z][a-z0-9.-]*$/;
const QUALIFIER_KEY = /^[a-z][a-z0-9._-]*$/;

/** Reads a package URL (ECMA-427, "How to parse"). Throws {@link IdentifierError} `not-a-purl`. */
export function parsePurl(text: string): Purl {
  return normalise(splitPurl(text));
}

/** The canonical text of the parts. Throws {@link IdentifierError} `not-a-purl`. */
export function buildPurl(parts: PurlParts): string {
  return writePurl(normalise(parts));
}

/** The text of what is normalised already. */
function writePurl(purl: Purl): string {
  const isPathName = purl.type === "git";
  const name = isPathName ? encodePath(purl.name) : encodePart(purl.name);
  const namespace = purl.namespace === null ? "" : `${encodePath(purl.namespace)}/`;
  const version = purl.version === null ? "" : `@${encodePart(purl.version)}`;
  const qualifiers = Object.entries(purl.qualifiers ?? {}).map(([key, value]) => `${key}=${encodePart(value)}`);
  const subpath = purl.subpath === null ? "" : `#${encodePath(purl.subpath)}`;
  return `pkg:${purl.type}/${namespace}${name}${version}${qualifiers.length ? `?${qualifiers.join("&")}` : ""}${subpath}`;
}

/** Like `parsePurl` then `buildPurl`, but forgives capital letters in qualifier keys, which parsing refuses. */
export function canonicalPurl(text: string): string {
  return writePurl(readForgiving(text));
}

function readForgiving(text: string): Purl {
  const parts = splitPurl(text);
  const qualifiers = Object.fromEntries(Object.entries(parts.qualifiers ?? {}).map(([key, value]) => [key.toLowerCase(), value]));
  return normalise({ ...parts, qualifiers });
}

/** Type, namespace and name: what makes two package URLs the same package. */
export function purlIdentity(purl: Purl): string {
  return writePurl({ ...purl, version: null, subpath: null, qualifiers: pickIdentifying(purl) });
}

/** The same from hostile text; null when it is not a package URL, because the name beside it still counts. */
export function findPurlIdentity(text: string): string | null {
  return orNull(() => purlIdentity(readForgiving(text)));
}

/**
 * By which name advisories and inventories meet: the identity, of RPM packages without the distribution. Lists of installed ones
 * often cannot tell it, and its rebuilds share advisories; `distributions.rules.ts` has what tells them apart.
 */
export function packageKey(purl: Purl): string {
  return purlIdentity(purl.type === "rpm" ? { ...purl, namespace: null } : purl);
}

/** The same from hostile text; null when it is not a package URL. */
export function findPackageKey(text: string): string | null {
  return orNull(() => packageKey(readForgiving(text)));
}

/** What hostile text says, with its canonical form; null when it is not a package URL. */
export function findPurl(text: string): { readonly parts: Purl; readonly canonical: string } | null {
  return orNull(() => {
    const parts = readForgiving(text);
    return { parts, canonical: writePurl(parts) };
  });
}

function orNull<Found>(read: () => Found): Found | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof IdentifierError) return null;
    throw error;
  }
}

/** Without these a julia or swid name does not say which package is meant. */
function pickIdentifying(purl: Purl): Readonly<Record<string, string>> | null {
  const key = PURL_TYPE_RULES.get(purl.type)?.requiredQualifier;
  const value = key === undefined ? undefined : purl.qualifiers?.[key];
  return key === undefined || value === undefined ? null : { [key]: value };
}

function refuse(message: string): never {
  throw new IdentifierError("not-a-purl", `${message}; a package URL looks like pkg:type/namespace/name@version`);
}

function splitPurl(text: string): PurlParts {
  if (text.length > MAX_PURL_LENGTH) refuse(`The package URL is longer than ${MAX_PURL_LENGTH} characters`);
  const [beforeSubpath, subpath] = splitLast(text.trim(), "#");
  const [beforeQualifiers, query] = splitLast(beforeSubpath, "?");
  const scheme = /^pkg:\/*/i.exec(beforeQualifiers);
  if (!scheme) refuse("The package URL does not begin with pkg:");
  const path = beforeQualifiers.slice(scheme[0].length).replace(/\/+$/, "");
  const slash = path.indexOf("/");
  if (slash < 0) refuse("The package URL has a type but no name, or no type");
  const type = path.slice(0, slash).toLowerCase();
  const [package_, version] = splitVersion(path.slice(slash + 1));
  const segments = package_.split("/").filter((segment) => segment !== "").map((segment) => decode(segment));
  // pkg:git counts the whole path on its host as the name; every other type only the last segment.
  const nameAt = type === "git" ? Math.min(1, segments.length - 1) : segments.length - 1;
  return {
    type,
    namespace: segments.slice(0, nameAt).join("/"),
    name: segments.slice(nameAt).join("/"),
    version: version === undefined ? null : decode(version),
    qualifiers: query === undefined ? null : splitQualifiers(query),
    subpath: subpath === undefined ? null : subpath.split("/").map((segment) => decode(segment)).join("/"),
  };
}

function splitLast(text: string, mark: string): readonly [string, string | undefined] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The "@" of an npm scope written without escaping stands at the start of a segment and is not the version's. */
function splitVersion(text: string): readonly [string, string | undefined] {
  const at = text.lastIndexOf("@");
  const isScope = at === 0 ? text.includes("/") : text[at - 1] === "/" && text.indexOf("/", at) >= 0;
  if (at < 0 || isScope) return [text, undefined];
  // "name/@1" has no name before the version: keep the empty segment from hiding that.
  if (at === 0 || text[at - 1] === "/") {
    if (!text.slice(0, at).replace(/\/+$/, "")) return ["", text.slice(at + 1)];
    return [text.slice(0, at).replace(/\/+$/, ""), text.slice(at + 1)];
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

function splitQualifiers(query: string): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (entries.some(([known]) => known.toLowerCase() === key.toLowerCase())) refuse("A qualifier's key stands there twice");
    entries.push([key, equals < 0 ? "" : decode(pair.slice(equals + 1))]);
  }
  // fromEntries defines own properties, so that a key named __proto__ stays a key.
  return Object.fromEntries(entries);
}

function normalise(parts: PurlParts): Purl {
  const type = (parts.type ?? "").toLowerCase();
  if (!TYPE.test(type)) refuse("The package URL's type is missing or has characters other than a-z, 0-9, dot and hyphen");
  const rule = PURL_TYPE_RULES.get(type) ?? {};
  const given = {
    namespace: (parts.namespace ?? "").split("/").filter((segment) => segment !== "").join("/"),
    name: (parts.name ?? "").replace(/^\/+|\/+$/g, ""),
    version: parts.version?.trim() ?? "",
  };
  for (const part of rule.lower ?? []) given[part] = given[part].toLowerCase();
  if (rule.upperNamespace) given.namespace = given.namespace.toUpperCase();
  const qualifiers = normaliseQualifiers(parts.qualifiers ?? {});
  const name = normaliseName(type, given.namespace, rule.normaliseName?.(given.name) ?? given.name, qualifiers);

  if (name === "") refuse("The package URL has no name");
  if (rule.namespace === "required" && given.namespace === "") {
    refuse(`A package URL of type ${type} needs a namespace before its name`);
  }
  if (rule.namespace === "prohibited" && given.namespace !== "") {
    refuse(`A package URL of type ${type} has no namespace; write pkg:${type}/name`);
  }
  if (rule.namePattern && !rule.namePattern.test(name)) refuse(`The name is not one the type ${type} allows`);
  if (rule.versionPattern && given.version !== "" && !rule.versionPattern.test(given.version)) {
    refuse(`The version is not one the type ${type} allows`);
  }
  if (rule.requiredQualifier && !qualifiers?.[rule.requiredQualifier]) {
    refuse(`A package URL of type ${type} needs the qualifier ${rule.requiredQualifier}`);
  }
  const subpath = (parts.subpath ?? "").split("/").filter((segment) => !["", ".", ".."].includes(segment)).join("/");
  return { type, namespace: given.namespace || null, name, version: given.version || null, qualifiers, subpath: subpath || null };
}

/** Where the host decides about case: Databricks model registries and the large git hosts do not distinguish it. */
function normaliseName(type: string, namespace: string, name: string, qualifiers: Purl["qualifiers"]): string {
  const isCaseless = (type === "mlflow" && (qualifiers?.["repository_url"] ?? "").includes("databricks"))
    || (type === "git" && CASELESS_GIT_HOSTS.has((namespace.split("/")[0] ?? "").toLowerCase()));
  return isCaseless ? name.toLowerCase() : name;
}

function normaliseQualifiers(qualifiers: Readonly<Record<string, string>>): Purl["qualifiers"] {
  const entries = Object.entries(qualifiers).filter(([, value]) => value !== "" && value !== null);
  for (const [key] of entries) {
    if (!QUALIFIER_KEY.test(key)) refuse("A qualifier's key has characters other than a-z, 0-9, dot, hyphen and underscore");
  }
  if (entries.length === 0) return null;
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    const message = "The package URL has a percent sign that is not followed by two hexadecimal digits; write % as %25";
    throw new IdentifierError("not-a-purl", message, { cause });
  }
}

function encodePart(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%3A/g, ":").replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function encodePath(text: string): string {
  return text.split("/").map(encodePart).join("/");
}
