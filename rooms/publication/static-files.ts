import {
  aggregatorDocument, buildRolieFeed, changesCsv, csafLayout, directoryListing, indexTxt, LEADING_CSAF_VERSION, LEADING_METADATA_PATH, openPgpKeyPath, providerMetadata, roleOf, rolieCategories,
  rolieService, securityTxt, serializeDocument, type CsafSite, type JsonObject, type ListedProvider, type PublicAdvisory,
} from "#engines/advisories";
import { notFound, type FileReply, type Services } from "#rooms/platform";
import { listStaticFeeds } from "./news/serve-news.ts";
import { listOpenPgpKeys, findOpenPgpSignature } from "./openpgp-keys.store.ts";
import { findFile, listAdvisories, listProviders, listServedFiles } from "./publication.store.ts";
import { CSAF_EDITIONS, CSAF_KINDS, feedsUrl, toPublic, type CsafEdition } from "./write-documents.ts";

/*
 * Every public file of this site that needs no server of ours: documents exactly as they were signed, and lists of them,
 * which are written from what is published at the moment they are asked for. A copy of all of them on any web server is a
 * CSAF trusted provider, too.
 */

/** Below the site. `list`: written now, with addresses of this site in it. */
export interface StaticFile {
  readonly path: string;
  readonly kind: "document" | "list";
}

export const FEEDS = "api/feeds";
const SECURITY_TXT_PATH = ".well-known/security.txt";
const AGGREGATOR_FOLDER = ".well-known/csaf-aggregator";

// The day of the order: what a feed that lists nothing yet says it was last updated, so that its bytes stay the same.
const SINCE = "2026-06-02T00:00:00.000Z";
const MOST_LISTED = 10_000;
const SECURITY_TXT_DAYS = 180;
const DAY_MS = 86_400_000;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: "application/json; charset=utf-8", sig: "application/json; charset=utf-8", csv: "text/csv; charset=utf-8", html: "text/html; charset=utf-8", asc: "application/pgp-signature",
};
// Any page may read what anybody may read (CSAF 2.1 section 7.1.25).
const FOR_EVERY_ORIGIN = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };

/** A public file by its path below the site; an unknown one looks absent. */
export async function serveStaticFile(services: Services, path: string): Promise<FileReply> {
  const bytes = (await readDocument(services, path)) ?? (await writeLists(services)).get(path)?.();
  if (bytes === undefined) throw notFound();
  const ending = path.slice(path.lastIndexOf(".") + 1);
  return { bytes, mediaType: path.endsWith("/") ? MEDIA_TYPES["html"]! : MEDIA_TYPES[ending] ?? "text/plain; charset=utf-8", cache: "minute", headers: FOR_EVERY_ORIGIN };
}

