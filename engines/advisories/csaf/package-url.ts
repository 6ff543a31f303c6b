// Package URLs by ECMA-427 and the type definitions of package-url/purl-spec. CSAF allows them in canonical form only.

export interface PackageUrl {
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly subpath: string;
}

type Reading = { readonly purl: PackageUrl; readonly problem?: undefined } | { readonly purl?: undefined; readonly problem: string };

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const NEEDS_NAMESPACE = words("bitbucket composer cpan git github maven swift vscode-extension");
const HAS_NO_NAMESPACE = words("bazel bitnami cargo chrome-extension cocoapods conda cran gem hackage julia mlflow nuget oci opam otp pub pypi vcpkg");
const NEEDS_QUALIFIER: ReadonlyMap<string, string> = new Map([["julia", "uuid"], ["swid", "tag_id"]]);

const LONGEST = 4096;

/** Reads a package URL, or says which rule it breaks. */
export function readPackageUrl(text: string): Reading {
  if (text.length > LONGEST) return { problem: `longer than ${LONGEST} characters` };
  const found = /^pkg:([a-z][a-z0-9.-]*)\/(?!\/)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text);
  if (!found) return { problem: "it is not of the form pkg:type/namespace/name@version?qualifiers#subpath" };
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
  if (NEEDS_NAMESPACE.has(type) && namespace.length === 0) return { problem: `packages of the type ${type} have a namespace` };
  if (HAS_NO_NAMESPACE.has(type) && namespace.length > 0) return { problem: `packages of the type ${type} have no namespace` };
  const qualifiers = query === undefined ? new Map<string, string>() : readQualifiers(query);
  if (typeof qualifiers === "string") return { problem: qualifiers };
  const needed = NEEDS_QUALIFIER.get(type);
  if (needed !== undefined && !qualifiers.has(needed)) return { problem: `packages of the type ${type} need the qualifier ${needed}` };
  return { purl: { type, namespace: namespace.join("/"), name, version, subpath: subpath.join("/") } };
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
