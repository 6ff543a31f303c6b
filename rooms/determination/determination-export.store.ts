import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_REQUEST } from "./determination.store.ts";

/** What a developer said in asking again is sealed; null where it said nothing. */
export function listOwnedRequests(db: Queryable, organisationId: string): Promise<{ readonly id: string; readonly sealedFacts: string | null }[]> {
  return db.query(sql`SELECT id, engagement_id AS "engagementId", model_digest AS "modelDigest", state, access.name_of(requested_by) AS "requestedBy", requested_at AS "requestedAt", reconsiders, with_access AS "withAccess", sealed_facts AS "sealedFacts",
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

/** Each run, and to which standard it was held before it began. */
export function listOwnedRuns(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT x.request_id AS "requestId", x.determination_id AS "determinationId", x.standard_commitment AS "standardCommitment", x.begun_at AS "begunAt", ${ownerMark(OWNED_REQUEST, "r")}
    FROM determination.run x JOIN determination.request r ON r.id = x.request_id WHERE r.organisation_id = ${organisationId} ORDER BY x.begun_at, x.determination_id`);
}

/** The proofs that the fixed rule was applied. */
export function listOwnedProofs(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT p.request_id AS "requestId", p.determination_id AS "determinationId", p.circuit, p.proof, p.received_at AS "receivedAt", ${ownerMark(OWNED_REQUEST, "r")}
    FROM determination.proof p JOIN determination.request r ON r.id = p.request_id WHERE r.organisation_id = ${organisationId} ORDER BY p.received_at, p.determination_id`);
}

/** What was signed of a determination later: that it stands, or is lifted. */
export function listOwnedActs(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT a.request_id AS "requestId", a.act, a.answers, a.envelope, a.received_at AS "receivedAt", ${ownerMark(OWNED_REQUEST, "r")}
    FROM determination.act a JOIN determination.request r ON r.id = a.request_id WHERE r.organisation_id = ${organisationId} ORDER BY a.sequence`);
}
