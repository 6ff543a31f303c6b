import { sql, type Queryable } from "#rooms/platform";

export interface StandingCount {
  readonly room: string;
  readonly name: string;
  readonly count: number;
}

/** One report after another, so that each knows what the one before it showed; ends with the transaction. */
export async function lockPublishedCounts(db: Queryable): Promise<void> {
  await db.execute(sql`SELECT pg_advisory_xact_lock(hashtext('published-counts'))`);
}

export function listStandingCounts(db: Queryable, rooms: readonly string[]): Promise<StandingCount[]> {
  return db.query(sql`SELECT room, name, count FROM access.published_count WHERE room = ANY (${rooms}) AND count > 0`);
}

export async function saveStandingCount(db: Queryable, row: StandingCount & { readonly at: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.published_count (room, name, count, at) VALUES (${row.room}, ${row.name}, ${row.count}, ${row.at})
    ON CONFLICT (room, name) DO UPDATE SET count = excluded.count, at = excluded.at`);
}
