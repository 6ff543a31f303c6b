import { sql, type Transaction } from "#rooms/platform";

/** True when this change was not noticed before. */
export async function insertChangedRow(tx: Transaction, row: { id: string; found: string; table: string; at: Date }): Promise<boolean> {
  return (
    (await tx.execute(sql`INSERT INTO access.changed_row (record_id, found, table_name, noticed_at) VALUES (${row.id}, ${row.found}, ${row.table}, ${row.at})
      ON CONFLICT (record_id, found) DO NOTHING`)) === 1
  );
}
