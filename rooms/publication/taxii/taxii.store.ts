import { json, sql, type Queryable, type Transaction } from "#rooms/platform";

/** One version of one object, and the instant that is its place in the collection: text, to the microsecond. */
export interface StixRow {
  readonly id: string;
  readonly added_at: string;
  readonly version: string;
  readonly object: Readonly<Record<string, unknown>>;
}

export interface StixFilter {
  readonly addedAfter: string | undefined;
  readonly ids: readonly string[] | undefined;
  readonly types: readonly string[] | undefined;
  /** `first`, `last`, `all` or instants; any of them. */
  readonly versions: readonly string[];
}

const EXACT = sql`'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/**
 * Adds a version of an object, unless it is there. Whoever calls holds the publishing lock, so that nothing is ever added
 * before what somebody has read already.
 */
export async function insertStixObject(tx: Transaction, { object, version, at }: { readonly object: Readonly<Record<string, unknown>>; readonly version: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.stix_object (added_at, id, type, version, object)
    SELECT greatest(${at}, (SELECT max(added_at) FROM publication.stix_object) + interval '1 microsecond'), ${object["id"]}, ${object["type"]}, ${version}, ${json(object)}
    ON CONFLICT (id, version) DO NOTHING`);
}

/** In the order in which they were added. */
export function listStixObjects(db: Queryable, { addedAfter, ids, types, versions }: StixFilter, limit: number): Promise<StixRow[]> {
  const instants = versions.filter((word) => word.includes("T"));
  const has = (word: string) => versions.includes(word);
  return db.query(sql`SELECT id, to_char(added_at AT TIME ZONE 'UTC', ${EXACT}) AS added_at, object,
      coalesce(object ->> 'modified', object ->> 'created', to_char(added_at AT TIME ZONE 'UTC', ${EXACT})) AS version
    FROM publication.stix_object o
    WHERE (${addedAfter ?? null}::timestamptz IS NULL OR added_at > ${addedAfter ?? null}::timestamptz)
      AND (${ids ?? null}::text[] IS NULL OR id = ANY (${ids ?? null}::text[]))
      AND (${types ?? null}::text[] IS NULL OR type = ANY (${types ?? null}::text[]))
      AND (${has("all")} OR version = ANY (${instants}::timestamptz[])
        OR (${has("first")} AND NOT EXISTS (SELECT FROM publication.stix_object p WHERE p.id = o.id AND p.version < o.version))
        OR (${has("last")} AND NOT EXISTS (SELECT FROM publication.stix_object n WHERE n.id = o.id AND n.version > o.version)))
    ORDER BY o.added_at LIMIT ${limit}`);
}

export async function hasStixObject(db: Queryable, id: string): Promise<boolean> {
  return (await db.find(sql`SELECT 1 AS found FROM publication.stix_object WHERE id = ${id} LIMIT 1`)) !== undefined;
}
