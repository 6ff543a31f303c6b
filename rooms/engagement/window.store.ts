import type { WindowEndReason, WindowState } from "#contracts/engagement";
import { json, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import type { WindowTerms } from "./window-terms.ts";

export interface WindowRow {
  readonly id: string;
  readonly engagement_id: string;
  readonly model_id: string;
  readonly state: WindowState;
  readonly terms: WindowTerms;
  readonly terms_digest: string;
  readonly proposed_at: string;
  readonly opened_at: string | null;
  readonly ends_at: string | null;
  readonly ended_at: string | null;
  readonly end_reason: WindowEndReason | null;
  readonly warnings: string[];
}

export interface WindowEvaluatorRow {
  readonly window_id: string;
  readonly person_id: string;
  readonly accepted_at: string | null;
  readonly cleanup_due_at: string | null;
  readonly cleanup_way: "returned" | "destroyed" | "nothing-kept" | null;
  readonly cleanup_attested_at: string | null;
}

export interface PeriodRow {
  readonly opened_at: string;
  readonly ends_at: string;
  readonly ended_at: string | null;
}

export interface BenchmarkingAccessRow extends PeriodRow {
  readonly id: string;
  readonly engagement_id: string;
}

const WINDOW = sql`id, engagement_id, model_id, state, terms, terms_digest, proposed_at, opened_at, ends_at, ended_at, end_reason, warnings FROM engagement.access_window`;
const EVALUATOR = sql`window_id, person_id, accepted_at, cleanup_due_at, cleanup_way, cleanup_attested_at FROM engagement.window_evaluator`;

export async function insertWindow(tx: Transaction, row: { id: string; engagementId: string; modelId: string; terms: WindowTerms; termsDigest: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.access_window (id, engagement_id, model_id, state, terms, terms_digest, proposed_at)
    VALUES (${row.id}, ${row.engagementId}, ${row.modelId}, 'proposed', ${json(row.terms)}, ${row.termsDigest}, ${row.at})`);
}

export async function insertEvaluator(tx: Transaction, windowId: string, personId: string): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.window_evaluator (window_id, person_id) VALUES (${windowId}, ${personId}) ON CONFLICT DO NOTHING`);
}

export function listWindows(db: Queryable, engagementId: string): Promise<WindowRow[]> {
  return db.query(sql`SELECT ${WINDOW} WHERE engagement_id = ${engagementId} ORDER BY proposed_at DESC, id LIMIT 100`);
}

/** The window that is proposed, agreed or open. */
export function findLiveWindow(db: Queryable, engagementId: string): Promise<WindowRow | undefined> {
  return db.find(sql`SELECT ${WINDOW} WHERE engagement_id = ${engagementId} AND state <> 'ended'`);
}

export function findWindow(db: Queryable, id: string): Promise<WindowRow | undefined> {
  return db.find(sql`SELECT ${WINDOW} WHERE id = ${id}`);
}

/** The open window of a model, in whichever engagement. */
export function findOpenWindowOfModel(db: Queryable, modelId: string): Promise<WindowRow | undefined> {
  return db.find(sql`SELECT ${WINDOW} WHERE model_id = ${modelId} AND state = 'open'`);
}

export async function listElapsedWindowIds(db: Queryable, now: Date): Promise<readonly string[]> {
  return (await db.query<{ id: string }>(sql`SELECT id FROM engagement.access_window WHERE state = 'open' AND ends_at <= ${now} ORDER BY ends_at LIMIT 1000`)).map((row) => row.id);
}

export async function setWindowState(tx: Transaction, id: string, state: WindowState): Promise<void> {
  await tx.execute(sql`UPDATE engagement.access_window SET state = ${state} WHERE id = ${id}`);
}

export async function markOpened(tx: Transaction, id: string, row: { at: Date; endsAt: Date; warnings: readonly string[] }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.access_window SET state = 'open', opened_at = ${row.at}, ends_at = ${row.endsAt}, warnings = ${row.warnings} WHERE id = ${id}`);
}

export async function moveWindowEnd(tx: Transaction, id: string, endsAt: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.access_window SET ends_at = ${endsAt} WHERE id = ${id}`);
}

