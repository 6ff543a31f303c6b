import type { Priority, SeverityBy, SeverityLevel } from "#contracts/findings";
import type { DecisionTableName, InputSource, PriorityFacts, RedecisionCause } from "#contracts/priority";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";

export interface SeverityRow {
  readonly given_by: SeverityBy;
  readonly level: SeverityLevel;
  readonly vector: string | null;
  readonly cvss_version: string | null;
  readonly score: number | null;
  readonly at: string;
}

export async function insertSeverity(tx: Transaction, row: { id: string; findingId: string; by: SeverityBy; level: string; vector: string | null; version: string | null; score: number | null; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.severity (id, finding_id, given_by, level, vector, cvss_version, score, at)
    VALUES (${row.id}, ${row.findingId}, ${row.by}, ${row.level}, ${row.vector}, ${row.version}, ${row.score}, ${row.at})`);
}

export function listSeverities(db: Queryable, findingId: string): Promise<SeverityRow[]> {
  return db.query(sql`SELECT given_by, level, vector, cvss_version, score, at FROM findings.severity WHERE finding_id = ${findingId} ORDER BY at, ordinal`);
}

/** Of findings of which both finder and maintainer gave a level, by their last words: how many, and how far apart. */
export async function countAgreement(db: Queryable): Promise<{ readonly compared: number; readonly same: number; readonly near: number }> {
  const counts = await db.find<{ compared: number; same: number; near: number }>(sql`
    WITH last AS (SELECT DISTINCT ON (finding_id, given_by) finding_id, given_by, array_position(ARRAY['none', 'low', 'medium', 'high', 'critical'], level) AS band
      FROM findings.severity WHERE given_by IN ('finder', 'maintainer') ORDER BY finding_id, given_by, at DESC, ordinal DESC)
    SELECT count(*) AS compared, count(*) FILTER (WHERE f.band = m.band) AS same, count(*) FILTER (WHERE abs(f.band - m.band) <= 1) AS near
    FROM last f JOIN last m ON m.finding_id = f.finding_id WHERE f.given_by = 'finder' AND m.given_by = 'maintainer'`);
  return counts ?? { compared: 0, same: 0, near: 0 };
}

/** A decision in its table's own words. */
export interface DecisionRecord {
  readonly table: DecisionTableName;
  readonly rule: string;
  readonly outcome: string;
  /** Place of the outcome among the table's. */
  readonly rank: number;
  readonly sentence: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly saidBy: Readonly<Record<string, InputSource>>;
  readonly facts: PriorityFacts | null;
  readonly because: RedecisionCause | null;
  readonly reason: string | null;
}

type Bod = Omit<Priority, "at">;

export interface DecisionRow {
  readonly id: string;
  readonly decision_table: DecisionTableName;
  /** By BOD 26-04, as the API gives it since its first version; of other tables its rule and sentence. */
  readonly decision: Bod;
  /** Null for a decision from before there were several tables. */
  readonly record: DecisionRecord | null;
  readonly at: string;
}

export async function insertDecision(tx: Transaction, row: { id: string; findingId: string; record: DecisionRecord; bod: Bod | null; personId: string; at: Date }): Promise<void> {
  const { record, bod } = row;
  await tx.execute(sql`INSERT INTO findings.priority (id, finding_id, decision_table, decision, record, person_id, at)
    VALUES (${row.id}, ${row.findingId}, ${record.table}, ${json(bod ?? { rule: record.rule, sentence: record.sentence })}, ${json(record)}, ${row.personId}, ${row.at})`);
}

/** The order of work: by BOD 26-04. */
export function findPriority(db: Queryable, findingId: string): Promise<{ readonly decision: Bod; readonly at: string } | undefined> {
  return db.find(sql`SELECT decision, at FROM findings.priority WHERE finding_id = ${findingId} AND decision_table = 'bod-26-04' ORDER BY at DESC, ordinal DESC LIMIT 1`);
}

/** All decisions, oldest first. */
export function listDecisions(db: Queryable, findingId: string): Promise<DecisionRow[]> {
  return db.query(sql`SELECT id, decision_table, decision, record, at FROM findings.priority WHERE finding_id = ${findingId} ORDER BY at, ordinal`);
}

export async function updateRank(tx: Transaction, id: string, rank: number): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET due_rank = ${rank} WHERE id = ${id}`);
}

