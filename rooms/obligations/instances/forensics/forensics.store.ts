import type { ForensicTask } from "#contracts/agency-workbench";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";
import { FORENSIC_ROWS } from "../dating/dating-table.ts";

export const OWNED_FORENSIC_TASK = ownedTable("obligations.forensic_task", ["organisation_id"], { keepers: ["directive-officer"] });

/** What a row of the table asks to investigate, and nobody has begun to: never, or not since the last investigation ended. */
export interface Unbegun {
  readonly organisationId: string;
  readonly cveId: string;
  readonly detectedAfter: string | null;
}

/** @param organisationId null: of every agency */
export function listUnbegun(db: Queryable, rows: readonly number[], organisationId: string | null): Promise<Unbegun[]> {
  return db.query(sql`SELECT a.organisation_id AS "organisationId", a.cve_id AS "cveId", b.ended_on::text AS "detectedAfter"
    FROM (SELECT c.organisation_id, c.cve_id, max(c.detected_on) AS newest FROM obligations.clock c
      WHERE c.table_row = ANY (${rows}) AND (${organisationId}::text IS NULL OR c.organisation_id = ${organisationId})
        AND EXISTS (SELECT FROM obligations.tally t WHERE t.clock_id = c.id AND t.state = 'open' AND t.instances > 0) GROUP BY 1, 2) AS a
    LEFT JOIN (SELECT f.organisation_id, f.cve_id, bool_or(f.state <> 'done') AS is_under_way, max((f.ended_at AT TIME ZONE 'UTC')::date) AS ended_on FROM obligations.forensic_task f GROUP BY 1, 2) AS b
      ON b.organisation_id = a.organisation_id AND b.cve_id = a.cve_id
    WHERE b.cve_id IS NULL OR (NOT b.is_under_way AND a.newest > b.ended_on) ORDER BY 1, 2`);
}

export async function insertTasks(tx: Transaction, tasks: readonly (Unbegun & { readonly id: string })[], at: Date): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.forensic_task (id, organisation_id, cve_id, detected_after, state, steps, started_at, owner_seal)
    SELECT id, organisation_id, cve_id, detected_after, 'open', '{}', ${at}, owner_seal FROM unnest(${tasks.map(({ id }) => id)}::text[], ${tasks.map(({ organisationId }) => organisationId)}::text[], ${tasks.map(({ cveId }) => cveId)}::text[],
      ${tasks.map(({ detectedAfter }) => detectedAfter)}::date[], ${tasks.map(({ id, organisationId }) => sealOwner(OWNED_FORENSIC_TASK, id, [organisationId]))}::text[]) AS t (id, organisation_id, cve_id, detected_after, owner_seal)`);
}

/** The clocks `c` of what an investigation `f` is of. */
const OF_TASK = sql`c.organisation_id = f.organisation_id AND c.cve_id = f.cve_id AND (f.detected_after IS NULL OR c.detected_on > f.detected_after)`;

/** Lifts what no row asks for any more, or what has nothing under it; opens again what is asked for anew. */
export async function settleTasks(tx: Transaction, rows: readonly number[], { organisationId, at }: { readonly organisationId: string | null; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.forensic_task f SET state = n.state, reminded_at = NULL, ended_at = CASE n.state WHEN 'lifted' THEN ${at}::timestamptz END
    FROM (SELECT f.id, CASE WHEN EXISTS (SELECT FROM obligations.clock c JOIN obligations.tally t ON t.clock_id = c.id WHERE ${OF_TASK} AND c.table_row = ANY (${rows}) AND t.instances > 0) THEN 'open' ELSE 'lifted' END AS state
      FROM obligations.forensic_task f WHERE f.state <> 'done' AND (${organisationId}::text IS NULL OR f.organisation_id = ${organisationId})) AS n
    WHERE n.id = f.id AND n.state <> f.state`);
}

