import type { RedatingCause } from "#contracts/agency-workbench";
import { sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import type { DatingRow } from "./dating.rules.ts";

/** Which table is dated by, and under which name of its version. */
export interface DatingRule {
  readonly table: readonly DatingRow[];
  readonly name: string;
}

/** How many open instances of an agency are due on another day than before. */
export interface Redated {
  readonly organisationId: string;
  readonly clocks: number;
  readonly earlier: number;
  readonly later: number;
}

/** Whoever changes what clocks are dated by waits for whoever makes new ones, and these for each other not at all. */
export async function lockDating(tx: Transaction, how: "to-make-clocks" | "to-change-facts"): Promise<void> {
  await tx.execute(how === "to-make-clocks" ? sql`SELECT pg_advisory_xact_lock_shared(134, 0)` : sql`SELECT pg_advisory_xact_lock(134, 0)`);
}

/** The directive's table as a relation, row for row the one that the pure rule is given. */
function tableOf({ table }: DatingRule): Statement {
  return sql`SELECT * FROM unnest(${table.map(({ row }) => row)}::smallint[], ${table.map(({ inKev }) => inKev)}::boolean[], ${table.map(({ exposed }) => exposed)}::boolean[],
    ${table.map(({ automatable }) => automatable)}::boolean[], ${table.map(({ technicalImpact }) => technicalImpact)}::text[], ${table.map(({ days }) => days)}::integer[]) AS r (table_row, in_kev, exposed, automatable, impact, days)`;
}

/** The four inputs as one: of four conditions the planner thinks that they leave a handful of rows, and then looks each of them up by itself. */
function asOneNumber(inKev: Statement, exposed: Statement, automatable: Statement, impact: Statement): Statement {
  return sql`(${inKev}::integer * 8 + ${exposed}::integer * 4 + ${automatable}::integer * 2 + (${impact} = 'total')::integer)`;
}

/** What `dateInstance` says, for every clock at once that the scope leaves, by the relation `rule`. */
function datesOf(scope: Statement, cause: Statement): Statement {
  return sql`SELECT c.id, c.organisation_id, c.table_row AS from_row, c.due_on AS from_due_on, r.table_row AS to_row, s.clock_start, s.clock_start + r.days AS due_on, ${cause} AS cause
    FROM obligations.clock c ${scope} LEFT JOIN obligations.flaw f ON f.cve_id = c.cve_id
    CROSS JOIN LATERAL (SELECT least(f.kev_on, c.detected_on) AS clock_start) s
    JOIN rule r ON ${asOneNumber(sql`r.in_kev`, sql`r.exposed`, sql`r.automatable`, sql`r.impact`)} = ${asOneNumber(sql`coalesce(f.in_kev, false)`, sql`(c.exposed <> 'no')`, sql`coalesce(f.automatable, false)`, sql`coalesce(f.technical_impact, 'total')`)}`;
}

/** Dates clocks that were just made. */
export async function dateNewClocks(tx: Transaction, rule: DatingRule, clockIds: readonly number[]): Promise<void> {
  const scope = sql`JOIN unnest(${clockIds}::bigint[]) AS made (id) ON made.id = c.id AND c.table_row IS NULL`;
  await tx.execute(sql`WITH rule AS (${tableOf(rule)}), dates AS (${datesOf(scope, sql`NULL`)})
    UPDATE obligations.clock c SET table_row = d.to_row, clock_start = d.clock_start, due_on = d.due_on, rule = ${rule.name} FROM dates d WHERE d.id = c.id`);
}

/** Dates the clocks of these vulnerabilities anew, each for its own cause; clocks that would say the same are left as they are. */
export function redateFlaws(tx: Transaction, rule: DatingRule, { causes, at }: { readonly causes: ReadonlyMap<string, RedatingCause>; readonly at: Date }): Promise<Redated[]> {
  const scope = sql`JOIN unnest(${[...causes.keys()]}::text[], ${[...causes.values()]}::text[]) AS w (cve_id, cause) ON w.cve_id = c.cve_id`;
  return redate(tx, rule, { dates: datesOf(scope, sql`w.cause`), at });
}

/** Dates every clock anew that stands on another version of the table. */
export function redateAll(tx: Transaction, rule: DatingRule, at: Date): Promise<Redated[]> {
  const scope = sql`JOIN (SELECT 'rule-changed' AS cause) AS w ON c.rule IS DISTINCT FROM ${rule.name}`;
  return redate(tx, rule, { dates: datesOf(scope, sql`w.cause`), at });
}

/** One statement: the dates, the clocks that they change, and what the clocks said before. */
function redate(tx: Transaction, rule: DatingRule, { dates, at }: { readonly dates: Statement; readonly at: Date }): Promise<Redated[]> {
  return tx.query(sql`WITH rule AS (${tableOf(rule)}), dates AS (${dates}),
    changed AS (
      UPDATE obligations.clock c SET table_row = d.to_row, clock_start = d.clock_start, due_on = d.due_on, rule = ${rule.name} FROM dates d
      WHERE d.id = c.id AND (c.table_row, c.clock_start, c.due_on, c.rule) IS DISTINCT FROM (d.to_row, d.clock_start, d.due_on, ${rule.name}) RETURNING d.*
    ), told AS (
      INSERT INTO obligations.redating (clock_id, organisation_id, at, cause, from_row, to_row, from_due_on, to_due_on)
      SELECT id, organisation_id, ${at}, cause, from_row, to_row, from_due_on, due_on FROM changed WHERE (from_row, from_due_on) IS DISTINCT FROM (to_row, due_on)
      RETURNING clock_id, organisation_id, coalesce(from_due_on, 'infinity') AS from_due, coalesce(to_due_on, 'infinity') AS to_due
    )
    SELECT t.organisation_id AS "organisationId", count(DISTINCT t.clock_id)::integer AS clocks,
      coalesce(sum(y.instances) FILTER (WHERE t.to_due < t.from_due), 0)::integer AS earlier, coalesce(sum(y.instances) FILTER (WHERE t.to_due > t.from_due), 0)::integer AS later
    FROM told t LEFT JOIN obligations.tally y ON y.clock_id = t.clock_id AND y.state = 'open' GROUP BY t.organisation_id ORDER BY t.organisation_id`);
}

/** Of one clock, newest last. */
export interface RedatingRow {
  readonly at: string;
  readonly cause: RedatingCause;
  readonly from_row: number;
  readonly to_row: number;
  readonly from_due_on: string | null;
  readonly to_due_on: string | null;
}

/** What became of an instance's due day: its clock dated anew, and its moves from clock to clock. */
export function listRedatings(db: Queryable, { clockId, instanceId }: { readonly clockId: number; readonly instanceId: string }): Promise<RedatingRow[]> {
  return db.query(sql`SELECT at, cause, from_row, to_row, from_due_on::text, to_due_on::text FROM obligations.redating WHERE clock_id = ${clockId}
    UNION ALL SELECT at, cause, from_row, to_row, from_due_on::text, to_due_on::text FROM obligations.clock_move WHERE instance_id = ${instanceId} ORDER BY at, cause`);
}
