import type { FindingState } from "#contracts/findings";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";
import { OWNED_FINDING } from "../findings.store.ts";

export const OWNED_INTAKE = ownedTable("findings.intake", ["organisation_id", "person_id"]);
export const OWNED_BATCH = ownedTable("findings.batch", ["organisation_id", "person_id", "digest"]);

export interface IntakeRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly lines: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly begun_at: string;
  readonly last_at: string;
  readonly ended_at: string | null;
}

/** Begins it, unless this organisation has begun one of this name. */
export async function insertIntake(db: Queryable, row: { id: string; organisationId: string; personId: string; at: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO findings.intake (organisation_id, id, person_id, lines, accepted, duplicates, refused, begun_at, last_at, owner_seal)
    VALUES (${row.organisationId}, ${row.id}, ${row.personId}, 0, 0, 0, 0, ${row.at}, ${row.at}, ${sealOwner(OWNED_INTAKE, row.id, [row.organisationId, row.personId])}) ON CONFLICT DO NOTHING`);
}

/** Of the acting organisation: another's of the same name does not show. */
export function findIntake(db: Queryable, id: string): Promise<IntakeRow | undefined> {
  return db.find(sql`SELECT id, organisation_id, lines, accepted, duplicates, refused, begun_at, last_at, ended_at, ${ownerMark(OWNED_INTAKE)} FROM findings.intake WHERE id = ${id}`);
}

/** Moves it on; what came again of earlier lines is counted once. */
export async function updateIntake(tx: Transaction, row: { organisationId: string; id: string; lines: number; accepted: number; duplicates: number; refused: number; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE findings.intake SET lines = ${row.lines}, accepted = accepted + ${row.accepted}, duplicates = duplicates + ${row.duplicates}, refused = refused + ${row.refused}, last_at = ${row.at}
    WHERE organisation_id = ${row.organisationId} AND id = ${row.id} AND lines < ${row.lines}`);
}

export async function endIntake(db: Queryable, row: { organisationId: string; id: string; at: Date }): Promise<void> {
  await db.execute(sql`UPDATE findings.intake SET ended_at = ${row.at} WHERE organisation_id = ${row.organisationId} AND id = ${row.id}`);
}

export interface KnownFinding {
  readonly id: string;
  readonly digest: string;
  readonly commitment: string;
  readonly batch_id: string | null;
}

/** Which of these contents this organisation has sent before. */
export function listKnown(db: Queryable, organisationId: string, digests: readonly string[]): Promise<KnownFinding[]> {
  return db.query(sql`SELECT id, digest, commitment, batch_id, ${ownerMark(OWNED_FINDING)} FROM findings.finding WHERE organisation_id = ${organisationId} AND digest = ANY (${digests})`);
}

export interface NewFinding {
  readonly id: string;
  readonly digest: string;
  readonly commitment: string;
  readonly projectKey: string;
  readonly sealed: string;
  readonly body: "bundle" | "record";
  readonly state: FindingState;
  readonly harm: number;
}

/**
 * Any number of findings of one person in one statement; how many of them were new. In the order of their digests, so that two
 * who send the same at once wait for each other and never both for the other.
 */
export function insertFindings(tx: Transaction, rows: readonly NewFinding[], of: { organisationId: string; personId: string; batchId: string | null; intakeId: string | null; appealOf?: string | null; at: Date }): Promise<number> {
  const sorted = rows.toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
  const column = <Name extends keyof NewFinding>(name: Name) => sorted.map((row) => row[name]);
  const seals = sorted.map(({ id, digest }) => sealOwner(OWNED_FINDING, id, [of.organisationId, of.personId, digest]));
  return tx.execute(sql`INSERT INTO findings.finding (id, organisation_id, person_id, digest, commitment, project_key, sealed, body, state, harm, intake_id, batch_id, appeal_of, submitted_at, owner_seal)
    SELECT r.id, ${of.organisationId}, ${of.personId}, r.digest, r.commitment, r.project_key, r.sealed, r.body, r.state, r.harm, ${of.intakeId}, ${of.batchId}, ${of.appealOf ?? null}, ${of.at}::timestamptz, r.owner_seal
    FROM unnest(${column("id")}::text[], ${column("digest")}::text[], ${column("commitment")}::text[], ${column("projectKey")}::text[], ${column("sealed")}::text[], ${column("body")}::text[], ${column("state")}::text[], ${column("harm")}::integer[], ${seals}::text[])
      AS r (id, digest, commitment, project_key, sealed, body, state, harm, owner_seal)
    ON CONFLICT (organisation_id, digest) DO NOTHING`);
}

/** Serialises the appeals against one rejection. */
export async function lockAppeals(tx: Transaction, findingId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${findingId}, 77))`);
}

export function findWaitingAppeal(db: Queryable, findingId: string): Promise<{ readonly id: string } | undefined> {
  return db.find(sql`SELECT id, ${ownerMark(OWNED_FINDING)} FROM findings.finding WHERE appeal_of = ${findingId} AND state IN ('submitted', 'needs_info', 'reproducing', 'needs_validation') ORDER BY submitted_at, id LIMIT 1`);
}

export interface NewSeverity {
  readonly id: string;
  readonly findingId: string;
  readonly level: string;
  readonly vector: string | null;
  readonly version: string | null;
  readonly score: number | null;
}

/** What finders themselves hold of their findings, beside what others will. */
export async function insertFinderSeverities(tx: Transaction, rows: readonly NewSeverity[], at: Date): Promise<void> {
  const column = <Name extends keyof NewSeverity>(name: Name) => rows.map((row) => row[name]);
  await tx.execute(sql`INSERT INTO findings.severity (id, finding_id, given_by, level, vector, cvss_version, score, at)
    SELECT r.id, r.finding_id, 'finder', r.level, r.vector, r.cvss_version, r.score, ${at}::timestamptz
    FROM unnest(${column("id")}::text[], ${column("findingId")}::text[], ${column("level")}::text[], ${column("vector")}::text[], ${column("version")}::text[], ${column("score")}::double precision[])
      AS r (id, finding_id, level, vector, cvss_version, score)`);
}

export async function insertBatch(tx: Transaction, row: { id: string; organisationId: string; personId: string; digest: string; commitments: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.batch (id, organisation_id, person_id, digest, commitments, at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.personId}, ${row.digest}, ${row.commitments}, ${row.at}, ${sealOwner(OWNED_BATCH, row.id, [row.organisationId, row.personId, row.digest])})`);
}

export interface BatchRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly digest: string;
  readonly commitments: string;
  readonly at: string;
}

export function findBatch(db: Queryable, id: string): Promise<BatchRow | undefined> {
  return db.find(sql`SELECT id, organisation_id, digest, commitments, at, ${ownerMark(OWNED_BATCH)} FROM findings.batch WHERE id = ${id}`);
}

/** Of one organisation and never cut at a number of rows, for its own file. */
export function listOwnedIntakes(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT id, access.name_of(person_id) AS "sentBy", lines, accepted, duplicates, refused, begun_at AS "begunAt", last_at AS "lastAt", ended_at AS "endedAt", ${ownerMark(OWNED_INTAKE)}
    FROM findings.intake WHERE organisation_id = ${organisationId} ORDER BY begun_at, id`);
}

export function listOwnedBatches(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT id, access.name_of(person_id) AS "submittedBy", digest, at, ${ownerMark(OWNED_BATCH)} FROM findings.batch WHERE organisation_id = ${organisationId} ORDER BY at, id`);
}
