import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface ExportRow {
  readonly id: string;
  readonly mark: string;
  readonly person_id: string;
  readonly organisation_id: string;
  readonly recipient: string;
  readonly label: string;
  readonly path: string;
  readonly file_name: string;
  readonly at: string;
}

export async function insertExport(tx: Transaction, row: { id: string; mark: string; personId: string; organisationId: string; recipient: string; label: string; path: string; fileName: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO access.export_record (id, mark, person_id, organisation_id, recipient, label, path, file_name, at)
    VALUES (${row.id}, ${row.mark}, ${row.personId}, ${row.organisationId}, ${row.recipient}, ${row.label}, ${row.path}, ${row.fileName}, ${row.at})`);
}

export function findExport(db: Queryable, mark: string): Promise<ExportRow | undefined> {
  return db.find(sql`SELECT id, mark, person_id, organisation_id, recipient, label, path, file_name, at FROM access.export_record WHERE mark = ${mark}`);
}
