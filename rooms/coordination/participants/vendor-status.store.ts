import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_STATUS = ownedTable("coordination.vendor_status", ["case_id", "participant_id"], { keepers: ["clearinghouse-analyst"] });

export interface StatusRow {
  readonly id: string;
  readonly participant_id: string;
  readonly vulnerability: string;
  readonly status: "affected" | "not-affected" | "unknown";
  readonly sealed_statement: string | null;
  readonly given_by: "participant" | "coordinator";
  readonly at: string;
}

export async function insertStatus(tx: Transaction, row: { id: string; caseId: string; participantId: string; vulnerability: string; status: StatusRow["status"]; sealedStatement: string | null; givenBy: StatusRow["given_by"]; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.vendor_status (id, case_id, participant_id, vulnerability, status, sealed_statement, given_by, at, owner_seal)
    VALUES (${row.id}, ${row.caseId}, ${row.participantId}, ${row.vulnerability}, ${row.status}, ${row.sealedStatement}, ${row.givenBy}, ${row.at}, ${sealOwner(OWNED_STATUS, row.id, [row.caseId, row.participantId])})`);
}

/** The newest of each of these vendors on each vulnerability; of all where none is named. */
export function listStatuses(db: Queryable, caseId: string, ids: readonly string[] | null = null): Promise<StatusRow[]> {
  return db.query(sql`SELECT DISTINCT ON (participant_id, vulnerability) id, participant_id, vulnerability, status, sealed_statement, given_by, at, ${ownerMark(OWNED_STATUS)}
    FROM coordination.vendor_status WHERE case_id = ${caseId} AND (${ids}::text[] IS NULL OR participant_id = ANY (${ids})) ORDER BY participant_id, vulnerability, at DESC, id DESC`);
}
