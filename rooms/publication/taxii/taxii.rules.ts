import { isInstant, type TaxiiQuery } from "#contracts/taxii";

/** What every answer is, and what a client must be ready to take (section 1.6.8). */
export const TAXII_MEDIA_TYPE = "application/taxii+json;version=2.1";
export const STIX_MEDIA_TYPE = "application/stix+json;version=2.1";

/** Whether an Accept header (RFC 9110 section 12.5.1) takes TAXII 2.1. Without a version it is the newest that we speak. */
export function acceptsTaxii(accept: string | undefined): boolean {
  return accept === undefined || accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const values = new Map(parameters.map((parameter) => [parameter.split("=")[0], parameter.split("=")[1]?.replaceAll('"', "")]));
    if (/^0(\.0*)?$/.test(values.get("q") ?? "1")) return false;
    return type === "*/*" || type === "application/*" || isTaxii(type, values.get("version"));
  });
}

/** Whether a Content-Type header says TAXII 2.1. */
export function isTaxiiContent(contentType: string | undefined): boolean {
  const [type = "", version] = (contentType ?? "").toLowerCase().replaceAll(/[\s"]/g, "").split(";");
  return isTaxii(type, version?.split("=")[1]);
}

function isTaxii(type: string, version: string | undefined): boolean {
  return type === "application/taxii+json" && (version === undefined || version === "2.1");
}

/** A place in the collection as the opaque `next` of a page, and back; undefined for what is none of ours. */
export function toNext(addedAt: string): string {
  return Buffer.from(addedAt).toString("base64url");
}
export function readNext(next: string): string | undefined {
  const place = Buffer.from(next, "base64url").toString("latin1");
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/.test(place) && isInstant(place) ? place : undefined;
}

/** Of two instants in UTC the later one, however precise each is. */
export function later(left: string | undefined, right: string | undefined): string | undefined {
  const exact = (instant: string) => `${instant.slice(0, 19)}.${(/\.(\d+)/.exec(instant)?.[1] ?? "").padEnd(9, "0")}`;
  if (left === undefined || right === undefined) return left ?? right;
  return exact(left) > exact(right) ? left : right;
}

/** Whether a filter on the version of STIX lets anything through: all that we publish is 2.1. */
export function takesStix21(query: Pick<TaxiiQuery, "match[spec_version]">): boolean {
  return query["match[spec_version]"]?.includes("2.1") ?? true;
}
