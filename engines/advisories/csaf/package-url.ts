// Package URLs by ECMA-427 and the type definitions of package-url/purl-spec. CSAF allows them in canonical form only.

export interface PackageUrl {
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly subpath: string;
}

/** `canonical` is the same package URL in canonical form. */
type Reading = { readonly purl: PackageUrl; readonly canonical: string; readonly problem?: undefined } | { readonly purl?: undefined; readonly problem: string };

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const NEEDS_NAMESPACE = words("bitbucket composer cpan git github maven swift vscode-extension");
const HAS_NO_NAMESPACE = words("bazel bitnami cargo chrome-extension cocoapods conda cran gem hackage julia mlflow nuget oci opam otp pub pypi vcpkg");
// Neither namespace nor name tells capitals apart, so the canonical form has small letters.
const SMALL = words("alpm apk bitbucket bitnami composer deb github hex oci pub pypi");
const NEEDS_QUALIFIER: ReadonlyMap<string, string> = new Map([["julia", "uuid"], ["swid", "tag_id"]]);

const LONGEST = 4096;

/** Reads a package URL, or says which rule it breaks. */
export function readPackageUrl(text: string): Reading {
  if (text.length > LONGEST) return { problem: `longer than ${LONGEST} characters` };
  const found = /^pkg:([a-z][a-z0-9.-]*)\/(?!\/)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text);
  if (!found || !text.isWellFormed()) return { problem: "it is not of the form pkg:type/namespace/name@version?qualifiers#subpath" };
  const [, type = "", path = "", query, fragment] = found;
  const at = path.lastIndexOf("@");
  // An @ before the last slash belongs to the namespace and should have been encoded.
  const [place, rawVersion] = at > path.lastIndexOf("/") ? [path.slice(0, at), path.slice(at + 1)] : [path, undefined];
  const segments = place.replace(/\/+$/, "").split("/").map(decode);
  const version = rawVersion === undefined ? "" : decode(rawVersion);
  const subpath = fragment === undefined ? [] : fragment.split("/").map(decode);
  if (version === undefined || [...segments, ...subpath].includes(undefined)) return { problem: "a percent sign is not followed by two digits that are UTF-8" };
  const name = segments.at(-1) ?? "";
  const namespace = segments.slice(0, -1) as string[];
  if (name === "" || (rawVersion !== undefined && place.endsWith("/"))) return { problem: "it has no name" };
  if (rawVersion === "") return { problem: "the version behind the @ is empty" };
  if (namespace.some((segment) => segment === "" || segment.includes("/"))) return { problem: "a part of the namespace is empty, or holds a slash" };
  if (subpath.some((segment) => segment === "" || segment === "." || segment === ".." || segment?.includes("/"))) return { problem: "a part of the subpath is empty, a dot or two dots" };
  const qualifiers = query === undefined ? new Map<string, string>() : readQualifiers(query);
  if (typeof qualifiers === "string") return { problem: qualifiers };
  const small = (part: string): string => (SMALL.has(type) ? part.toLowerCase() : part);
  const purl = { type, namespace: namespace.join("/"), name, version, subpath: subpath.join("/") };
  const problem = findTypeFault(purl, qualifiers);
  if (problem !== undefined) return { problem };
  const way = [...namespace, type === "pypi" ? name.replaceAll("_", "-") : name].map((part) => encode(small(part))).join("/");
  const pairs = query?.split("&").toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).join("&");
  const end = `${version && `@${encode(version)}`}${pairs === undefined ? "" : `?${pairs}`}${fragment === undefined ? "" : `#${subpath.map((part) => encode(part ?? "")).join("/")}`}`;
  return { purl, canonical: `pkg:${type}/${way}${end}` };
}

/** Whether a package URL is its own canonical form. Signs that encoders disagree on may stand either way. */
export function isCanonical(text: string, canonical: string): boolean {
  const even = (one: string): string => one.replaceAll(/%(?:3A|2F|21|27|28|29|2A)/g, (code) => decodeURIComponent(code));
  return text === canonical || even(text) === even(canonical);
}

const keyOf = (pair: string): string => pair.slice(0, pair.indexOf("="));
const encode = (text: string): string => encodeURIComponent(text).replaceAll("%3A", ":");

function findTypeFault({ type, namespace, name, version }: PackageUrl, qualifiers: ReadonlyMap<string, string>): string | undefined {
  if (NEEDS_NAMESPACE.has(type) && namespace === "") return `packages of the type ${type} have a namespace`;
  if (HAS_NO_NAMESPACE.has(type) && namespace !== "") return `packages of the type ${type} have no namespace`;
  if (type === "chrome-extension" && !(/^[a-p]{32}$/.test(name) && /^(?:\d+(?:\.\d+){0,3})?$/.test(version))) return "a Chrome extension is named by 32 letters from a to p, and its version by up to four numbers";
  const needed = NEEDS_QUALIFIER.get(type);
  return needed === undefined || qualifiers.has(needed) ? undefined : `packages of the type ${type} need the qualifier ${needed}`;
}

function readQualifiers(query: string): Map<string, string> | string {
  const qualifiers = new Map<string, string>();
  for (const pair of query.split("&")) {
    const split = pair.indexOf("=");
    const [key, value] = [pair.slice(0, split), decode(pair.slice(split + 1))];
    if (split < 1 || !/^[a-z][a-z0-9._-]*$/.test(key)) return `"${pair}" is no qualifier: small letters, an equals sign and a value`;
    if (value === undefined || value === "") return `the qualifier ${key} has no value`;
    if (qualifiers.has(key)) return `the qualifier ${key} stands twice`;
    qualifiers.set(key, value);
  }
  return qualifiers;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // Attacker-controlled: the caller says so.
  }
}

/** The canonical form where the text can be read, and else the text. */
export function toCanonical(text: string): string {
  const reading = readPackageUrl(text);
  return reading.problem === undefined && !isCanonical(text, reading.canonical) ? reading.canonical : text;
}
