import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceDurably } from "./artefacts.ts";
import type { Queryable } from "./database.ts";
import { ENVELOPE_PREFIX, type KeyService } from "./keys.ts";
import { sql, type Statement } from "./sql.ts";

const BATCH = 500;

export interface Rewrapped {
  readonly values: number;
  readonly files: number;
}

/**
 * After a rotation: wraps every data key anew, in all columns of all rooms and in the artefact store. What is sealed is
 * not opened. Safe to stop anywhere and to run again; what was done stays done.
 * @param db as the tables' owner, because some of them are only ever added to by the application
 */
export async function rewrapSealed(db: Queryable, keys: KeyService, artefacts: string): Promise<Rewrapped> {
  let values = 0;
  for (const column of await listTextColumns(db)) values += await rewrapColumn(db, keys, column);
  return { values, files: await rewrapFiles(artefacts, keys) };
}

/** Each as a ready `schema.table` and column, quoted by the database itself. */
function listTextColumns(db: Queryable): Promise<{ readonly table: string; readonly column: string }[]> {
  return db.query(sql`SELECT format('%I.%I', n.nspname, c.relname) AS table, quote_ident(a.attname) AS column
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND a.atttypid = 'text'::regtype AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pgboss', 'audit') ORDER BY 1, 2`);
}

async function rewrapColumn(db: Queryable, keys: KeyService, { table, column }: { readonly table: string; readonly column: string }): Promise<number> {
  const names = { table: identifier(table), column: identifier(column) };
  let done = 0;
  let after = "";
  for (;;) {
    const rows = await db.query<{ value: string }>(sql`SELECT ${names.column} AS value FROM ${names.table}
      WHERE ${names.column} LIKE ${`${ENVELOPE_PREFIX}%`} AND ${names.column} > ${after} ORDER BY 1 LIMIT ${BATCH}`);
    const last = rows.at(-1);
    if (!last) return done;
    after = last.value;
    const pairs = rows.flatMap(({ value }) => {
      const rewrapped = rewrapOne(keys, value);
      return rewrapped === undefined ? [] : [[value, rewrapped] as const];
    });
    if (pairs.length === 0) continue;
    done += await db.execute(sql`UPDATE ${names.table} SET ${names.column} = pair.fresh
      FROM unnest(${pairs.map(([old]) => old)}::text[], ${pairs.map(([, fresh]) => fresh)}::text[]) AS pair (old, fresh) WHERE ${names.column} = pair.old`);
  }
}

/** Somebody may have typed a text that looks sealed into a plain field: what does not unwrap is not ours to touch. */
function rewrapOne(keys: KeyService, value: string): string | undefined {
  try {
    return keys.rewrap(value);
  } catch {
    return undefined;
  }
}

async function rewrapFiles(directory: string, keys: KeyService): Promise<number> {
  let done = 0;
  for (const path of await listFiles(directory)) {
    const text = await readFile(path, "utf8");
    const rewrapped = text.startsWith(ENVELOPE_PREFIX) ? keys.rewrap(text) : undefined;
    if (rewrapped === undefined) continue;
    await replaceDurably(path, rewrapped);
    done += 1;
  }
  return done;
}

async function listFiles(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** A name that the database quoted, as part of a statement; never anything from outside. */
function identifier(quoted: string): Statement {
  return sql([quoted] as unknown as TemplateStringsArray);
}
