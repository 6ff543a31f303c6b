import { sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import type { FilterColumns } from "./list-filter.store.ts";

export interface TracedExport {
  readonly id: string;
  readonly organisation_id: string;
  readonly recipient: string;
  readonly at: string;
  readonly person_name: string | null;
  readonly organisation_name: string | null;
  /** Whose records are in it, by what its recipient was noted to read. */
  readonly owners: readonly string[];
}

/** Whoever's records are in the file, and the recipient's own organisation, whose copy it was. */
export const EXPORT_COLUMNS: FilterColumns = { organisations: sql`array_append(access.owners_of_export(e.id), e.organisation_id)` };

export async function insertExport(tx: Transaction, row: { id: string; mark: string; personId: string; organisationId: string; recipient: string; label: string; path: string; fileName: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO access.export_record (id, mark, person_id, organisation_id, recipient, label, path, file_name, at)
    VALUES (${row.id}, ${row.mark}, ${row.personId}, ${row.organisationId}, ${row.recipient}, ${row.label}, ${row.path}, ${row.fileName}, ${row.at})`);
}

/** The exports with these marks that `visible` lets through. */
export function findExports(db: Queryable, marks: readonly string[], visible: Statement): Promise<TracedExport[]> {
  return db.query(sql`SELECT e.id, e.organisation_id, e.recipient, e.at, access.name_of(e.person_id) AS person_name, access.house_of(e.person_id) AS organisation_name, access.owners_of_export(e.id) AS owners
    FROM access.export_record e WHERE e.mark = ANY (${marks}) AND ${visible} ORDER BY e.at, e.id`);
}
