import type { PublicAdvisory } from "../advisories.types.ts";
import type { CsafVersion } from "../csaf/read-document.ts";
import type { JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";
import { csafLayout, csafPath, lastUpdate, latestFirst, type CsafSite } from "./csaf-layout.ts";

// CSAF reserves the relation `signature` for OpenPGP: an Ed25519 file under it would break clients that verify.
// RFC 8288 section 2.1.2: a relation of one's own is a URI.
const ED25519_SIGNATURE = "urn:x-breakwater:ed25519-signature";
const CSAF_CATEGORY = { scheme: "urn:ietf:params:rolie:category:information-type", term: "csaf" };

/** The ROLIE feed (section 7.1.15, RFC 8322) with every advisory, each document with its hashes and signatures. */
export function buildRolieFeed(version: CsafVersion, advisories: readonly PublicAdvisory[], site: CsafSite): JsonObject {
  const { feed, label } = csafLayout(version);
  return toDocument({
    feed: {
      id: feed.slice(feed.lastIndexOf("/") + 1, -".json".length),
      title: `${site.publisher.name}: advisories (TLP:${label})`,
      link: [
        { rel: "self", href: `${site.feedsUrl}/${feed}` },
        { rel: "service", href: `${site.feedsUrl}/${csafLayout(version).service}` },
      ],
      category: [CSAF_CATEGORY],
      updated: lastUpdate(site, advisories),
      entry: latestFirst(advisories).map((advisory) => toEntry(version, advisory, site)),
    },
  });
}

function toEntry(version: CsafVersion, advisory: PublicAdvisory, { feedsUrl, openPgpKeys }: CsafSite) {
  const document = `${feedsUrl}/${csafPath(version, advisory)}`;
  return {
    id: advisory.trackingId,
    title: advisory.title,
    link: [
      { rel: "self", href: document },
      { rel: "hash", href: `${document}.sha256` },
      { rel: "hash", href: `${document}.sha512` },
      ...(openPgpKeys.length === 0 ? [] : [{ rel: "signature", href: `${document}.asc` }]),
      { rel: ED25519_SIGNATURE, href: `${document}.sig` },
    ],
    published: advisory.initialReleaseAt,
    updated: advisory.currentReleaseAt,
    summary: { content: advisory.summary },
    content: { type: "application/json", src: document },
    format: { schema: csafLayout(version).schema, version },
  };
}

/** The ROLIE service document (section 7.1.16): which feeds there are. */
export function rolieService(version: CsafVersion, site: CsafSite): JsonObject {
  const { feed, label } = csafLayout(version);
  return toDocument({
    service: {
      workspace: [{
        title: `${site.publisher.name}: public advisories`,
        collection: [{ title: `Advisories (TLP:${label})`, href: `${site.feedsUrl}/${feed}`, categories: { category: [CSAF_CATEGORY] } }],
      }],
    },
  });
}

/** The ROLIE category document (section 7.1.17): which vendors and products the feed's documents are about. */
export function rolieCategories(advisories: readonly PublicAdvisory[]): JsonObject {
  const terms = new Set(advisories.flatMap(({ products }) => products.flatMap(({ vendor, product }) => [vendor, product])));
  const category = [...terms].toSorted().map((term) => ({ term }));
  return { categories: { category } };
}
