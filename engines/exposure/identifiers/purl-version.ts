import { findPurl, type Purl } from "./purl.ts";

/** The version with the epoch that package URLs of type rpm keep in a qualifier of its own (package-url/purl-spec, type rpm). */
export function versionOfPurl(purl: Pick<Purl, "type" | "version" | "qualifiers">): string | null {
  return purl.version === null ? null : withEpoch(purl, purl.version);
}

/** A version that stands beside the package URL, with the epoch that only the package URL says. */
export function withEpoch({ type, qualifiers }: Pick<Purl, "type" | "qualifiers">, version: string): string {
  const epoch = qualifiers?.["epoch"];
  return type === "rpm" && epoch !== undefined && /^\d{1,9}$/.test(epoch) && !/^\d+:/.test(version) ? `${epoch}:${version}` : version;
}

/** The same from hostile text. */
export function addEpoch(purl: string | null, version: string): string {
  const found = purl === null ? null : findPurl(purl);
  return found === null ? version : withEpoch(found.parts, version);
}
