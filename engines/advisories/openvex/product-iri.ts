// Products as OpenVEX names them: by IRIs. A package URL is one, and carries a version, or a range of them in its qualifier `vers` (ECMA-427).
import type { ReadProduct } from "../advisories.types.ts";
import { readPackageUrl } from "../csaf/package-url.ts";
import { ecosystemOfPurl, withoutPurlVersion, withPurlVersion } from "../product-identifiers.ts";
import { readVers } from "../vers-range.ts";

/** The purl of one version. */
export function iriOfVersion(purl: string, version: string): string {
  return withPurlVersion(withoutPurlVersion(purl), version);
}

/** The purl of a range; qualifiers stand in the order of their names. */
export function iriOfRange(purl: string, vers: string): string {
  const [, path = "", query, rest = ""] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(withoutPurlVersion(purl)) ?? [];
  const qualifiers = [...(query?.split("&") ?? []).filter((pair) => pair !== "" && !pair.startsWith("vers=")), `vers=${encodeURIComponent(vers)}`];
  return `${path}?${qualifiers.toSorted().join("&")}${rest}`;
}

/** For a product that nobody gave a purl: one of the type generic, which names what no other type does. */
export function genericPurl({ vendor, product }: Pick<ReadProduct, "vendor" | "product">): string {
  const segment = (text: string) => encodeURIComponent(text.toWellFormed().replaceAll("/", "_").trim() || "unnamed");
  return `pkg:generic/${vendor === null ? "" : `${segment(vendor)}/`}${segment(product)}`;
}

type NamedByPurl = Pick<ReadProduct, "vendor" | "product" | "ecosystem" | "purl" | "versionScheme" | "ranges" | "versions" | "rangeTexts">;

/** What a purl with its version or range says of a product; undefined for what is no purl. */
export function readProductPurl(text: string): NamedByPurl | undefined {
  const { purl: parsed } = readPackageUrl(text);
  if (!parsed) return undefined;
  const [, path = "", query, rest = ""] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(withoutPurlVersion(text)) ?? [];
  const pairs = query?.split("&") ?? [];
  const vers = pairs.find((pair) => pair.startsWith("vers="));
  const rangeText = vers === undefined ? undefined : decodeURIComponent(vers.slice("vers=".length));
  const range = rangeText === undefined ? undefined : readVers(rangeText);
  const others = pairs.filter((pair) => pair !== vers);
  const purl = `${path}${others.length === 0 ? "" : `?${others.join("&")}`}${rest}`;
  const ecosystem = range?.ecosystem ?? ecosystemOfPurl(purl);
  return {
    vendor: parsed.namespace === "" ? null : parsed.namespace,
    product: parsed.name,
    ecosystem,
    purl,
    versionScheme: range?.versionScheme ?? (ecosystem === null ? "generic" : "ecosystem"),
    ranges: range?.ranges ?? [],
    versions: parsed.version === "" ? [] : [parsed.version],
    ...(rangeText !== undefined && !range && { rangeTexts: [rangeText] }),
  };
}