/** Every file that belongs to a whole copy of the site. */
export async function listStaticFiles(services: Services): Promise<readonly StaticFile[]> {
  const served = await listServedFiles(services.db);
  const signed = served.filter(({ kind }) => isCsaf(kind)).map(({ path }) => `${path}.asc`);
  const lists = [...(await writeLists(services)).keys()];
  const feeds = await listStaticFeeds(services);
  return [
    // News name addresses of this site; dumps are made of documents, which name only what was signed with them.
    ...feeds.map((path) => ({ path: `${FEEDS}/${path}`, kind: path.startsWith("news/") ? ("list" as const) : ("document" as const) })),
    ...[...served.map(({ path }) => path), ...signed].map((path) => ({ path: `${FEEDS}/${path}`, kind: "document" as const })),
    // In a copy a folder's listing is the page that a web server shows for the folder.
    ...lists.map((path) => ({ path, kind: path.endsWith(".asc") ? ("document" as const) : ("list" as const) })),
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** A document or a companion of one, as it was stored. */
async function readDocument(services: Services, path: string): Promise<Uint8Array | string | undefined> {
  if (!path.startsWith(`${FEEDS}/`)) return undefined;
  const below = path.slice(FEEDS.length + 1);
  if (below.endsWith(".json.asc")) return (await findOpenPgpSignature(services.db, below.slice(0, -".asc".length)))?.armoured;
  const file = await findFile(services.db, below);
  return file && services.artefacts.get(file.digest);
}

type Lists = Map<string, () => Uint8Array | string>;

/** All lists by their paths, each written when it is called for. */
async function writeLists(services: Services): Promise<Lists> {
  const { db } = services;
  const rows = await listAdvisories(db, MOST_LISTED);
  const served = await listServedFiles(db);
  const keys = await listOpenPgpKeys(db);
  const site: CsafSite = {
    siteUrl: services.configuration.publicUrl,
    feedsUrl: feedsUrl(services),
    publisher: { name: services.messages.text("publication.text.publisher"), namespace: services.configuration.publicUrl, category: "coordinator" },
    since: keys[0]?.valid_from ?? SINCE,
    openPgpKeys: keys.map(({ fingerprint }) => fingerprint),
  };
  const lists: Lists = new Map(keys.map(({ fingerprint, public_key: key }) => [`${FEEDS}/${openPgpKeyPath(fingerprint)}`, () => key]));
  for (const version of CSAF_EDITIONS) {
    const there = new Set(served.flatMap(({ kind, advisory_id: id }) => (kind === CSAF_KINDS[version] ? [id] : [])));
    const advisories = rows.filter(({ id }) => there.has(id)).map(({ content }) => toPublic(services, content, version));
    addCsaf(lists, version, { site, advisories });
  }
  addListings(lists, served.flatMap(({ path, kind }) => (isCsaf(kind) ? [path, `${path}.asc`] : [path])));
  addSecurityTxt(lists, services);
  addAggregator(lists, services, { site, others: (await listProviders(db)).map(({ metadata, listed_at: at }) => ({ ...metadata, at })) });
  return lists;
}

function addCsaf(lists: Lists, version: CsafEdition, { site, advisories }: { readonly site: CsafSite; readonly advisories: readonly PublicAdvisory[] }): void {
  const layout = csafLayout(version);
  const add = (path: string, write: () => JsonObject) => lists.set(path, () => serializeDocument(write()));
  const metadata = () => providerMetadata(version, site, advisories);
  add(layout.metadata, metadata);
  if (version === LEADING_CSAF_VERSION) add(LEADING_METADATA_PATH, metadata);
  add(`${FEEDS}/${layout.feed}`, () => buildRolieFeed(version, advisories, site));
  add(`${FEEDS}/${layout.service}`, () => rolieService(version, site));
  add(`${FEEDS}/${layout.category}`, () => rolieCategories(advisories));
  lists.set(`${FEEDS}/${layout.index}`, () => indexTxt(advisories));
  lists.set(`${FEEDS}/${layout.changes}`, () => changesCsv(version, advisories));
}

/** A page of links for each folder of CSAF documents (section 7.1.14). */
function addListings(lists: Lists, stored: readonly string[]): void {
  for (const version of CSAF_EDITIONS) {
    const { directory, index, changes } = csafLayout(version);
    const inside = stored.filter((path) => path.startsWith(`${directory}/`)).map((path) => path.slice(directory.length + 1));
    const years = new Set(inside.map((path) => path.slice(0, path.indexOf("/"))));
    const name = (path: string) => path.slice(path.lastIndexOf("/") + 1);
    lists.set(`${FEEDS}/${directory}/`, () => directoryListing([name(index), name(changes), ...[...years].map((year) => `${year}/`)]));
    for (const year of years) lists.set(`${FEEDS}/${directory}/${year}/`, () => directoryListing(inside.filter((path) => path.startsWith(`${year}/`)).map(name)));
  }
}

/** Only where somebody can be named who takes reports: the standard wants a contact, and an invented one would be worse than none. */
function addSecurityTxt(lists: Lists, { configuration, clock }: Services): void {
  const { securityContact, publicUrl } = configuration;
  if (securityContact === undefined) return;
  lists.set(SECURITY_TXT_PATH, () => {
    // By the month, so that its bytes stay the same for a while.
    const month = new Date(`${clock().toISOString().slice(0, 7)}-01T00:00:00.000Z`).getTime();
    return securityTxt({
      contacts: [securityContact],
      canonical: `${publicUrl}/${SECURITY_TXT_PATH}`,
      csaf: [LEADING_METADATA_PATH, ...CSAF_EDITIONS.map((version) => csafLayout(version).metadata)].map((path) => `${publicUrl}/${path}`),
      expires: new Date(month + SECURITY_TXT_DAYS * DAY_MS).toISOString(),
    });
  });
}

/** Who lists must list two at least who have nothing to do with each other (section 7.1.22): alone we are no list. */
function addAggregator(lists: Lists, { configuration }: Services, { site, others }: { readonly site: CsafSite; readonly others: readonly (ListedProvider & { readonly at: string })[] }): void {
  const lastUpdated = others.map(({ at }) => at).toSorted().at(-1) ?? site.since;
  const { category, name, namespace } = site.publisher;
  for (const version of CSAF_EDITIONS) {
    const own: ListedProvider = {
      canonical_url: `${site.siteUrl}/${csafLayout(version).metadata}`, last_updated: lastUpdated, list_on_CSAF_aggregators: true, metadata_version: version, publisher: { category, name, namespace }, role: roleOf(site),
    };
    // A list of version 2.1 names only those who are at 2.1 (section 7.4.4).
    const listed = [own, ...others.filter(({ metadata_version: said }) => version === "2.0" || said === version)];
    if (listed.length < 2) continue;
    const write = (path: string) =>
      lists.set(path, () => serializeDocument(aggregatorDocument(version, { url: `${site.siteUrl}/${path}`, publisher: site.publisher, contact: configuration.securityContact ?? site.siteUrl, lastUpdated }, listed)));
    write(`${AGGREGATOR_FOLDER}/v${version}/aggregator.json`);
    if (version === LEADING_CSAF_VERSION) write(`${AGGREGATOR_FOLDER}/aggregator.json`);
  }
}

function isCsaf(kind: string): boolean {
  return kind === "csaf" || kind === "csaf-2.1";
}
