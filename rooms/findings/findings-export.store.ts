import { ownerMark, sql, type Queryable, type Statement } from "#rooms/platform";
import { OWNED_FINDING, OWNED_RUN, OWNED_VALIDATION } from "./findings.store.ts";
import { OWNED_MINIMISED } from "./reproduction/minimised.store.ts";
import { OWNED_QUESTION } from "./triage/questions.store.ts";

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
  return db.query(sql`SELECT s.finding_id AS "findingId", s.given_by AS "by", s.level, s.vector, s.cvss_version AS "version", s.score, s.at, ${ownerMark(OWNED_FINDING, "f")} FROM findings.severity s ${OWNED(organisationId)} ORDER BY s.at, s.ordinal`);
}

export function listOwnedPriorities(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT p.finding_id AS "findingId", p.decision_table AS "table", p.decision, p.record #- '{facts,operators}' AS "record", p.at, ${ownerMark(OWNED_FINDING, "f")} FROM findings.priority p ${OWNED(organisationId)} ORDER BY p.at, p.ordinal`);
}

export function listOwnedReferences(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT r.finding_id AS "findingId", r.reference, r.given_by AS "by", r.at, ${ownerMark(OWNED_FINDING, "f")} FROM findings.reference r ${OWNED(organisationId)} ORDER BY r.at, r.id`);
}

export function listOwnedExploitations(db: Queryable, organisationId: string): Promise<{ readonly id: string; readonly sealedEvidence: string }[]> {
  return db.query(sql`SELECT e.id, e.finding_id AS "findingId", e.is_exploited AS "exploited", e.sealed_evidence AS "sealedEvidence", e.at, ${ownerMark(OWNED_FINDING, "f")} FROM findings.exploitation e ${OWNED(organisationId)} ORDER BY e.at, e.id`);
}

export interface OwnedQuestion {
  readonly id: string;
  readonly findingId: string;
  readonly sealedQuestion: string;
  readonly at: string;
  readonly sealedAnswer: string | null;
  readonly answeredAt: string | null;
}

/** What its finder was asked, without whose question it was. */
export function listOwnedQuestions(db: Queryable, organisationId: string): Promise<OwnedQuestion[]> {
  return db.query(sql`SELECT q.id, q.finding_id AS "findingId", q.sealed_question AS "sealedQuestion", q.at, q.sealed_answer AS "sealedAnswer", q.answered_at AS "answeredAt", ${ownerMark(OWNED_QUESTION, "q")} FROM findings.question q ${OWNED(organisationId)} ORDER BY q.at, q.id`);
}

/** Shorter reproducers, by their digest; whoever found it can fetch them with the evidence. */
export function listOwnedMinimised(db: Queryable, organisationId: string): Promise<{ readonly findingId: string }[]> {
  return db.query(sql`SELECT m.finding_id AS "findingId", m.digest, m.size_bytes AS "sizeBytes", m.runs, m.ended, m.at, ${ownerMark(OWNED_MINIMISED, "m")} FROM findings.minimised m ${OWNED(organisationId)} ORDER BY m.at, m.id`);
}

/** That it was put together with another, or taken apart, and when. With which is among the findings; why is the house's. */
export function listOwnedLinks(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT l.finding_id AS "findingId", l.kind, c.level, l.at, l.ended_at AS "endedAt", ${ownerMark(OWNED_FINDING, "f")} FROM findings.link l LEFT JOIN findings.chain c ON c.id = l.chain_id ${OWNED(organisationId)} ORDER BY l.at, l.id`);
}

/** Rejections without a person that a person looked at. */
export function listOwnedSamples(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT s.finding_id AS "findingId", s.decision, s.decided_at AS "decidedAt", ${ownerMark(OWNED_FINDING, "f")} FROM findings.sample s ${OWNED(organisationId)} AND s.decision IS NOT NULL ORDER BY s.decided_at, s.finding_id`);
}
