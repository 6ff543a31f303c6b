import type { AgencyEnvironment, AgencyExposure, InstanceState, MoveInstance } from "#contracts/agency-workbench";
import { ownedTable, ownerMark, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import type { DueDays } from "./spans.rules.ts";

export const OWNED_INSTANCE = ownedTable("obligations.instance", ["organisation_id"], { keepers: ["directive-officer"] });

export interface InstanceRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly cve_id: string;
  readonly asset_id: string;
  /** Sealed. */
  readonly asset_content: string;
  readonly asset_retired_on: string | null;
  readonly environment: AgencyEnvironment;
  readonly exposed: AgencyExposure;
  readonly state: InstanceState;
  readonly justification: NonNullable<Extract<MoveInstance, { readonly to: "not_affected" }>["justification"]> | null;
  /** Whether more time is asked for it, and not decided. */
  readonly exception_asked: boolean;
  readonly exception_until: string | null;
  readonly clock_id: number;
  readonly detected_on: string;
  readonly last_seen_on: string;
  readonly gone_on: string | null;
  readonly table_row: number;
  readonly due_on: string | null;
  readonly rule: string;
}

const COLUMNS = sql`i.id, i.organisation_id, i.cve_id, i.asset_id, a.content AS asset_content, a.retired_on::text AS asset_retired_on, i.environment, c.exposed, i.state, i.justification,
  i.asked_exception_id IS NOT NULL AS exception_asked, CASE WHEN i.state = 'exception' THEN e.until::text END AS exception_until, c.id AS clock_id, c.detected_on::text, i.last_seen_on::text, i.gone_on::text,
  c.table_row, c.due_on::text, c.rule, ${ownerMark(OWNED_INSTANCE, "i")}`;
const BESIDE = sql`JOIN obligations.asset a ON a.id = i.asset_id LEFT JOIN obligations.instance_exception e ON e.id = i.exception_id`;

export function findInstance(db: Queryable, id: string): Promise<InstanceRow | undefined> {
  return db.find(sql`SELECT ${COLUMNS} FROM obligations.instance i JOIN obligations.clock c ON c.id = i.clock_id ${BESIDE} WHERE i.id = ${id}`);
}

export function lockInstance(tx: Transaction, id: string): Promise<InstanceRow | undefined> {
  return tx.find(sql`SELECT ${COLUMNS} FROM obligations.instance i JOIN obligations.clock c ON c.id = i.clock_id ${BESIDE} WHERE i.id = ${id} FOR UPDATE OF i`);
}

