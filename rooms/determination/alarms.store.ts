import { ownerMark, sql, type Queryable, type Transaction } from "#rooms/platform";
import { OWNED_REQUEST } from "./determination.store.ts";

/** 0 when one of this run is on record. */
export function insertAlarm(tx: Transaction, row: { readonly determinationId: string; readonly requestId: string; readonly evidenceDigest: string; readonly haltedAt: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO determination.alarm (determination_id, request_id, evidence_digest, halted_at, received_at)
    VALUES (${row.determinationId}, ${row.requestId}, ${row.evidenceDigest}, ${row.haltedAt}, ${row.at}) ON CONFLICT DO NOTHING`);
}

/** Runs that an alarm halted, each with the digest of its evidence. */
export function listOwnedAlarms(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT a.request_id AS "requestId", a.determination_id AS "determinationId", a.evidence_digest AS "evidenceDigest", a.halted_at AS "haltedAt", a.received_at AS "receivedAt", ${ownerMark(OWNED_REQUEST, "r")}
    FROM determination.alarm a JOIN determination.request r ON r.id = a.request_id WHERE r.organisation_id = ${organisationId} ORDER BY a.halted_at, a.determination_id`);
}
