import { hash } from "node:crypto";
import type { z } from "zod";
import { taxiiApiRoot, taxiiCollection, taxiiCollections, taxiiDiscovery, taxiiEnvelope, taxiiManifest, taxiiVersions, type TaxiiQuery } from "#contracts/taxii";
import { notFound, type Exchange, type FileReply, type Services } from "#rooms/platform";
import { TaxiiRefusal } from "./taxii.errors.ts";
import { acceptsTaxii, later, readNext, STIX_MEDIA_TYPE, takesStix21, TAXII_MEDIA_TYPE, toNext } from "./taxii.rules.ts";
import { hasStixObject, listStixObjects, type StixRow } from "./taxii.store.ts";

const ALIAS = "advisories";
const MOST_IN_PAGE = 1000;
/** The largest body that we would take, if any could be written. */
const MAX_CONTENT_LENGTH = 65_536;

interface Asked {
  readonly services: Services;
  readonly exchange: Exchange;
}

export async function serveDiscovery({ services, exchange }: Asked): Promise<FileReply> {
  const root = `${services.configuration.publicUrl}/taxii2/public/`;
  const { text } = services.messages;
  return reply(exchange, taxiiDiscovery, { title: text("publication.text.publisher"), description: text("publication.taxii.description"), default: root, api_roots: [root] });
}

export async function serveApiRoot({ services, exchange }: Asked): Promise<FileReply> {
  const { text } = services.messages;
  return reply(exchange, taxiiApiRoot, { title: text("publication.text.publisher"), description: text("publication.taxii.description"), versions: [TAXII_MEDIA_TYPE], max_content_length: MAX_CONTENT_LENGTH });
}

export async function serveCollections({ services, exchange }: Asked): Promise<FileReply> {
  return reply(exchange, taxiiCollections, { collections: [describeCollection(services)] });
}

export async function serveCollection({ services, exchange }: Asked, collection: string): Promise<FileReply> {
  return reply(exchange, taxiiCollection, requireCollection(services, collection));
}

export async function serveManifest(asked: Asked, collection: string, query: TaxiiQuery): Promise<FileReply> {
  const { rows, ...page } = await readPage(asked, { collection, query });
  const objects = rows.map(({ id, added_at, version }) => ({ id, date_added: added_at, version, media_type: STIX_MEDIA_TYPE }));
  return reply(asked.exchange, taxiiManifest, { ...page, ...(objects.length > 0 ? { objects } : {}) }, rows);
}

/** Objects of the collection; with an id the versions of this one. */
export async function serveObjects(asked: Asked, collection: string, { id, query }: { readonly id?: string; readonly query: TaxiiQuery }): Promise<FileReply> {
  const { rows, ...page } = await readPage(asked, { collection, query, ...(id === undefined ? {} : { id }) });
  const objects = rows.map(({ object }) => ({ ...object }));
  return reply(asked.exchange, taxiiEnvelope, { ...page, ...(objects.length > 0 ? { objects } : {}) }, rows);
}

export async function serveVersions(asked: Asked, collection: string, { id, query }: { readonly id: string; readonly query: TaxiiQuery }): Promise<FileReply> {
  const { rows, ...page } = await readPage(asked, { collection, id, query: { ...query, "match[version]": ["all"] } });
  const versions = rows.map(({ version }) => version);
  return reply(asked.exchange, taxiiVersions, { ...page, ...(versions.length > 0 ? { versions } : {}) }, rows);
}

/** Adding and deleting: the collection says that it cannot be written (`can_write`), and whoever tries is told so. */
export function refuseWriting({ services, exchange }: Asked, collection: string, { isTaxii }: { readonly isTaxii: boolean }): never {
  requireAcceptable(exchange);
  requireCollection(services, collection);
  if (!isTaxii) throw new TaxiiRefusal("not-taxii", `content-type: send the body as ${TAXII_MEDIA_TYPE}`, "content-type");
  throw new TaxiiRefusal("read-only", "This collection is written by the clearinghouse alone; read it, and report findings to the clearinghouse itself.");
}

async function readPage({ services, exchange }: Asked, { collection, id, query }: { readonly collection: string; readonly id?: string; readonly query: TaxiiQuery }) {
  requireAcceptable(exchange);
  requireCollection(services, collection);
  if (id !== undefined && !(await hasStixObject(services.db, id))) throw notFound();
  const from = query.next === undefined ? undefined : readNext(query.next);
  if (query.next !== undefined && from === undefined) throw new TaxiiRefusal("next-unknown", "next: this is no `next` that was given here; begin again without it", "next");
  const limit = Math.min(query.limit ?? MOST_IN_PAGE, MOST_IN_PAGE);
  const filter = { addedAfter: later(query.added_after, from), ids: id === undefined ? query["match[id]"] : [id], types: query["match[type]"], versions: query["match[version]"] ?? ["last"] };
  const found = takesStix21(query) ? await listStixObjects(services.db, filter, limit + 1) : [];
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, ...(found.length > limit && last ? { more: true, next: toNext(last.added_at) } : { more: false }) };
}

function reply<Body>(exchange: Exchange, schema: z.ZodType<Body>, body: Body, rows: readonly StixRow[] = []): FileReply {
  requireAcceptable(exchange);
  const [first, last] = [rows[0], rows.at(-1)];
  const headers = first && last ? { "x-taxii-date-added-first": first.added_at, "x-taxii-date-added-last": last.added_at } : {};
  return { bytes: JSON.stringify(schema.parse(body)), mediaType: TAXII_MEDIA_TYPE, headers };
}

function requireAcceptable(exchange: Exchange): void {
  if (!acceptsTaxii(exchange.header("accept"))) throw new TaxiiRefusal("not-acceptable", `accept: this server speaks ${TAXII_MEDIA_TYPE}; accept that`, "accept");
}

function requireCollection(services: Services, collection: string): z.infer<typeof taxiiCollection> {
  const described = describeCollection(services);
  if (collection !== described.id && collection !== ALIAS) throw notFound();
  return described;
}

function describeCollection({ configuration, messages: { text } }: Services): z.infer<typeof taxiiCollection> {
  // Another at every address, and always the same at one.
  const bits = hash("sha256", `${configuration.publicUrl}/taxii2/public/collections/${ALIAS}`, "hex");
  const id = `${bits.slice(0, 8)}-${bits.slice(8, 12)}-4${bits.slice(12, 15)}-8${bits.slice(15, 18)}-${bits.slice(18, 30)}`;
  return { id, title: text("publication.taxii.title"), description: text("publication.taxii.description"), alias: ALIAS, can_read: true, can_write: false, media_types: [STIX_MEDIA_TYPE] };
}
