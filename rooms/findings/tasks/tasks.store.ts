import type { SubmissionStatus } from "#contracts/aixcc";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_SUBMISSION = ownedTable("findings.task_submission", ["organisation_id", "person_id", "digest"]);
export const OWNED_TASK_BUNDLE = ownedTable("findings.task_bundle", ["organisation_id", "person_id"]);

export type SubmissionKind = "provenance" | "pov" | "patch" | "submitted-sarif" | "freeform" | "assessment";

export interface SubmissionRow {
  readonly id: string;
  readonly task_id: string;
  readonly kind: SubmissionKind;
  /** SHA-256 of what was handed in; a patch and a free form are kept under it. */
  readonly digest: string;
  readonly finding_id: string | null;
  readonly sealed: string | null;
  readonly status: SubmissionStatus;
  readonly tests_passing: boolean | null;
}

const SUBMISSION = sql`SELECT id, task_id, kind, digest, finding_id, sealed, status, tests_passing, ${ownerMark(OWNED_SUBMISSION)} FROM findings.task_submission`;

/** 0 when this content was handed in before. */
export function insertSubmission(tx: Transaction, row: Omit<SubmissionRow, "tests_passing"> & { readonly organisationId: string; readonly personId: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO findings.task_submission (id, organisation_id, person_id, task_id, kind, digest, finding_id, sealed, status, at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.personId}, ${row.task_id}, ${row.kind}, ${row.digest}, ${row.finding_id}, ${row.sealed}, ${row.status}, ${row.at}, ${sealOwner(OWNED_SUBMISSION, row.id, [row.organisationId, row.personId, row.digest])})
    ON CONFLICT (organisation_id, task_id, kind, digest) WHERE kind <> 'provenance' DO NOTHING`);
}

export function findSubmission(db: Queryable, { taskId, kind, id }: { readonly taskId: string; readonly kind: SubmissionKind; readonly id: string }): Promise<SubmissionRow | undefined> {
  return db.find(sql`${SUBMISSION} WHERE id = ${id} AND task_id = ${taskId} AND kind = ${kind}`);
}

export function findSameSubmission(db: Queryable, { organisationId, taskId, kind, digest }: { readonly organisationId: string; readonly taskId: string; readonly kind: SubmissionKind; readonly digest: string }): Promise<SubmissionRow | undefined> {
  return db.find(sql`${SUBMISSION} WHERE organisation_id = ${organisationId} AND task_id = ${taskId} AND kind = ${kind} AND digest = ${digest}`);
}

/** Who finds, as it was said last. */
export function findProvenance(db: Queryable, organisationId: string, taskId: string): Promise<SubmissionRow | undefined> {
  return db.find(sql`${SUBMISSION} WHERE organisation_id = ${organisationId} AND task_id = ${taskId} AND kind = 'provenance' ORDER BY at DESC, id DESC LIMIT 1`);
}

/** What was bundled with a PoV belongs to the finding that it became. */
export async function joinFinding(tx: Transaction, ids: readonly string[], findingId: string | null): Promise<void> {
  await tx.execute(sql`UPDATE findings.task_submission SET finding_id = ${findingId} WHERE id = ANY (${ids})`);
}

/** Patches that were handed in with a finding's PoV; the latest last. */
export function listPatches(db: Queryable, findingId: string): Promise<SubmissionRow[]> {
  return db.query(sql`${SUBMISSION} WHERE finding_id = ${findingId} AND kind = 'patch' ORDER BY at, id`);
}

export async function updateJudged(tx: Transaction, id: string, { status, testsPassing }: { readonly status: SubmissionStatus; readonly testsPassing: boolean | null }): Promise<void> {
  await tx.execute(sql`UPDATE findings.task_submission SET status = ${status}, tests_passing = ${testsPassing} WHERE id = ${id} AND status = 'accepted'`);
}

export interface BundleRow {
  readonly id: string;
  readonly sealed: string;
  readonly status: SubmissionStatus;
}

export async function insertBundle(tx: Transaction, row: BundleRow & { readonly taskId: string; readonly organisationId: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.task_bundle (id, organisation_id, person_id, task_id, sealed, status, at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.personId}, ${row.taskId}, ${row.sealed}, ${row.status}, ${row.at}, ${sealOwner(OWNED_TASK_BUNDLE, row.id, [row.organisationId, row.personId])})`);
}

export function lockBundle(tx: Transaction, taskId: string, id: string): Promise<BundleRow | undefined> {
  return tx.find(sql`SELECT id, sealed, status, ${ownerMark(OWNED_TASK_BUNDLE)} FROM findings.task_bundle WHERE id = ${id} AND task_id = ${taskId} AND withdrawn_at IS NULL FOR UPDATE`);
}

export async function updateBundle(tx: Transaction, id: string, sealed: string): Promise<void> {
  await tx.execute(sql`UPDATE findings.task_bundle SET sealed = ${sealed} WHERE id = ${id}`);
}

export async function withdrawBundle(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE findings.task_bundle SET withdrawn_at = ${at} WHERE id = ${id}`);
}

export interface BroadcastRow {
  readonly id: string;
  readonly task_id: string;
  readonly sealed: string;
}

export async function insertBroadcast(tx: Transaction, row: BroadcastRow & { readonly sentBy: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.task_broadcast (id, task_id, sealed, sent_by, at) VALUES (${row.id}, ${row.task_id}, ${row.sealed}, ${row.sentBy}, ${row.at})`);
}

export function listBroadcasts(db: Queryable, taskId: string): Promise<BroadcastRow[]> {
  return db.query(sql`SELECT id, task_id, sealed FROM findings.task_broadcast WHERE task_id = ${taskId} ORDER BY at, id LIMIT 200`);
}

/** Of one organisation and never cut at a number of rows, for its own file. */
export function listOwnedSubmissions(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT id, access.name_of(person_id) AS "submittedBy", task_id AS "taskId", kind, digest, finding_id AS "findingId", status, tests_passing AS "testsPassing", at, ${ownerMark(OWNED_SUBMISSION)}
    FROM findings.task_submission WHERE organisation_id = ${organisationId} ORDER BY at, id`);
}

export function listOwnedTaskBundles(db: Queryable, organisationId: string): Promise<{ readonly id: string; readonly sealed: string }[]> {
  return db.query(sql`SELECT id, access.name_of(person_id) AS "submittedBy", task_id AS "taskId", sealed, status, at, withdrawn_at AS "withdrawnAt", ${ownerMark(OWNED_TASK_BUNDLE)}
    FROM findings.task_bundle WHERE organisation_id = ${organisationId} ORDER BY at, id`);
}
