import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/** The role the application acts as: it owns nothing, so grants and row security bind it. */
export const APPLICATION_ROLE = "breakwater_app";

export interface MigrationOptions {
  /** Owner's connection URL. */
  readonly url: string;
  /** Folder of `NNNN-room[-what].sql` files. */
  readonly directory: string;
  /** Rooms whose migrations apply to this database (the low side and the enclave differ). */
  readonly rooms: readonly string[];
}

interface MigrationFile {
  readonly name: string;
  readonly text: string;
  readonly digest: string;
}

/**
 * Applies what is new, in order, each in its own transaction, under one advisory lock so that several servers may
 * start at once. Forward only: a file that changed after it was applied stops the start with its name.
 * @returns the names applied now
 */
export async function migrate(options: MigrationOptions): Promise<readonly string[]> {
  const files = await readMigrations(options);
  const client = new pg.Client({ connectionString: options.url, options: "-c TimeZone=UTC" });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('breakwater-migrations'))");
    await client.query(`CREATE TABLE IF NOT EXISTS public.migration
      (name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    await ensureApplicationRole(client);
    const applied = new Map<string, string>();
    for (const row of (await client.query<{ name: string; digest: string }>("SELECT name, digest FROM public.migration")).rows) {
      applied.set(row.name, row.digest);
    }
    const fresh: string[] = [];
    for (const file of files) {
      const digest = applied.get(file.name);
      if (digest === file.digest) continue;
      if (digest !== undefined) throw new Error(`Migration ${file.name} was changed after it was applied; add a new file instead`);
      await applyOne(client, file);
      fresh.push(file.name);
    }
    return fresh;
  } finally {
    await client.end();
  }
}

async function applyOne(client: pg.Client, file: MigrationFile): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(file.text);
    await client.query("INSERT INTO public.migration (name, digest) VALUES ($1, $2)", [file.name, file.digest]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`Migration ${file.name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function ensureApplicationRole(client: pg.Client): Promise<void> {
  const found = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [APPLICATION_ROLE]);
  // Two databases of one cluster may race here, so a duplicate is not an error.
  if (found.rowCount === 0) {
    await client.query(`DO $$ BEGIN
      CREATE ROLE ${APPLICATION_ROLE} NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
  }
  // From PostgreSQL 16 on, being a member of a role and being able to act as it are two things; 15 knows one.
  await client.query(`DO $$ BEGIN
    IF current_setting('server_version_num')::int >= 160000 THEN
      IF NOT pg_has_role(current_user, '${APPLICATION_ROLE}', 'SET') THEN EXECUTE format('GRANT ${APPLICATION_ROLE} TO %I WITH SET TRUE', current_user); END IF;
    ELSIF NOT pg_has_role(current_user, '${APPLICATION_ROLE}', 'MEMBER') THEN
      EXECUTE format('GRANT ${APPLICATION_ROLE} TO %I', current_user);
    END IF;
  END $$`);
}

async function readMigrations(options: MigrationOptions): Promise<readonly MigrationFile[]> {
  const names = (await readdir(options.directory)).filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name)).toSorted();
  const files: MigrationFile[] = [];
  for (const name of names) {
    const room = name.slice(5, -4).split("-")[0] ?? "";
    if (!options.rooms.includes(room)) continue;
    const text = await readFile(join(options.directory, name), "utf8");
    files.push({ name, text, digest: createHash("sha256").update(text).digest("hex") });
  }
  return files;
}