export async function updateHarm(tx: Transaction, id: string, harm: number): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET harm = ${harm} WHERE id = ${id} AND harm <> ${harm}`);
}

export interface ReferenceRow {
  readonly reference: string;
  readonly given_by: "coordinator" | "maintainer";
  readonly at: string;
}

/** False when the finding has it already. */
export async function insertReference(tx: Transaction, row: { id: string; findingId: string; reference: string; by: ReferenceRow["given_by"]; personId: string; at: Date }): Promise<boolean> {
  const inserted = await tx.execute(sql`INSERT INTO findings.reference (id, finding_id, reference, given_by, person_id, at)
    VALUES (${row.id}, ${row.findingId}, ${row.reference}, ${row.by}, ${row.personId}, ${row.at}) ON CONFLICT (finding_id, reference) DO NOTHING`);
  return inserted === 1;
}

export function listReferences(db: Queryable, findingId: string): Promise<ReferenceRow[]> {
  return db.query(sql`SELECT reference, given_by, at FROM findings.reference WHERE finding_id = ${findingId} ORDER BY at, reference`);
}

export interface ExploitationRow {
  readonly id: string;
  readonly is_exploited: boolean;
  readonly sealed_evidence: string;
  readonly at: string;
}

export async function insertExploitation(tx: Transaction, row: { id: string; findingId: string; isExploited: boolean; sealedEvidence: string; personId: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.exploitation (id, finding_id, is_exploited, sealed_evidence, person_id, at)
    VALUES (${row.id}, ${row.findingId}, ${row.isExploited}, ${row.sealedEvidence}, ${row.personId}, ${row.at})`);
}

export function findExploitation(db: Queryable, findingId: string): Promise<ExploitationRow | undefined> {
  return db.find(sql`SELECT id, is_exploited, sealed_evidence, at FROM findings.exploitation WHERE finding_id = ${findingId} ORDER BY at DESC, ordinal DESC LIMIT 1`);
}

export interface ExposureRow {
  /** Null: some, fewer than may be told. */
  readonly operators: number | null;
  readonly sectors: readonly { readonly sector: string; readonly operators: number | null }[];
  readonly at: string;
}

export async function insertExposure(tx: Transaction, row: Omit<ExposureRow, "at"> & { id: string; findingId: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.exposure (id, finding_id, operators, sectors, at) VALUES (${row.id}, ${row.findingId}, ${row.operators}, ${json(row.sectors)}, ${row.at})`);
}

export function findExposure(db: Queryable, findingId: string): Promise<ExposureRow | undefined> {
  return db.find(sql`SELECT operators, sectors, at FROM findings.exposure WHERE finding_id = ${findingId} ORDER BY at DESC, ordinal DESC LIMIT 1`);
}

const OPEN = sql`('validated', 'prioritised', 'in_case')`;

/** Findings that somebody still has to fix, with what they say of their product; sealed. */
export function listOpenSealed(db: Queryable): Promise<{ readonly id: string; readonly sealed: string }[]> {
  return db.query(sql`SELECT id, sealed FROM findings.finding WHERE state IN ${OPEN} ORDER BY id`);
}

/** What feeds say of it, what a person says, and how many run it, as far as whoever acts may see. */
export async function getFacts(db: Queryable, findingId: string): Promise<PriorityFacts> {
  const facts = await db.find<PriorityFacts>(sql`SELECT
    (SELECT json_build_object('cveId', k.cve_id, 'addedOn', k.added_on) FROM findings.reference r JOIN findings.kev_entry k ON k.cve_id = r.reference WHERE r.finding_id = ${findingId} ORDER BY k.added_on, k.cve_id LIMIT 1) AS kev,
    (SELECT json_build_object('cveId', e.cve_id, 'score', e.score, 'percentile', e.percentile) FROM findings.reference r JOIN findings.epss_score e ON e.cve_id = r.reference WHERE r.finding_id = ${findingId} ORDER BY e.score DESC, e.cve_id LIMIT 1) AS epss,
    coalesce((SELECT is_exploited FROM findings.exploitation WHERE finding_id = ${findingId} ORDER BY at DESC, ordinal DESC LIMIT 1), false) AS "exploitedNow",
    (SELECT operators FROM findings.exposure WHERE finding_id = ${findingId} ORDER BY at DESC, ordinal DESC LIMIT 1) AS operators`);
  return facts ?? { kev: null, epss: null, exploitedNow: false, operators: null };
}
