import type { OrganisationKind } from "#contracts/access";
import { sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import type { FilterColumns } from "./list-filter.store.ts";
import type { ReadSign } from "./read-watch.rules.ts";

export interface ReadAlertRow {
  readonly id: string;
  readonly person_name: string;
  readonly organisation_name: string;
  readonly owner_organisation_id: string;
  readonly sign: ReadSign;
  readonly hour: string;
  readonly reads: number;
  readonly at: string;
}

/** Where a list of alerts finds what the policies ask. */
export const ALERT_COLUMNS: FilterColumns = { owner: sql`a.owner_organisation_id` };

/** People who read anything since then. */
export async function listReaders(db: Queryable, since: Date, until: Date): Promise<readonly string[]> {
  return (await db.query<{ person_id: string }>(sql`SELECT DISTINCT person_id FROM access.read_record WHERE at >= ${since} AND at < ${until}`)).map(({ person_id }) => person_id);
}

/**
 * What the person chose to read. A list of all for whom somebody acts is read whole by showing it, by the leave that each of them
 * gave: how many they are says nothing of the reader.
 */
export function listReadsBy(db: Queryable, personId: string, since: Date, until: Date): Promise<readonly { readonly owner_organisation_id: string; readonly at: string }[]> {
  return db.query(sql`SELECT owner_organisation_id, at FROM access.read_record WHERE person_id = ${personId} AND at >= ${since} AND at < ${until} AND what <> 'plan-summary' ORDER BY at`);
}

/** True when this is the first time that this is seen. */
export async function insertAlert(tx: Transaction, row: { id: string; personId: string; ownerOrganisationId: string; sign: ReadSign; hour: Date; reads: number; at: Date }): Promise<boolean> {
  return (
    (await tx.execute(sql`INSERT INTO access.read_alert (id, person_id, owner_organisation_id, sign, hour, reads, at)
      VALUES (${row.id}, ${row.personId}, ${row.ownerOrganisationId}, ${row.sign}, ${row.hour}, ${row.reads}, ${row.at})
      ON CONFLICT (person_id, sign, hour, owner_organisation_id) DO NOTHING`)) === 1
  );
}

export function listAlerts(db: Queryable, visible: Statement): Promise<readonly ReadAlertRow[]> {
  return db.query(sql`SELECT a.id, access.name_of(a.person_id) AS person_name, access.house_of(a.person_id) AS organisation_name, a.owner_organisation_id, a.sign, a.hour, a.reads, a.at
    FROM access.read_alert a
    WHERE ${visible} ORDER BY a.at DESC, a.id LIMIT 500`);
}

/** Newest week first. */
export function countReadsByWeek(db: Queryable, since: Date): Promise<readonly { readonly week: string; readonly purpose: string; readonly kind: OrganisationKind; readonly reads: number }[]> {
  return db.query(sql`SELECT to_char(date_trunc('week', r.at), 'YYYY-MM-DD') AS week, r.purpose, o.kind, count(*) AS reads
    FROM access.read_record r JOIN access.person p ON p.id = r.person_id JOIN access.organisation o ON o.id = p.organisation_id
    WHERE r.at >= ${since} GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3`);
}
