import { createHash } from "node:crypto";
import type { Instant, PublicAdvisory, Publisher } from "../advisories.types.ts";
import type { CsafVersion } from "../csaf/read-document.ts";
import type { JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";

/** Where and by whom advisories are published. */
export interface CsafSite {
  /** Address of the site, without a final slash: `.well-known` lies below it. */
  readonly siteUrl: string;
  /** Address of the folder that the paths of `csafLayout` are in, without a final slash. */
  readonly feedsUrl: string;
  readonly publisher: Publisher;
  /** When the site began: what an empty feed says it was last updated. */
  readonly since: Instant;
  /** Fingerprints of every OpenPGP key that documents were signed with; without one the role is `csaf_provider`. */
  readonly openPgpKeys: readonly string[];
}

/** Where the files of one version of CSAF lie, below the folder of all feeds. CSAF 2.1 wants both versions side by side (section 7.4). */
export interface CsafLayout {
  readonly version: CsafVersion;
  /** The name of TLP:CLEAR in this version. */
  readonly label: "WHITE" | "CLEAR";
  /** The folder of the label: year folders, `index.txt` and `changes.csv` are in it. */
  readonly directory: string;
  readonly feed: string;
  readonly service: string;
  readonly category: string;
  readonly index: string;
  readonly changes: string;
  /** Below the site. */
  readonly metadata: string;
  readonly schema: string;
}

const LAYOUTS = {
  "2.0": toLayout("2.0", { folder: "csaf", label: "WHITE", schema: "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json" }),
  "2.1": toLayout("2.1", { folder: "csaf-2.1", label: "CLEAR", schema: "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json" }),
} as const satisfies Record<CsafVersion, CsafLayout>;

function toLayout(version: CsafVersion, { folder, label, schema }: { readonly folder: string; readonly label: CsafLayout["label"]; readonly schema: string }): CsafLayout {
  const word = label.toLowerCase();
  return {
    version, label, schema,
    directory: `${folder}/${word}`,
    feed: `${folder}/csaf-feed-tlp-${word}.json`,
    service: `${folder}/service.json`,
    category: `${folder}/category-tlp-${word}.json`,
    index: `${folder}/${word}/index.txt`,
    changes: `${folder}/${word}/changes.csv`,
    metadata: `.well-known/csaf/v${version}/provider-metadata.json`,
  };
}

export function csafLayout(version: CsafVersion): CsafLayout {
  return LAYOUTS[version];
}

/** The version that stands at the address without a version, too: 2.0 until 2.1 is what most tools read (CSAF 2.1 section 7.4.2). */
export const LEADING_CSAF_VERSION: CsafVersion = "2.0";
export const LEADING_METADATA_PATH = ".well-known/csaf/provider-metadata.json";

/** Where a document lies (sections 5.1 and 7.1.11): the year is that of the first release. Its companions have its name and an ending more. */
export function csafPath(version: CsafVersion, advisory: PublicAdvisory): string {
  return `${LAYOUTS[version].directory}/${inFolder(advisory)}`;
}

/** Where a public OpenPGP key lies, below the folder of all feeds (section 7.1.20). */
export function openPgpKeyPath(fingerprint: string): string {
  return `openpgp/${fingerprint}.asc`;
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

/** `changes.csv` (section 7.1.13): path and current release, the latest first; quoted in 2.0, and in 2.1 without quotes. */
export function changesCsv(version: CsafVersion, advisories: readonly PublicAdvisory[]): string {
  const quote = version === "2.0" ? '"' : "";
  return latestFirst(advisories).map((advisory) => `${quote}${inFolder(advisory)}${quote},${quote}${advisory.currentReleaseAt}${quote}\r\n`).join("");
}

/** `provider-metadata.json` (section 7.1.7): who publishes, where everything is, and the keys to check it with. */
export function providerMetadata(version: CsafVersion, site: CsafSite, advisories: readonly PublicAdvisory[]): JsonObject {
  const { label, directory, feed, service, category, metadata } = LAYOUTS[version];
  const { siteUrl, feedsUrl, publisher: { category: kind, name, namespace }, openPgpKeys } = site;
  const lastUpdated = lastUpdate(site, advisories);
  const isLatest = version === "2.1";
  return toDocument({
    $schema: isLatest ? "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/provider.json" : undefined,
    canonical_url: `${siteUrl}/${metadata}`,
    distributions: [
      {
        rolie: {
          categories: [`${feedsUrl}/${category}`],
          feeds: [{ last_updated: isLatest ? lastUpdated : undefined, summary: `All TLP:${label} advisories`, tlp_label: label, url: `${feedsUrl}/${feed}` }],
          services: [`${feedsUrl}/${service}`],
        },
      },
      isLatest ? { directory: { tlp_label: label, url: `${feedsUrl}/${directory}/` } } : { directory_url: `${feedsUrl}/${directory}/` },
    ],
    last_updated: lastUpdated,
    list_on_CSAF_aggregators: true,
    metadata_version: version,
    mirror_on_CSAF_aggregators: true,
    public_openpgp_keys: openPgpKeys.map((fingerprint) => ({ fingerprint, url: `${feedsUrl}/${openPgpKeyPath(fingerprint)}` })),
    publisher: { category: kind, name, namespace },
    role: roleOf(site),
  });
}

/** A trusted provider signs with OpenPGP, and the metadata claims no more than is done. */
export function roleOf({ openPgpKeys }: CsafSite): "csaf_provider" | "csaf_trusted_provider" {
  return openPgpKeys.length === 0 ? "csaf_provider" : "csaf_trusted_provider";
}

export function latestFirst(advisories: readonly PublicAdvisory[]): PublicAdvisory[] {
  const key = ({ currentReleaseAt, trackingId }: PublicAdvisory) => `${currentReleaseAt} ${trackingId}`;
  return advisories.toSorted((a, b) => (key(a) < key(b) ? 1 : -1));
}

export function lastUpdate(site: CsafSite, advisories: readonly PublicAdvisory[]): Instant {
  return [site.since, ...advisories.map(({ currentReleaseAt }) => currentReleaseAt)].toSorted().at(-1) ?? site.since;
}
