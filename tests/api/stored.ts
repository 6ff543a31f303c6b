import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { sql, type Statement } from "#rooms/platform";
import type { World } from "../setup/world.ts";

/** How much is stored: rows of every table of every room, and files of the artefact store. The job queue tidies up after itself, so it is left out. */
export async function countStored({ services: { db, configuration } }: World): Promise<Readonly<Record<string, number>>> {
  const tables = await db.query<{ name: string }>(sql`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pgboss') AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT') ORDER BY 1`);
  const counts = await db.query<{ name: string; count: number }>(countAll(tables.map(({ name }) => name)));
  const artefacts = await readdir(join(configuration.dataDirectory, "artefacts"), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return { ...Object.fromEntries(counts.map(({ name, count }) => [name, count])), artefacts: artefacts.length };
}

/** The names come from the database itself, quoted by it; a table cannot be a parameter. */
function countAll(tables: readonly string[]): Statement {
  const text = tables.map((name) => `SELECT '${name}' AS name, count(*) AS count FROM ${name}`).join(" UNION ALL ");
  return sql(Object.assign([text], { raw: [text] }));
}
