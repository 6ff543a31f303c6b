import type { FindingState, RejectionCause } from "#contracts/findings";
import type { FilterColumns } from "#rooms/access";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import type { Standing } from "./findings.rules.ts";

/** The body is found by its digest: whose that is, is whose the finding is. */
export const OWNED_FINDING = ownedTable("findings.finding", ["organisation_id", "person_id", "digest"]);
export const OWNED_RUN = ownedTable("findings.run", ["finding_id"]);
export const OWNED_VALIDATION = ownedTable("findings.validation", ["finding_id"]);

export interface FindingRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly person_id: string;
  readonly digest: string;
  readonly commitment: string;
  readonly project_key: string;
  readonly sealed: string;
  readonly state: FindingState;
  readonly submitted_at: string;
  readonly bug_key: string | null;
  readonly duplicate_of: string | null;
  readonly subsumed_by: string | null;
  readonly held_state: FindingState | null;
  readonly evidence_rank: number;
  readonly harm: number;
  readonly body: "bundle" | "record";
  readonly tries: number;
  readonly rejection_cause: RejectionCause | null;
  readonly sealed_rejection: string | null;
  readonly due_rank: number | null;
  readonly case_id: string | null;
  readonly appeal_of: string | null;
  /** People assigned to it now. */
  readonly validators: readonly string[];
  readonly analysts: readonly string[];
}

export const FINDING = sql`SELECT id, organisation_id, person_id, digest, commitment, project_key, sealed, state, submitted_at, bug_key, duplicate_of, subsumed_by, held_state, evidence_rank, harm, body, tries, rejection_cause, sealed_rejection, due_rank, case_id, appeal_of,
  findings.assigned_people(id, 'validator') AS validators, findings.assigned_people(id, 'analyst') AS analysts, ${ownerMark(OWNED_FINDING)} FROM findings.finding`;

export function findFinding(db: Queryable, id: string): Promise<FindingRow | undefined> {
  return db.find(sql`${FINDING} WHERE id = ${id}`);
}

/** Where the body is kept, for whoever it is open to: asked apart, since the finding's row shows to more. */
export async function findBodyDigest(db: Queryable, id: string): Promise<string | undefined> {
  return (await db.find<{ digest: string }>(sql`SELECT digest, ${ownerMark(OWNED_FINDING)} FROM findings.finding WHERE id = ${id} AND body = 'bundle' AND findings.opens_body(id)`))?.digest;
}

export function lockFinding(tx: Transaction, id: string): Promise<FindingRow | undefined> {
  return tx.find(sql`${FINDING} WHERE id = ${id} FOR UPDATE`);
}

export function findByDigest(db: Queryable, organisationId: string, digest: string): Promise<FindingRow | undefined> {
  return db.find(sql`${FINDING} WHERE organisation_id = ${organisationId} AND digest = ${digest}`);
}

/** After which finding of a list the next page begins. */
export interface Place {
  readonly rank: number;
  readonly at: string;
  readonly id: string;
}

/** Of a finding without a priority yet: behind all that have one. */
export const UNRANKED = 1_000;

/** Worst first, then oldest; those that `visible` lets through. */
export function listFindings(db: Queryable, { visible, state, after, limit }: { readonly visible: Statement; readonly state: FindingState | null; readonly after: Place | null; readonly limit: number }): Promise<FindingRow[]> {
  return db.query(sql`${FINDING}
    WHERE ${visible} AND (${state}::text IS NULL OR state = ${state})
      AND (${after?.id ?? null}::text IS NULL OR (coalesce(due_rank, ${UNRANKED}), submitted_at, id) > (${after?.rank ?? 0}, ${after?.at ?? null}::timestamptz, ${after?.id ?? ""}))
    ORDER BY coalesce(due_rank, ${UNRANKED}), submitted_at, id LIMIT ${limit}`);
}

export function listPrioritised(db: Queryable, projectKey: string): Promise<{ readonly id: string }[]> {
  return db.query(sql`SELECT id FROM findings.finding WHERE project_key = ${projectKey} AND state = 'prioritised' ORDER BY due_rank NULLS LAST, submitted_at, id`);
}

