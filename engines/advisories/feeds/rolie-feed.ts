import type { PublicAdvisory } from "../advisories.types.ts";
import type { Draft, JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";
import type { CsafSite } from "./csaf-layout.ts";
import { ROLIE_FEED_PATH, csafPaths, lastUpdate, latestFirst } from "./csaf-layout.ts";

// CSAF reserves the relation `signature` for OpenPGP: an Ed25519 file under it would break clients that verify.
// RFC 8288 section 2.1.2: a relation of one's own is a URI.
const ED25519_SIGNATURE = "urn:x-breakwater:ed25519-signature";

/** The ROLIE feed of all public advisories, the latest first (RFC 8322; CSAF 2.0 section 7.1.15). */
export function buildRolieFeed(advisories: readonly PublicAdvisory[], site: CsafSite): JsonObject {
  return toDocument({
    feed: {
      id: "csaf-feed-tlp-white",
      title: `${site.publisher.name}: advisories (TLP:WHITE)`,
      link: [{ rel: "self", href: `${site.baseUrl}/${ROLIE_FEED_PATH}` }],
      category: [{ scheme: "urn:ietf:params:rolie:category:information-type", term: "csaf" }],
      updated: lastUpdate(site, advisories),
      entry: latestFirst(advisories).map((advisory) => toEntry(advisory, site.baseUrl)),
    },
  });
}

function toEntry(advisory: PublicAdvisory, baseUrl: string): Draft {
  const paths = csafPaths(advisory);
  const document = `${baseUrl}/${paths.document}`;
  return {
    id: advisory.trackingId,
    title: advisory.title,
    link: [
      { rel: "self", href: document },
      { rel: "hash", href: `${baseUrl}/${paths.sha256}` },
      { rel: "hash", href: `${baseUrl}/${paths.sha512}` },
      { rel: ED25519_SIGNATURE, href: `${baseUrl}/${paths.signature}` },
    ],
    published: advisory.initialReleaseAt,
    updated: advisory.currentReleaseAt,
    summary: { content: advisory.summary },
    content: { type: "application/json", src: document },
    format: { schema: "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", version: "2.0" },
  };
}
