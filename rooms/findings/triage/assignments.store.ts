import type { AssignmentRole } from "#contracts/findings";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface AssignmentRow {
  readonly id: string;
  readonly person_id: string;
  readonly role: AssignmentRole;
  readonly assigned_by: string;
  readonly sealed_reason: string | null;
  readonly at: string;
  readonly ended_at: string | null;
}

export async function insertAssignment(tx: Transaction, row: Omit<AssignmentRow, "at" | "ended_at"> & { readonly findingId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.assignment (id, finding_id, person_id, role, assigned_by, sealed_reason, at)
    VALUES (${row.id}, ${row.findingId}, ${row.person_id}, ${row.role}, ${row.assigned_by}, ${row.sealed_reason}, ${row.at})`);
}

/** Returns how many were live and of this finding. */
export function endAssignment(tx: Transaction, change: { readonly id: string; readonly findingId: string; readonly by: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`UPDATE findings.assignment SET ended_at = ${change.at}, ended_by = ${change.by} WHERE id = ${change.id} AND finding_id = ${change.findingId} AND ended_at IS NULL`);
}

/** Every assignment to a finding there ever was, in order. */
export function listAssignments(db: Queryable, findingId: string): Promise<AssignmentRow[]> {
  return db.query(sql`SELECT id, person_id, role, assigned_by, sealed_reason, at, ended_at FROM findings.assignment WHERE finding_id = ${findingId} ORDER BY at, id`);
}

export async function listAssigned(db: Queryable, findingId: string, role: AssignmentRole): Promise<readonly string[]> {
  const row = await db.find<{ people: string[] }>(sql`SELECT findings.assigned_people(${findingId}, ${role}) AS people`);
  return row?.people ?? [];
}
