import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { socketDirectoryOf } from "./embedded-postgres.ts";

/**
 * Copies a running cluster's files in a way that can be recovered: PostgreSQL's low-level base backup (PostgreSQL
 * documentation, "Making a Base Backup Using the Low Level API"), which must begin and end in one session.
 * @param directory the cluster's folder
 * @param copy copies everything of the data folder but `pg_wal`, while it changes
 * @returns the text of `backup_label`, to be put into the copy; undefined, without copying, when no server runs there
 */
export async function runBaseBackup(directory: string, copy: () => Promise<void>): Promise<string | undefined> {
  const client = await connect(socketDirectoryOf(directory));
  if (!client) return undefined;
  try {
    await client.query("SELECT pg_backup_start('breakwater', true)");
    await copy();
    const ended = await client.query<{ labelfile: string }>("SELECT labelfile FROM pg_backup_stop(false)");
    return ended.rows[0]?.labelfile ?? "";
  } finally {
    await client.end();
  }
}

async function connect(socketDirectory: string): Promise<pg.Client | undefined> {
  if (!existsSync(join(socketDirectory, ".s.PGSQL.5432"))) return undefined;
  const client = new pg.Client({ host: socketDirectory, user: "breakwater_owner", database: "postgres" });
  try {
    await client.connect();
    return client;
  } catch (error) {
    // A socket that a killed server left behind.
    if (["ECONNREFUSED", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