/** Where a finding stands, by the reducer: nothing else writes it. */
export async function updateStanding(tx: Transaction, id: string, { state, heldState, parentId }: Standing): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET state = ${state}, held_state = ${heldState}, duplicate_of = ${state === "duplicate_of" ? parentId : null}, subsumed_by = ${state === "duplicate_of" ? null : parentId}, lease_until = NULL WHERE id = ${id}`);
}

/** What a run showed of it: which bug, and how good the evidence is. */
export async function updateBug(tx: Transaction, id: string, { bugKey, rank }: { readonly bugKey: string | null; readonly rank: number }): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET bug_key = ${bugKey}, evidence_rank = ${rank} WHERE id = ${id}`);
}

export async function updateRejection(tx: Transaction, id: string, { cause, sealed }: { readonly cause: RejectionCause; readonly sealed: string }): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET sealed_rejection = ${sealed}, rejection_cause = ${cause} WHERE id = ${id}`);
}

/** A better bundle in the place of what was there; the row is sealed anew, since what the body is has changed. */
export async function updateEvidence(tx: Transaction, { id, organisation_id, person_id, digest, commitment, sealed }: Pick<FindingRow, "id" | "organisation_id" | "person_id" | "digest" | "commitment" | "sealed">): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET digest = ${digest}, commitment = ${commitment}, sealed = ${sealed}, body = 'bundle', bug_key = NULL, evidence_rank = 0, tries = 0,
    owner_seal = ${sealOwner(OWNED_FINDING, id, [organisation_id, person_id, digest])} WHERE id = ${id}`);
}

export async function clearRejection(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET sealed_rejection = NULL, rejection_cause = NULL WHERE id = ${id}`);
}

export async function updateCase(tx: Transaction, id: string, caseId: string): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET case_id = ${caseId} WHERE id = ${id}`);
}

/** Two runs that show one bug at one moment must not both become its parent. */
export async function lockBug(tx: Transaction, bugKey: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${bugKey}, 70))`);
}

/** Another finding of this bug that goes on, unless a person has ruled the two apart. */
export function findParent(tx: Transaction, bugKey: string, exceptId: string): Promise<FindingRow | undefined> {
  return tx.find(sql`${FINDING} WHERE bug_key = ${bugKey} AND id <> ${exceptId} AND state NOT IN ('rejected', 'duplicate_of')
    AND NOT EXISTS (SELECT FROM findings.link l WHERE l.kind = 'apart' AND l.ended_at IS NULL AND ((l.finding_id = finding.id AND l.to_id = ${exceptId}) OR (l.to_id = finding.id AND l.finding_id = ${exceptId})))
    ORDER BY submitted_at, id LIMIT 1 FOR UPDATE`);
}

export function listMerged(db: Queryable, parentId: string): Promise<FindingRow[]> {
  return db.query(sql`${FINDING} WHERE duplicate_of = ${parentId} ORDER BY submitted_at, id`);
}

export function listSubsumed(db: Queryable, parentId: string): Promise<FindingRow[]> {
  return db.query(sql`${FINDING} WHERE subsumed_by = ${parentId} ORDER BY submitted_at, id`);
}

/** Others of the project that are not over, the latest first; what is merged is shown by its parent. */
export function listLiveOfProject(db: Queryable, { id, project_key }: Pick<FindingRow, "id" | "project_key">, limit: number): Promise<FindingRow[]> {
  return db.query(sql`${FINDING} WHERE project_key = ${project_key} AND id <> ${id} AND state IN ('needs_validation', 'validated', 'prioritised', 'in_case') ORDER BY submitted_at DESC, id LIMIT ${limit}`);
}

export function listOfCase(db: Queryable, caseId: string): Promise<FindingRow[]> {
  return db.query(sql`${FINDING} WHERE case_id = ${caseId} ORDER BY submitted_at, id`);
}

/** Organisations of all who found it, first or again: whoever acts may see none of them. */
export async function findFinderOrganisations(db: Queryable, id: string): Promise<readonly string[]> {
  const row = await db.asSystem("everybody who found it learns what becomes of it").find<{ organisations: string[] }>(sql`SELECT findings.finder_organisations(${id}) AS organisations`);
  return row?.organisations ?? [];
}

export interface RunRow {
  readonly id: string;
  readonly finding_id: string;
  readonly outcome: string;
  readonly k: number | null;
  readonly n: number | null;
  readonly isolation_held: boolean;
  readonly sealed: string;
  readonly at: string;
}

export async function insertRun(tx: Transaction, row: Omit<RunRow, "at"> & { readonly isolation: unknown; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.run (id, finding_id, outcome, k, n, isolation_held, isolation, sealed, at, owner_seal)
    VALUES (${row.id}, ${row.finding_id}, ${row.outcome}, ${row.k}, ${row.n}, ${row.isolation_held}, ${json(row.isolation)}, ${row.sealed}, ${row.at}, ${sealOwner(OWNED_RUN, row.id, [row.finding_id])})`);
}

