import { sql, type Actor, type Services, type Statement } from "#rooms/platform";

/** Tables of a room's schema, and whether the database guards their rows by itself. */
export async function listGuardedTables({ db }: Services, room: string): Promise<{ readonly guarded: readonly string[]; readonly open: readonly string[] }> {
  const tables = await db.query<{ name: string; guarded: boolean }>(sql`SELECT c.relname AS name, c.relrowsecurity AS guarded FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ${room} AND c.relkind IN ('r', 'p') ORDER BY c.relname`);
  const named = (guarded: boolean) => tables.filter((table) => table.guarded === guarded).map(({ name }) => name);
  return { guarded: named(true), open: named(false) };
}

/**
 * How many rows of each table of a room the database itself shows to somebody: asked bare, as a workflow would that has
 * forgotten every policy. Tables without a visible row are left out.
 */
export async function countVisibleRows(services: Services, actor: Actor, room: string): Promise<Readonly<Record<string, number>>> {
  const { guarded, open } = await listGuardedTables(services, room);
  const counts: Record<string, number> = {};
  for (const table of [...guarded, ...open].toSorted()) {
    const count = (await services.as(actor).db.find<{ count: number }>(countAll(`${room}.${table}`)))?.count ?? 0;
    if (count > 0) counts[table] = count;
  }
  return counts;
}

/** The names come from the database's own catalogue; a table cannot be a parameter. */
function countAll(table: string): Statement {
  const text = `SELECT count(*) AS count FROM ${table}`;
  return sql(Object.assign([text], { raw: [text] }));
}
