import type { Queryable } from "#rooms/platform";
import { sql } from "#rooms/platform";

export interface DelegationRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly organisation_name: string;
  readonly delegate_organisation_id: string;
  readonly delegate_name: string;
  readonly named_at: string;
  readonly until: string;
  readonly revoked_at: string | null;
}

const DELEGATION = sql`d.id, d.organisation_id, access.name_of_organisation(d.organisation_id) AS organisation_name, d.delegate_organisation_id, access.name_of_organisation(d.delegate_organisation_id) AS delegate_name, d.named_at, d.until, d.revoked_at
  FROM access.delegation d`;

export async function insertDelegation(db: Queryable, row: { id: string; organisationId: string; delegateOrganisationId: string; namedBy: string; at: Date; until: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.delegation (id, organisation_id, delegate_organisation_id, named_by, named_at, until)
    VALUES (${row.id}, ${row.organisationId}, ${row.delegateOrganisationId}, ${row.namedBy}, ${row.at}, ${row.until})`);
}

export function findDelegation(db: Queryable, id: string): Promise<DelegationRow | undefined> {
  return db.find(sql`SELECT ${DELEGATION} WHERE d.id = ${id}`);
}

export function listDelegations(db: Queryable, organisationId: string): Promise<DelegationRow[]> {
  return db.query(sql`SELECT ${DELEGATION} WHERE d.organisation_id = ${organisationId} OR d.delegate_organisation_id = ${organisationId} ORDER BY d.named_at DESC, d.id LIMIT 500`);
}

export function endDelegation(db: Queryable, id: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.delegation SET revoked_at = ${at} WHERE id = ${id} AND revoked_at IS NULL AND until > ${at}`);
}
