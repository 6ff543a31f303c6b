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
  readonly paused_at: string | null;
  /** The latest instant that the window was used or found over at. */
  readonly seen_over_at: string | null;
  readonly ended_at: string | null;
  readonly end_reason: WindowEndReason | null;
  readonly warnings: string[];
}

export interface WindowEvaluatorRow {
  readonly window_id: string;
  readonly person_id: string;
  readonly accepted_at: string | null;
  readonly finished_at: string | null;
  /** Null where they are the window's. */
  readonly terms: WindowTerms | null;
  readonly terms_digest: string | null;
  /** When this person's access ends, if that is before the window's end. */
  readonly until: string | null;
  /** When the developer ended this person's access alone. */
  readonly ended_at: string | null;
  readonly cleanup_due_at: string | null;
  readonly cleanup_way: "returned" | "destroyed" | "nothing-kept" | null;
  readonly cleanup_weights: "returned" | "destroyed" | null;
  readonly cleanup_attested_at: string | null;
}

export interface PeriodRow {
  readonly opened_at: string;
  readonly ends_at: string;
  readonly ended_at: string | null;
}

export interface BenchmarkingAccessRow extends PeriodRow {
  /** The latest instant at which it was used. */
  readonly seen_at: string | null;
  readonly id: string;
  readonly engagement_id: string;
}

const WINDOW = sql`id, engagement_id, model_id, state, terms, terms_digest, proposed_at, opened_at, ends_at, paused_at, seen_over_at, ended_at, end_reason, warnings FROM engagement.access_window`;
const EVALUATOR = sql`window_id, person_id, accepted_at, finished_at, terms, terms_digest, until, ended_at, cleanup_due_at, cleanup_way, cleanup_weights, cleanup_attested_at FROM engagement.window_evaluator`;

export async function insertWindow(tx: Transaction, row: { id: string; engagementId: string; modelId: string; terms: WindowTerms; termsDigest: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.access_window (id, engagement_id, model_id, state, terms, terms_digest, proposed_at)
    VALUES (${row.id}, ${row.engagementId}, ${row.modelId}, 'proposed', ${json(row.terms)}, ${row.termsDigest}, ${row.at})`);
}

export interface NamedEvaluator {
  readonly windowId: string;
  readonly personId: string;
  /** Null where they are the window's. */
  readonly terms: WindowTerms | null;
  readonly termsDigest: string | null;
  readonly until: string | null;
}

export async function insertEvaluator(tx: Transaction, row: NamedEvaluator): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.window_evaluator (window_id, person_id, terms, terms_digest, until)
    VALUES (${row.windowId}, ${row.personId}, ${row.terms === null ? null : json(row.terms)}, ${row.termsDigest}, ${row.until}) ON CONFLICT DO NOTHING`);
}

/** Ends one person's access; what ended stays ended. */
export async function markEvaluatorEnded(tx: Transaction, windowId: string, personId: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.window_evaluator SET ended_at = coalesce(ended_at, ${at}) WHERE window_id = ${windowId} AND person_id = ${personId}`);
}

/** The latest instant that was ever seen of this engagement's window, once its time was found over; else `at`. */
export async function noteTime(db: Queryable, engagementId: string, at: Date): Promise<Date> {
  const row = await db.find<{ latest: string }>(sql`SELECT engagement.note_time(${engagementId}, ${at}) AS latest`);
  return row ? new Date(row.latest) : at;
}

export function listWindows(db: Queryable, engagementId: string): Promise<WindowRow[]> {
  return db.query(sql`SELECT ${WINDOW} WHERE engagement_id = ${engagementId} ORDER BY proposed_at DESC, id LIMIT 100`);
}

/** The window that has not ended: there is one at most. */
export function findLiveWindow(db: Queryable, engagementId: string): Promise<WindowRow | undefined> {
  return db.find(sql`SELECT ${WINDOW} WHERE engagement_id = ${engagementId} AND ended_at IS NULL`);
}

export function findWindow(db: Queryable, id: string): Promise<WindowRow | undefined> {
  return db.find(sql`SELECT ${WINDOW} WHERE id = ${id}`);
}

/** The open or paused window of a model, in whichever engagement. */
export function findRunningWindowOfModel(db: Queryable, modelId: string): Promise<WindowRow | undefined> {
  return db.find(sql`SELECT ${WINDOW} WHERE model_id = ${modelId} AND state IN ('open', 'paused')`);
}

export async function listElapsedWindowIds(db: Queryable, now: Date): Promise<readonly string[]> {
  return (await db.query<{ id: string }>(sql`SELECT id FROM engagement.access_window WHERE state IN ('open', 'paused') AND ends_at <= ${now} ORDER BY ends_at LIMIT 1000`)).map((row) => row.id);
}

export async function setWindowState(tx: Transaction, id: string, state: WindowState): Promise<void> {
  await tx.execute(sql`UPDATE engagement.access_window SET state = ${state} WHERE id = ${id}`);
}

export async function markOpened(tx: Transaction, id: string, row: { at: Date; endsAt: Date; warnings: readonly string[] }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.access_window SET state = 'open', opened_at = ${row.at}, ends_at = ${row.endsAt}, warnings = ${row.warnings} WHERE id = ${id}`);
}

export async function markPaused(tx: Transaction, id: string, row: { state: "open" | "paused"; pausedAt: Date | null }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.access_window SET state = ${row.state}, paused_at = ${row.pausedAt} WHERE id = ${id}`);
}

export async function moveWindowEnd(tx: Transaction, id: string, endsAt: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.access_window SET ends_at = ${endsAt} WHERE id = ${id}`);
}

