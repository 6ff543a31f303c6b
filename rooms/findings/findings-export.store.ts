import { ownerMark, sql, type Queryable, type Statement } from "#rooms/platform";
import { OWNED_CLAIM } from "./claims.store.ts";
import { OWNED_FINDING, OWNED_RUN, OWNED_VALIDATION } from "./findings.store.ts";

/*
 * Of one organisation and never cut at a number of rows: each list is one statement that goes along the organisation's own
 * findings, so that twenty thousand take as few round trips as two.
 */
const OWNED = (organisationId: string): Statement => sql`JOIN findings.finding f ON f.id = finding_id WHERE f.organisation_id = ${organisationId}`;

export interface OwnedFinding {
  readonly id: string;
  readonly sealed: string;
  readonly state: string;
  readonly submittedBy: string;
  readonly submittedAt: string;
  readonly digest: string;
  readonly commitment: string;
  readonly duplicateOf: string | null;
  readonly sealedRejection: string | null;
  readonly caseId: string | null;
  readonly appealOf: string | null;
}

export function listOwnedFindings(db: Queryable, organisationId: string): Promise<OwnedFinding[]> {
  return db.query(sql`SELECT id, sealed, state, access.name_of(person_id) AS "submittedBy", submitted_at AS "submittedAt", digest, commitment, duplicate_of AS "duplicateOf", sealed_rejection AS "sealedRejection",
      case_id AS "caseId", appeal_of AS "appealOf", ${ownerMark(OWNED_FINDING)}
    FROM findings.finding WHERE organisation_id = ${organisationId} ORDER BY submitted_at, id`);
}

/** What each of them is, or was merged into. */
export async function listOwnedBugs(db: Queryable, organisationId: string): Promise<readonly string[]> {
  return (await db.query<{ bug: string }>(sql`SELECT coalesce(duplicate_of, id) AS bug, ${ownerMark(OWNED_FINDING)} FROM findings.finding WHERE organisation_id = ${organisationId}`)).map(({ bug }) => bug);
}

export interface OwnedRun {
  readonly id: string;
  readonly findingId: string;
  readonly outcome: string;
  readonly k: number | null;
  readonly n: number | null;
  readonly isolationHeld: boolean;
  readonly sealed: string;
  readonly at: string;
}

export function listOwnedRuns(db: Queryable, organisationId: string): Promise<OwnedRun[]> {
  return db.query(sql`SELECT r.id, r.finding_id AS "findingId", r.outcome, r.k, r.n, r.isolation_held AS "isolationHeld", r.sealed, r.at, ${ownerMark(OWNED_RUN, "r")} FROM findings.run r ${OWNED(organisationId)} ORDER BY r.at, r.id`);
}

export interface OwnedValidation {
  readonly id: string;
  readonly findingId: string;
  readonly decision: string;
  readonly sealedReason: string;
  readonly at: string;
}

/** That a person decided, and why; who it was is the clearinghouse's to know. */
export function listOwnedValidations(db: Queryable, organisationId: string): Promise<OwnedValidation[]> {
  return db.query(sql`SELECT v.id, v.finding_id AS "findingId", v.decision, v.sealed_reason AS "sealedReason", v.at, ${ownerMark(OWNED_VALIDATION, "v")} FROM findings.validation v ${OWNED(organisationId)} ORDER BY v.at, v.id`);
}

export interface OwnedAssignment {
  readonly id: string;
  readonly findingId: string;
  readonly personName: string;
  readonly role: string;
  readonly byName: string;
  readonly sealedReason: string | null;
  readonly at: string;
  readonly endedAt: string | null;
}

/** To whom the finding was opened, which its finder sees. */
export function listOwnedAssignments(db: Queryable, organisationId: string): Promise<OwnedAssignment[]> {
  return db.query(sql`SELECT a.id, a.finding_id AS "findingId", access.name_of(a.person_id) AS "personName", a.role, access.name_of(a.assigned_by) AS "byName", a.sealed_reason AS "sealedReason", a.at, a.ended_at AS "endedAt", ${ownerMark(OWNED_FINDING, "f")}
    FROM findings.assignment a ${OWNED(organisationId)} ORDER BY a.at, a.id`);
}

export function listOwnedSeverities(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT s.finding_id AS "findingId", s.given_by AS "by", s.level, s.vector, s.score, s.at, ${ownerMark(OWNED_FINDING, "f")} FROM findings.severity s ${OWNED(organisationId)} ORDER BY s.at, s.id`);
}

export function listOwnedPriorities(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT p.finding_id AS "findingId", p.decision, p.at, ${ownerMark(OWNED_FINDING, "f")} FROM findings.priority p ${OWNED(organisationId)} ORDER BY p.at, p.id`);
}

export interface OwnedClaim {
  readonly id: string;
  readonly madeBy: string;
  readonly authorisation: string;
  readonly sealedEvidence: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly releasedAt: string | null;
}

/** Without its target, which is kept under a keyed hash and cannot be read back. */
export function listOwnedClaims(db: Queryable, organisationId: string): Promise<OwnedClaim[]> {
  return db.query(sql`SELECT id, access.name_of(person_id) AS "madeBy", authorisation, sealed_evidence AS "sealedEvidence", created_at AS "createdAt", expires_at AS "expiresAt", released_at AS "releasedAt", ${ownerMark(OWNED_CLAIM)}
    FROM findings.claim WHERE organisation_id = ${organisationId} ORDER BY created_at, id`);
}

/** Contacts that were exchanged, by this organisation's asking or over a claim of its own. Another's claim is not named. */
export function listOwnedExchanges(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT x.id, CASE WHEN c.organisation_id = ${organisationId} THEN c.id END AS "ownClaimId", x.at, ${ownerMark(OWNED_CLAIM, "c")} FROM findings.contact_exchange x JOIN findings.claim c ON c.id = x.claim_id
    WHERE x.organisation_id = ${organisationId} OR c.organisation_id = ${organisationId} ORDER BY x.at, x.id`);
}

export async function listOwnedAttempts(db: Queryable, organisationId: string): Promise<readonly string[]> {
  return (await db.query<{ at: string }>(sql`SELECT at FROM findings.claim_attempt WHERE organisation_id = ${organisationId} ORDER BY at`)).map(({ at }) => at);
}
