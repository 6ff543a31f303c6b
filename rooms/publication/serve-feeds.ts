import { buildRolieFeed, CHANGES_PATH, changesCsv, INDEX_PATH, indexTxt, PROVIDER_METADATA_PATH, providerMetadata, ROLIE_FEED_PATH, serializeDocument, type CsafSite, type PublicAdvisory } from "#engines/advisories";
import { notFound, type FileReply, type Services } from "#rooms/platform";
import { findFile } from "./publication.store.ts";
import { listPublic } from "./read-advisories.ts";
import { csafBaseUrl } from "./write-documents.ts";

const JSON_TYPE = "application/json; charset=utf-8";

// The day of the order: what a feed that lists nothing yet says it was last updated, so that its bytes stay the same.
const SINCE = "2026-06-02T00:00:00.000Z";

/** Files about all advisories, written anew at each request from what is published at that moment. */
const WRITTEN: Readonly<Record<string, (advisories: readonly PublicAdvisory[], site: CsafSite) => FileReply>> = {
  [`csaf/${PROVIDER_METADATA_PATH}`]: (advisories, site) => ({ bytes: serializeDocument(providerMetadata(site, advisories)), mediaType: JSON_TYPE }),
  [`csaf/${ROLIE_FEED_PATH}`]: (advisories, site) => ({ bytes: serializeDocument(buildRolieFeed(advisories, site)), mediaType: JSON_TYPE }),
  [`csaf/${CHANGES_PATH}`]: (advisories) => ({ bytes: changesCsv(advisories), mediaType: "text/csv; charset=utf-8" }),
  [`csaf/${INDEX_PATH}`]: (advisories) => ({ bytes: indexTxt(advisories), mediaType: "text/plain; charset=utf-8" }),
};

/** A public file by its path below `/api/feeds`: a document exactly as it was signed, or a list of all. */
export async function serveFeedFile(services: Services, path: string): Promise<FileReply> {
  const write = Object.hasOwn(WRITTEN, path) ? WRITTEN[path] : undefined;
  if (write) {
    const publisher = { name: services.messages.text("publication.text.publisher"), namespace: services.configuration.publicUrl, category: "coordinator" as const };
    return write(await listPublic(services), { baseUrl: csafBaseUrl(services), publisher, since: SINCE });
  }
  const file = await findFile(services.db, path);
  if (!file) throw notFound();
  return { bytes: await services.artefacts.get(file.digest), mediaType: /\.(json|sig)$/.test(path) ? JSON_TYPE : "text/plain; charset=utf-8" };
}