export async function markEnded(tx: Transaction, id: string, row: { at: Date; reason: WindowEndReason }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.access_window SET state = 'ended', ended_at = ${row.at}, end_reason = ${row.reason} WHERE id = ${id} AND ended_at IS NULL`);
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

/** Everybody whom any window of the engagement named. */
export async function listNamedPeople(db: Queryable, engagementId: string): Promise<readonly string[]> {
  const rows = await db.query<{ person_id: string }>(sql`SELECT DISTINCT v.person_id FROM engagement.window_evaluator v JOIN engagement.access_window w ON w.id = v.window_id WHERE w.engagement_id = ${engagementId}`);
  return rows.map((row) => row.person_id);
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

export async function markFinished(tx: Transaction, windowId: string, personId: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.window_evaluator SET finished_at = coalesce(finished_at, ${at}), ended_at = coalesce(ended_at, ${at}) WHERE window_id = ${windowId} AND person_id = ${personId}`);
}

/** Sets the clean-up deadline for those who accepted, and so could have read something: of everybody, or of one person. */
export async function setCleanupDue(tx: Transaction, windowId: string, row: { endedAt: Date; retentionDays: number; personId: string | null }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.window_evaluator SET cleanup_due_at = ${row.endedAt}::timestamptz + coalesce((terms ->> 'retentionDays')::int, ${row.retentionDays}) * interval '86400 seconds'
    WHERE window_id = ${windowId} AND accepted_at IS NOT NULL AND cleanup_due_at IS NULL AND (${row.personId}::text IS NULL OR person_id = ${row.personId})`);
}

/** True for the first who asks: each reminder goes out once. */
export async function takeReminder(tx: Transaction, windowId: string, personId: string, row: { which: "due" | "overdue"; at: Date }): Promise<boolean> {
  const isDue = row.which === "due";
  const taken = await tx.execute(sql`UPDATE engagement.window_evaluator SET
      cleanup_reminded_at = CASE WHEN ${isDue} THEN ${row.at} ELSE cleanup_reminded_at END,
      cleanup_overdue_told_at = CASE WHEN ${isDue} THEN cleanup_overdue_told_at ELSE ${row.at} END
    WHERE window_id = ${windowId} AND person_id = ${personId} AND cleanup_attested_at IS NULL
      AND CASE WHEN ${isDue} THEN cleanup_reminded_at ELSE cleanup_overdue_told_at END IS NULL`);
  return taken > 0;
}

export async function markCleanedUp(tx: Transaction, row: { windowId: string; personId: string; way: string; weights: string | null; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.window_evaluator SET cleanup_way = ${row.way}, cleanup_weights = ${row.weights}, cleanup_attested_at = ${row.at}
    WHERE window_id = ${row.windowId} AND person_id = ${row.personId} AND cleanup_attested_at IS NULL`);
}

/** Every stretch of government access to a model and to those whose lineage it shares: windows and benchmarking, over all engagements. */
export function listPeriods(db: Queryable, modelId: string): Promise<PeriodRow[]> {
  const kin = sql`(SELECT id FROM engagement.model WHERE budget_id = (SELECT budget_id FROM engagement.model WHERE id = ${modelId}))`;
  return db.query(sql`SELECT opened_at, ends_at, ended_at FROM engagement.access_window WHERE model_id IN ${kin} AND opened_at IS NOT NULL
    UNION ALL SELECT opened_at, ends_at, ended_at FROM engagement.benchmarking_access WHERE model_id IN ${kin}`);
}

export async function insertBenchmarkingAccess(tx: Transaction, row: { id: string; engagementId: string; modelId: string; at: Date; endsAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.benchmarking_access (id, engagement_id, model_id, opened_at, ends_at)
    VALUES (${row.id}, ${row.engagementId}, ${row.modelId}, ${row.at}, ${row.endsAt})`);
}

export function findBenchmarkingAccess(db: Queryable, id: string): Promise<BenchmarkingAccessRow | undefined> {
  return db.find(sql`SELECT id, engagement_id, opened_at, ends_at, seen_at, ended_at FROM engagement.benchmarking_access WHERE id = ${id}`);
}

export async function noteBenchmarkingSeen(db: Queryable, id: string, at: Date): Promise<void> {
  await db.execute(sql`UPDATE engagement.benchmarking_access SET seen_at = greatest(seen_at, ${at}) WHERE id = ${id} AND ended_at IS NULL`);
}

export function listBenchmarkingAccess(db: Queryable, engagementId: string): Promise<BenchmarkingAccessRow[]> {
  return db.query(sql`SELECT id, engagement_id, opened_at, ends_at, seen_at, ended_at FROM engagement.benchmarking_access WHERE engagement_id = ${engagementId} AND ended_at IS NULL`);
}

export async function moveBenchmarkingEnd(tx: Transaction, id: string, endsAt: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.benchmarking_access SET ends_at = ${endsAt} WHERE id = ${id}`);
}

export async function endBenchmarkingAccessOf(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.benchmarking_access SET ended_at = ${at} WHERE id = ${id} AND ended_at IS NULL`);
}

export async function countWindows(db: Queryable, now: Date): Promise<{ opened: number; open: number; accessDays: number }> {
  const row = await db.find<{ opened: number; open: number; seconds: number }>(sql`SELECT count(*) FILTER (WHERE opened_at IS NOT NULL) AS opened, count(*) FILTER (WHERE state IN ('open', 'paused')) AS open,
      coalesce(sum(extract(epoch FROM least(coalesce(ended_at, ends_at), ends_at, ${now}) - opened_at)) FILTER (WHERE opened_at IS NOT NULL), 0)::bigint AS seconds FROM engagement.access_window`);
  return { opened: row?.opened ?? 0, open: row?.open ?? 0, accessDays: Math.floor((row?.seconds ?? 0) / 86_400) };
}
