import type { Transaction } from "./database.ts";
import { OwnerSeal, verbatim, type OwnedTable } from "./ownership.ts";
import { sql } from "./sql.ts";

const BATCH = 500;

/**
 * Seals the rows of a table that have none: those from before there were seals. For the tables' owner, since some tables
 * are only ever added to by the application; one process at a time.
 * @returns how many
 */
export async function sealOwnedRows(tx: Transaction, seal: (row: OwnerSeal) => string, { name, key, columns }: OwnedTable): Promise<number> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('breakwater-owner-seals'))`);
  const [table, id] = [verbatim(name), verbatim(key)];
  let done = 0;
  for (;;) {
    const rows = await tx.query<{ id: string; bound: (string | null)[] }>(sql`SELECT ${id} AS id, json_build_array(${verbatim(columns.join(", "))}) AS bound FROM ${table} WHERE owner_seal IS NULL LIMIT ${BATCH}`);
    if (rows.length === 0) return done;
    const seals = rows.map((row) => seal(new OwnerSeal(name, row.id, row.bound)));
    done += await tx.execute(sql`UPDATE ${table} AS one SET owner_seal = pair.seal
      FROM unnest(${rows.map((row) => row.id)}::text[], ${seals}::text[]) AS pair (id, seal) WHERE one.${id} = pair.id`);
  }
}
