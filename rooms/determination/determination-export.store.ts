import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_REQUEST } from "./determination.store.ts";

export function listOwnedRequests(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT id, engagement_id AS "engagementId", model_digest AS "modelDigest", state, access.name_of(requested_by) AS "requestedBy", requested_at AS "requestedAt", reconsiders,
      exported_at AS "exportedAt", leased_until AS "leasedUntil", access_ended_at AS "accessEndedAt", ${ownerMark(OWNED_REQUEST)}
    FROM determination.request WHERE organisation_id = ${organisationId} ORDER BY requested_at, id`);
}

export function listOwnedStages(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT s.request_id AS "requestId", s.stage, s.at, ${ownerMark(OWNED_REQUEST, "r")} FROM determination.stage s JOIN determination.request r ON r.id = s.request_id WHERE r.organisation_id = ${organisationId} ORDER BY s.sequence`);
}

/** What the enclave committed itself to before anybody decided: a digest, and the ledger's entry that holds it. */
export function listOwnedCommitments(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT s.request_id AS "requestId", s.determination_id AS "determinationId", s.results_commitment AS "resultsCommitment", s.sealed_at AS "committedAt", s.entry_id AS "ledgerEntryId", ${ownerMark(OWNED_REQUEST, "r")}
    FROM determination.sealing s JOIN determination.request r ON r.id = s.request_id WHERE r.organisation_id = ${organisationId} ORDER BY s.sealed_at, s.request_id`);
}

export function listOwnedDeterminations(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT s.request_id AS "requestId", s.determination_id AS "determinationId", s.standard_commitment AS "standardCommitment", s.envelope, s.received_at AS "receivedAt", ${ownerMark(OWNED_REQUEST, "r")}
    FROM determination.signed s JOIN determination.request r ON r.id = s.request_id WHERE r.organisation_id = ${organisationId} ORDER BY s.received_at, s.request_id`);
}
