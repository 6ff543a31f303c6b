import type { ForensicTask } from "#contracts/agency-workbench";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_FORENSIC_TASK = ownedTable("obligations.forensic_task", ["organisation_id"], { keepers: ["directive-officer"] });

/** Of one agency, or of all. */
const ofAgency = (organisationId: string | null) => sql`(${organisationId}::text IS NULL OR c.organisation_id = ${organisationId})`;

/** Clocks whose row asks for an investigation that nobody began, with something open under them. */
export function listUnbegun(db: Queryable, rows: readonly number[], organisationId: string | null): Promise<{ readonly clockId: number; readonly organisationId: string }[]> {
  return db.query(sql`SELECT c.id AS "clockId", c.organisation_id AS "organisationId" FROM obligations.clock c WHERE c.table_row = ANY (${rows}) AND ${ofAgency(organisationId)}
    AND NOT EXISTS (SELECT FROM obligations.forensic_task f WHERE f.clock_id = c.id)
    AND EXISTS (SELECT FROM obligations.tally t WHERE t.clock_id = c.id AND t.state = 'open' AND t.instances > 0) ORDER BY c.id`);
}

export async function insertTasks(tx: Transaction, tasks: readonly { readonly id: string; readonly clockId: number; readonly organisationId: string }[], at: Date): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.forensic_task (id, organisation_id, clock_id, state, steps, started_at, owner_seal)
    SELECT id, organisation_id, clock_id, 'open', '{}', ${at}, owner_seal FROM unnest(${tasks.map(({ id }) => id)}::text[], ${tasks.map(({ organisationId }) => organisationId)}::text[], ${tasks.map(({ clockId }) => clockId)}::bigint[],
      ${tasks.map(({ id, organisationId }) => sealOwner(OWNED_FORENSIC_TASK, id, [organisationId]))}::text[]) AS t (id, organisation_id, clock_id, owner_seal)`);
}

/** Where an agency judged exposure anew, an investigation goes on under the clock to which all of its assets went. */
export async function followClocks(tx: Transaction, rows: readonly number[], organisationId: string | null): Promise<void> {
  await tx.execute(sql`UPDATE obligations.forensic_task f SET clock_id = m.to_clock FROM (
      SELECT DISTINCT ON (n.id) f.id, n.id AS to_clock FROM obligations.forensic_task f JOIN obligations.clock c ON c.id = f.clock_id
      JOIN obligations.clock n ON n.organisation_id = c.organisation_id AND n.cve_id = c.cve_id AND n.detected_on = c.detected_on AND n.id <> c.id AND n.table_row = ANY (${rows})
      WHERE f.state = 'open' AND ${ofAgency(organisationId)} AND NOT EXISTS (SELECT FROM obligations.tally t WHERE t.clock_id = c.id AND t.instances > 0)
        AND EXISTS (SELECT FROM obligations.tally t WHERE t.clock_id = n.id AND t.instances > 0) AND NOT EXISTS (SELECT FROM obligations.forensic_task o WHERE o.clock_id = n.id) ORDER BY n.id, f.started_at, f.id
    ) AS m WHERE m.id = f.id`);
}

/** Lifts what no row asks for any more, or what has nothing under it; opens again what is asked for anew. */
export async function settleTasks(tx: Transaction, rows: readonly number[], { organisationId, at }: { readonly organisationId: string | null; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.forensic_task f SET state = n.state, ended_at = CASE n.state WHEN 'lifted' THEN ${at}::timestamptz END
    FROM (SELECT f.id, CASE WHEN c.table_row = ANY (${rows}) AND EXISTS (SELECT FROM obligations.tally t WHERE t.clock_id = c.id AND t.instances > 0) THEN 'open' ELSE 'lifted' END AS state
      FROM obligations.forensic_task f JOIN obligations.clock c ON c.id = f.clock_id WHERE f.state <> 'done' AND ${ofAgency(organisationId)}) AS n
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

// The row of a lifted one may have no day any more: then the day on which it would have been due by the clock.
const TASK = sql`SELECT f.id, f.organisation_id, c.cve_id, coalesce(c.due_on, c.clock_start)::text AS due_on, f.state, f.steps, f.report_digest, f.started_at, f.ended_at,
  (SELECT coalesce(sum(t.instances), 0) FROM obligations.tally t WHERE t.clock_id = c.id)::integer AS assets, ${ownerMark(OWNED_FORENSIC_TASK, "f")}
  FROM obligations.forensic_task f JOIN obligations.clock c ON c.id = f.clock_id`;

const MOST_LISTED = 2000;

/** What is open first, the soonest due first. */
export function listTasks(db: Queryable, organisationId: string): Promise<TaskRow[]> {
  return db.query(sql`${TASK} WHERE f.organisation_id = ${organisationId} ORDER BY f.state <> 'open', 4, c.cve_id, f.id LIMIT ${MOST_LISTED}`);
}

export function findTask(db: Queryable, id: string): Promise<TaskRow | undefined> {
  return db.find(sql`${TASK} WHERE f.id = ${id}`);
}

export function lockTask(tx: Transaction, id: string): Promise<TaskRow | undefined> {
  return tx.find(sql`${TASK} WHERE f.id = ${id} FOR UPDATE OF f`);
}

export async function updateSteps(tx: Transaction, id: string, steps: TaskRow["steps"]): Promise<void> {
  await tx.execute(sql`UPDATE obligations.forensic_task SET steps = ${json(steps)} WHERE id = ${id}`);
}

export async function endTask(tx: Transaction, row: { readonly id: string; readonly reportDigest: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.forensic_task SET state = 'done', report_digest = ${row.reportDigest}, ended_at = ${row.at} WHERE id = ${row.id}`);
}