/** That it was run and with what outcome, which is not its body. */
export function findLastOutcome(db: Queryable, findingId: string): Promise<Omit<RunRow, "sealed"> | undefined> {
  return db
    .asSystem("the outcome of a run is shown beside the finding, what the run said is not")
    .find(sql`SELECT id, finding_id, outcome, k, n, isolation_held, at, ${ownerMark(OWNED_RUN)} FROM findings.run WHERE finding_id = ${findingId} ORDER BY at DESC, id LIMIT 1`);
}

export function findLastRun(db: Queryable, findingId: string): Promise<RunRow | undefined> {
  return db.find(sql`SELECT id, finding_id, outcome, k, n, isolation_held, sealed, at, ${ownerMark(OWNED_RUN)} FROM findings.run WHERE finding_id = ${findingId} ORDER BY at DESC, id LIMIT 1`);
}

export interface ValidationRow {
  readonly id: string;
  readonly decision: "validated" | "rejected";
  readonly sealed_reason: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly at: string;
}

export async function insertValidation(tx: Transaction, row: { id: string; findingId: string; decision: string; sealedReason: string; personId: string; organisationId: string; assistedByModel: string | null; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.validation (id, finding_id, decision, sealed_reason, person_id, organisation_id, assisted_by_model, at, owner_seal)
    VALUES (${row.id}, ${row.findingId}, ${row.decision}, ${row.sealedReason}, ${row.personId}, ${row.organisationId}, ${row.assistedByModel}, ${row.at}, ${sealOwner(OWNED_VALIDATION, row.id, [row.findingId])})`);
}

export function findValidation(db: Queryable, findingId: string): Promise<Omit<ValidationRow, "person_name"> | undefined> {
  return db.find(sql`SELECT id, decision, sealed_reason, person_id, at, ${ownerMark(OWNED_VALIDATION)} FROM findings.validation WHERE finding_id = ${findingId}`);
}

export function countFindings(db: Queryable): Promise<{ readonly name: string; readonly count: number }[]> {
  const count = (name: string, from: Statement) => sql`SELECT ${name}::text AS name, count(*) AS count FROM ${from}`;
  return db.query(sql`
    ${count("submitted", sql`findings.finding`)} UNION ALL
    ${count("reproduced", sql`(SELECT DISTINCT finding_id FROM findings.run WHERE outcome = 'reproduced') AS reproduced`)} UNION ALL
    ${count("rejected", sql`findings.finding WHERE state = 'rejected'`)} UNION ALL
    ${count("duplicates", sql`findings.finding WHERE state = 'duplicate_of'`)} UNION ALL
    ${count("validated", sql`findings.validation WHERE decision = 'validated'`)} UNION ALL
    ${count("prioritised", sql`findings.finding WHERE due_rank IS NOT NULL`)}`);
}

/** The same facts where a list of findings looks for them. */
export const FINDING_COLUMNS: FilterColumns = { organisation: sql`organisation_id` };
