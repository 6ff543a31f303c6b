import { sql, type Queryable } from "#rooms/platform";

/** How many OSV documents ever went out: it grows with each revision, and so says whether anything is new. */
export async function countOsvFiles(db: Queryable): Promise<number> {
  const row = await db.find<{ files: number }>(sql`SELECT count(*)::int AS files FROM publication.file WHERE kind = 'osv'`);
  return row?.files ?? 0;
}

/** The newest revision of every OSV document, by path. */
export function listOsvFiles(db: Queryable): Promise<{ readonly path: string; readonly digest: string }[]> {
  return db.query(sql`SELECT DISTINCT ON (path) path, digest FROM publication.file WHERE kind = 'osv' ORDER BY path, revision DESC`);
}