export interface TaskRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly cve_id: string;
  readonly due_on: string;
  readonly assets: number;
  readonly state: ForensicTask["state"];
  /** Day of each step that is done, by step. */
  readonly steps: Readonly<Record<string, string>>;
  readonly report_digest: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
}

/**
 * What it is of, and the first day on which any of that is due. Rows change: of what is over, all that was detected by then
 * counts; where none of its rows has a day any more, the day on which its clock began stands for it.
 */
const EXTENT = sql`LEFT JOIN LATERAL (SELECT coalesce(min(c.due_on), min(c.clock_start)) AS due_on, sum((SELECT sum(t.instances) FROM obligations.tally t WHERE t.clock_id = c.id)) AS assets
  FROM obligations.clock c WHERE ${OF_TASK} AND (f.state <> 'open' OR c.table_row = ANY (${FORENSIC_ROWS})) AND (f.ended_at IS NULL OR c.detected_on <= (f.ended_at AT TIME ZONE 'UTC')::date)) AS e ON true`;

const TASK = sql`SELECT f.id, f.organisation_id, f.cve_id, e.due_on::text AS due_on, f.state, f.steps, f.report_digest, f.started_at, f.ended_at,
  coalesce(e.assets, 0)::integer AS assets, ${ownerMark(OWNED_FORENSIC_TASK, "f")} FROM obligations.forensic_task f ${EXTENT}`;

const MOST_LISTED = 2000;

/** What is open first, the soonest due first. */
export function listTasks(db: Queryable, organisationId: string): Promise<TaskRow[]> {
  return db.query(sql`${TASK} WHERE f.organisation_id = ${organisationId} ORDER BY f.state <> 'open', 4, f.cve_id, f.id LIMIT ${MOST_LISTED}`);
}

export async function countTasks(db: Queryable, organisationId: string, today: string): Promise<{ readonly open: number; readonly overdue: number; readonly done: number }> {
  return (await db.find<{ open: number; overdue: number; done: number }>(sql`SELECT count(*) FILTER (WHERE f.state = 'open')::integer AS open, count(*) FILTER (WHERE f.state = 'open' AND e.due_on < ${today})::integer AS overdue,
      count(*) FILTER (WHERE f.state = 'done')::integer AS done FROM obligations.forensic_task f ${EXTENT} WHERE f.organisation_id = ${organisationId}`)) ?? { open: 0, overdue: 0, done: 0 };
}

export function findTask(db: Queryable, id: string): Promise<TaskRow | undefined> {
  return db.find(sql`${TASK} WHERE f.id = ${id}`);
}

export function lockTask(tx: Transaction, id: string): Promise<TaskRow | undefined> {
  return tx.find(sql`${TASK} WHERE f.id = ${id} FOR UPDATE OF f`);
}

/** Open ones of listed agencies that are due by a day and were not told yet; from now on they are. */
export function markReminded(tx: Transaction, { dueBy, at }: { readonly dueBy: string; readonly at: Date }): Promise<{ readonly organisationId: string; readonly dueOn: string }[]> {
  return tx.query(sql`UPDATE obligations.forensic_task t SET reminded_at = ${at} FROM (
      SELECT f.id, e.due_on FROM obligations.forensic_task f JOIN obligations.agency a ON a.organisation_id = f.organisation_id AND a.struck_at IS NULL ${EXTENT}
      WHERE f.state = 'open' AND f.reminded_at IS NULL AND e.due_on <= ${dueBy}
    ) AS d WHERE d.id = t.id RETURNING t.organisation_id AS "organisationId", d.due_on::text AS "dueOn"`);
}

export async function updateSteps(tx: Transaction, id: string, steps: TaskRow["steps"]): Promise<void> {
  await tx.execute(sql`UPDATE obligations.forensic_task SET steps = ${json(steps)} WHERE id = ${id}`);
}

export async function endTask(tx: Transaction, row: { readonly id: string; readonly reportDigest: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.forensic_task SET state = 'done', report_digest = ${row.reportDigest}, ended_at = ${row.at} WHERE id = ${row.id}`);
}
