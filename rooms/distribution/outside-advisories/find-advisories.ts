import { zstdDecompressSync } from "node:zlib";
import { createMatcher, readAdvisory, type Advisory, type Matcher } from "#engines/exposure";
import type { Queryable, Services } from "#rooms/platform";
import { getAdvisory, type PublishedAdvisory } from "#rooms/publication";
import { findOutsideDocument, listOutsideByIds, listOutsideDocuments, type OutsideDocument } from "./outside-advisories.store.ts";

/** A match names one of our own advisories, or one that somebody else published. */
export function isOwnAdvisory(id: string): boolean {
  return !id.startsWith("outside_");
}

/** What a plan needs of an advisory, whoever published it. */
export interface KnownAdvisory {
  readonly id: string;
  readonly trackingId: string;
  readonly title: string;
  /** Null for our own. */
  readonly publisher: string | null;
  readonly url: string | null;
  readonly own: PublishedAdvisory | null;
}

/** The advisories of these ids; our own by the room that publishes them. */
export async function findAdvisories(services: Services, db: Queryable, ids: Iterable<string>): Promise<ReadonlyMap<string, KnownAdvisory>> {
  const wanted = [...new Set(ids)];
  const known = new Map<string, KnownAdvisory>();
  for (const id of wanted.filter(isOwnAdvisory)) {
    const own = await getAdvisory(services, db, id);
    known.set(id, { id, trackingId: own.trackingId, title: own.title, publisher: null, url: `${services.configuration.publicUrl}/advisories/${id}`, own });
  }
  const outside = wanted.filter((id) => !isOwnAdvisory(id));
  if (outside.length === 0) return known;
  for (const { id, tracking_id: trackingId, title, publisher, url } of await listOutsideByIds(db, outside)) known.set(id, { id, trackingId, title, publisher, url, own: null });
  return known;
}

/** The same under our id, by which its matches are told apart from another publisher's of the same name. */
export function relabel(advisory: Advisory, id: string): Advisory {
  const ours = <Product extends { readonly advisoryId: string }>(products: readonly Product[]) => products.map((product) => ({ ...product, advisoryId: id }));
  return { ...advisory, id, affected: ours(advisory.affected), notAffected: ours(advisory.notAffected) };
}

/** Both of our own documents say the same; the surer match of the two stands. */
export function readOwn({ id, documents }: PublishedAdvisory): readonly Advisory[] {
  return [documents.csaf, documents.osv].map((document) => relabel(readAdvisory(document), id));
}

/** An outside advisory as it is matched; undefined when there is none of this id. */
export async function findOutsideAdvisory(db: Queryable, id: string): Promise<Advisory | undefined> {
  const row = await findOutsideDocument(db, id);
  return row && open(row);
}

// What we compressed ourselves, of at most 16 MiB.
const LARGEST_BYTES = 32 * 1024 * 1024;

function open({ id, document }: OutsideDocument): Advisory {
  return relabel(readAdvisory(JSON.parse(zstdDecompressSync(document, { maxOutputLength: LARGEST_BYTES }).toString("utf8"))), id);
}

/** All outside advisories, read once by a process and brought up to date with what changed since; thousands take seconds to read. */
export interface OutsideAdvisories {
  readonly edition: number;
  readonly byId: ReadonlyMap<string, Advisory>;
  readonly matcher: Matcher;
}

const read = new WeakMap<Services["keys"], OutsideAdvisories>();

export async function loadOutsideAdvisories(services: Services, db: Queryable): Promise<OutsideAdvisories> {
  const before = read.get(services.keys);
  let edition = before?.edition ?? 0;
  const byId = new Map(before?.byId);
  for (let rows = await listOutsideDocuments(db, edition); rows.length > 0; rows = await listOutsideDocuments(db, edition)) {
    for (const row of rows) {
      byId.set(row.id, open(row));
      edition = row.edition;
    }
  }
  if (before?.edition === edition) return before;
  const now = { edition, byId, matcher: createMatcher([...byId.values()]) };
  read.set(services.keys, now);
  return now;
}