export async function markEnded(tx: Transaction, id: string, row: { at: Date; reason: WindowEndReason }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.access_window SET state = 'ended', ended_at = ${row.at}, end_reason = ${row.reason} WHERE id = ${id} AND state <> 'ended'`);
}

export function listEvaluators(db: Queryable, windowId: string): Promise<WindowEvaluatorRow[]> {
  return db.query(sql`SELECT ${EVALUATOR} WHERE window_id = ${windowId} ORDER BY person_id`);
}

export function findEvaluator(db: Queryable, windowId: string, personId: string): Promise<WindowEvaluatorRow | undefined> {
  return db.find(sql`SELECT ${EVALUATOR} WHERE window_id = ${windowId} AND person_id = ${personId}`);
}

/** The newest window of this engagement that names the person. */
export function findNewestWindowFor(db: Queryable, engagementId: string, personId: string): Promise<WindowRow | undefined> {
  return db.find(sql`SELECT ${WINDOW} WHERE engagement_id = ${engagementId}
    AND id IN (SELECT window_id FROM engagement.window_evaluator WHERE person_id = ${personId}) ORDER BY proposed_at DESC, id LIMIT 1`);
}

/** Engagements that `visible` lets through, the newest offer first. */
export async function listEngagementIdsWithWindows(db: Queryable, visible: Statement): Promise<readonly string[]> {
  const rows = await db.query<{ engagement_id: string }>(sql`SELECT w.engagement_id FROM engagement.access_window w JOIN engagement.engagement e ON e.id = w.engagement_id
    WHERE ${visible} GROUP BY w.engagement_id ORDER BY max(w.proposed_at) DESC LIMIT 100`);
  return rows.map((row) => row.engagement_id);
}

export async function markAccepted(tx: Transaction, windowId: string, personId: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.window_evaluator SET accepted_at = coalesce(accepted_at, ${at}) WHERE window_id = ${windowId} AND person_id = ${personId}`);
}

/** Sets the clean-up deadline for those who accepted, and so could have read something. */
export async function setCleanupDue(tx: Transaction, windowId: string, dueAt: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.window_evaluator SET cleanup_due_at = ${dueAt} WHERE window_id = ${windowId} AND accepted_at IS NOT NULL AND cleanup_due_at IS NULL`);
}

export async function markCleanedUp(tx: Transaction, row: { windowId: string; personId: string; way: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.window_evaluator SET cleanup_way = ${row.way}, cleanup_attested_at = ${row.at}
    WHERE window_id = ${row.windowId} AND person_id = ${row.personId} AND cleanup_attested_at IS NULL`);
}

/** Every stretch of government access to a model: windows and benchmarking, over all engagements. */
export function listPeriods(db: Queryable, modelId: string): Promise<PeriodRow[]> {
  return db.query(sql`SELECT opened_at, ends_at, ended_at FROM engagement.access_window WHERE model_id = ${modelId} AND opened_at IS NOT NULL
    UNION ALL SELECT opened_at, ends_at, ended_at FROM engagement.benchmarking_access WHERE model_id = ${modelId}`);
}

export async function insertBenchmarkingAccess(tx: Transaction, row: { id: string; engagementId: string; modelId: string; at: Date; endsAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.benchmarking_access (id, engagement_id, model_id, opened_at, ends_at)
    VALUES (${row.id}, ${row.engagementId}, ${row.modelId}, ${row.at}, ${row.endsAt})`);
}

export function findBenchmarkingAccess(db: Queryable, id: string): Promise<BenchmarkingAccessRow | undefined> {
  return db.find(sql`SELECT id, engagement_id, opened_at, ends_at, ended_at FROM engagement.benchmarking_access WHERE id = ${id}`);
}

export function listBenchmarkingAccess(db: Queryable, engagementId: string): Promise<BenchmarkingAccessRow[]> {
  return db.query(sql`SELECT id, engagement_id, opened_at, ends_at, ended_at FROM engagement.benchmarking_access WHERE engagement_id = ${engagementId} AND ended_at IS NULL`);
}

export async function moveBenchmarkingEnd(tx: Transaction, id: string, endsAt: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.benchmarking_access SET ends_at = ${endsAt} WHERE id = ${id}`);
}

export async function endBenchmarkingAccessOf(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.benchmarking_access SET ended_at = ${at} WHERE id = ${id} AND ended_at IS NULL`);
}

export async function countWindows(db: Queryable, now: Date): Promise<{ opened: number; open: number; accessDays: number }> {
  const row = await db.find<{ opened: number; open: number; seconds: number }>(sql`SELECT count(*) FILTER (WHERE opened_at IS NOT NULL) AS opened, count(*) FILTER (WHERE state = 'open') AS open,
      coalesce(sum(extract(epoch FROM least(coalesce(ended_at, ends_at), ends_at, ${now}) - opened_at)) FILTER (WHERE opened_at IS NOT NULL), 0)::bigint AS seconds FROM engagement.access_window`);
  return { opened: row?.opened ?? 0, open: row?.open ?? 0, accessDays: Math.floor((row?.seconds ?? 0) / 86_400) };
}
