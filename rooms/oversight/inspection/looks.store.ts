import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface LookRow {
  readonly size: number;
  readonly at: string;
}

/** The person's own, by row-level security and by their id. */
export function findLook(db: Queryable, personId: string): Promise<LookRow | undefined> {
  return db.find(sql`SELECT size, at FROM oversight.look WHERE person_id = ${personId}`);
}

/** Looks only go forward: an older page that is still open takes nothing back. */
export async function saveLook(tx: Transaction, row: { readonly personId: string; readonly size: number; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO oversight.look (person_id, size, at) VALUES (${row.personId}, ${row.size}, ${row.at})
    ON CONFLICT (person_id) DO UPDATE SET size = excluded.size, at = excluded.at WHERE oversight.look.size <= excluded.size`);
}