export async function countOpenOf(db: Queryable, assetId: string): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*)::integer AS count FROM obligations.instance WHERE asset_id = ${assetId} AND state = 'open'`))?.count ?? 0;
}

/** Which clocks and instances; what is not said narrows nothing. */
export interface Narrowed {
  readonly cveId?: string | undefined;
  readonly exposed?: AgencyExposure | undefined;
  readonly environment?: AgencyEnvironment | undefined;
  readonly state?: InstanceState | undefined;
  readonly isGone?: boolean | undefined;
  /** Rows of the directive's table. */
  readonly rows?: readonly number[] | undefined;
  readonly due?: DueDays | undefined;
}

/** Where a clock stands in the order of due days; what has none comes last. No index has it: each day that moves would write to every index of its clock. */
const DUE = sql`coalesce(c.due_on, 'infinity')`;

/** What can be asked of clocks alone; what was given joins by AND. */
export function clocksThat(organisationId: string, { cveId, exposed, rows, due }: Narrowed): Statement {
  const parts = [
    ...(cveId === undefined ? [] : [sql`c.cve_id = ${cveId}`]),
    ...(exposed === undefined ? [] : [sql`c.exposed = ${exposed}`]),
    ...(rows === undefined ? [] : [sql`c.table_row = ANY (${rows})`]),
    ...(due === "on-upgrade" ? [sql`${DUE} = 'infinity'`] : []),
    ...(typeof due === "object" && due.from !== null ? [sql`${DUE} >= ${due.from}`] : []),
    ...(typeof due === "object" ? [due.to === null ? sql`${DUE} < 'infinity'` : sql`${DUE} <= ${due.to}`] : []),
  ];
  return parts.reduce((all, part) => sql`${all} AND ${part}`, sql`c.organisation_id = ${organisationId}`);
}

export interface Place {
  readonly dueOn: string | null;
  readonly clockId: number;
  readonly id: string;
}

/**
 * An agency's instances, the soonest due first, from behind a place on. Every clock that is taken has at least one of them, so as
 * many clocks as a page has lines are enough, and one more for the clock on which the page before ended.
 */
export function listInstances(db: Queryable, organisationId: string, { narrowed, after, limit }: { readonly narrowed: Narrowed; readonly after: Place | undefined; readonly limit: number }): Promise<InstanceRow[]> {
  const { environment, state, isGone = false } = narrowed;
  const behind = after === undefined ? sql`true` : sql`(${DUE}, c.id) >= (coalesce(${after.dueOn}::date, 'infinity'), ${after.clockId}::bigint)`;
  const behindOnClock = after === undefined ? sql`true` : sql`(c.id <> ${after.clockId}::bigint OR i.id > ${after.id})`;
  const fits = (row: Statement) => sql`(${state ?? null}::text IS NULL OR ${row}.state = ${state ?? null}) AND (${environment ?? null}::text IS NULL OR ${row}.environment = ${environment ?? null})`;
  const has = isGone
    ? sql`c.id IN (SELECT i.clock_id FROM obligations.instance i WHERE i.organisation_id = ${organisationId} AND i.gone_on IS NOT NULL AND ${fits(sql`i`)})`
    : sql`EXISTS (SELECT FROM obligations.tally t WHERE t.clock_id = c.id AND t.instances > 0 AND ${fits(sql`t`)})`;
  return db.query(sql`SELECT ${COLUMNS} FROM (
      SELECT c.id, c.exposed, c.detected_on, c.table_row, c.due_on, c.rule FROM obligations.clock c WHERE ${clocksThat(organisationId, narrowed)} AND ${behind} AND ${has} ORDER BY ${DUE}, c.id LIMIT ${limit + 1}
    ) AS c CROSS JOIN LATERAL (
      SELECT i.* FROM obligations.instance i WHERE i.clock_id = c.id AND ${behindOnClock} AND ${fits(sql`i`)} AND (NOT ${isGone}::boolean OR i.gone_on IS NOT NULL) ORDER BY i.id LIMIT ${limit}
    ) AS i ${BESIDE} ORDER BY ${DUE}, c.id, i.id LIMIT ${limit}`);
}

export async function closeInstance(tx: Transaction, row: { readonly id: string; readonly state: "fixed" | "not_affected"; readonly justification: string | null; readonly closedOn: string }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.instance SET state = ${row.state}, justification = ${row.justification}, closed_on = ${row.closedOn}, gone_on = NULL WHERE id = ${row.id}`);
}

/** One whose exception still runs is under it again. */
export async function openInstance(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`UPDATE obligations.instance i SET state = CASE WHEN EXISTS (SELECT FROM obligations.instance_exception e WHERE e.id = i.exception_id AND e.state = 'granted') THEN 'exception' ELSE 'open' END,
    justification = NULL, closed_on = NULL, gone_on = NULL WHERE id = ${id}`);
}

/** Everything that complete scans saw no more, or what of one vulnerability. @returns how many */
export function fixGoneOf(tx: Transaction, { organisationId, cveId, closedOn }: { readonly organisationId: string; readonly cveId: string | null; readonly closedOn: string }): Promise<number> {
  return tx.execute(sql`UPDATE obligations.instance SET state = 'fixed', closed_on = ${closedOn}, gone_on = NULL
    WHERE organisation_id = ${organisationId} AND gone_on IS NOT NULL AND (${cveId}::text IS NULL OR cve_id = ${cveId})`);
}
