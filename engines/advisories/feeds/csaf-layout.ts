import { createHash } from "node:crypto";
import type { Instant, PublicAdvisory, Publisher } from "../advisories.types.ts";
import type { JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";

/** Where and by whom advisories are published. */
export interface CsafSite {
  /** Address of the folder the paths of `csafPaths` are in, without a final slash. */
  readonly baseUrl: string;
  readonly publisher: Publisher;
  /** When the site began: what an empty feed says it was last updated. */
  readonly since: Instant;
}

export const PROVIDER_METADATA_PATH = "provider-metadata.json";
export const ROLIE_FEED_PATH = "csaf-feed-tlp-white.json";
export const CHANGES_PATH = "white/changes.csv";
export const INDEX_PATH = "white/index.txt";

export interface CsafPaths {
  readonly document: string;
  readonly sha256: string;
  readonly sha512: string;
  readonly signature: string;
}

/** Where a document and its companions lie (CSAF 2.0 sections 5.1, 7.1.2, 7.1.11 and 7.1.18): the year is that of the first release. */
export function csafPaths(advisory: PublicAdvisory): CsafPaths {
  const document = `white/${inFolder(advisory)}`;
  return { document, sha256: `${document}.sha256`, sha512: `${document}.sha512`, signature: `${document}.sig` };
}

function inFolder(advisory: PublicAdvisory): string {
  const name = advisory.trackingId.toLowerCase().replaceAll(/[^+\-a-z0-9]+/g, "_");
  return `${advisory.initialReleaseAt.slice(0, 4)}/${name}.json`;
}

/** Content of a hash file (section 7.1.18): the hex digest, two spaces, the file's name. */
export function hashFile(algorithm: "sha256" | "sha512", bytes: Uint8Array, path: string): string {
  return `${createHash(algorithm).update(bytes).digest("hex")}  ${path.slice(path.lastIndexOf("/") + 1)}\n`;
}

/** `index.txt` (section 7.1.12): every document's path from the folder of its TLP label. */
export function indexTxt(advisories: readonly PublicAdvisory[]): string {
  return advisories.map((advisory) => `${inFolder(advisory)}\n`).toSorted().join("");
}

/** `changes.csv` (section 7.1.13): path and current release, the latest first, quoted. */
export function changesCsv(advisories: readonly PublicAdvisory[]): string {
  return latestFirst(advisories).map((advisory) => `"${inFolder(advisory)}","${advisory.currentReleaseAt}"\r\n`).join("");
}

/**
 * `provider-metadata.json` (section 7.1.7). The role is `csaf_provider`: a trusted provider signs with OpenPGP, which we do not
 * do yet, and the metadata may not claim it.
 */
export function providerMetadata(site: CsafSite, advisories: readonly PublicAdvisory[]): JsonObject {
  const { category, name, namespace } = site.publisher;
  return toDocument({
    canonical_url: `${site.baseUrl}/${PROVIDER_METADATA_PATH}`,
    distributions: [
      { rolie: { feeds: [{ summary: "All advisories", tlp_label: "WHITE", url: `${site.baseUrl}/${ROLIE_FEED_PATH}` }] } },
      { directory_url: `${site.baseUrl}/white/` },
    ],
    last_updated: lastUpdate(site, advisories),
    list_on_CSAF_aggregators: true,
    metadata_version: "2.0",
    mirror_on_CSAF_aggregators: true,
    publisher: { category, name, namespace },
    role: "csaf_provider",
  });
}

export function latestFirst(advisories: readonly PublicAdvisory[]): PublicAdvisory[] {
  const key = ({ currentReleaseAt, trackingId }: PublicAdvisory) => `${currentReleaseAt} ${trackingId}`;
  return advisories.toSorted((a, b) => (key(a) < key(b) ? 1 : -1));
}

export function lastUpdate(site: CsafSite, advisories: readonly PublicAdvisory[]): Instant {
  return [site.since, ...advisories.map(({ currentReleaseAt }) => currentReleaseAt)].toSorted().at(-1) ?? site.since;
}
