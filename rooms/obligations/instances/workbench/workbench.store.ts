import type { AgencyEnvironment, InstanceState } from "#contracts/agency-workbench";
import { sql, type Queryable } from "#rooms/platform";
import { clocksThat, type Narrowed } from "./instances.store.ts";

/** How many instances an agency has by all that the workbench counts by; few rows, as clocks share their days. */
export interface CountRow {
  readonly due_on: string | null;
  /** Null where it was before the day that was asked from. */
  readonly detected_on: string | null;
  readonly table_row: number;
  readonly environment: AgencyEnvironment;
  readonly state: InstanceState;
  readonly instances: number;
}

/** Read once for all that is counted: at a million instances the reading is what takes long. */
export function countByDays(db: Queryable, organisationId: string, { detectedFrom }: { readonly detectedFrom: string }): Promise<CountRow[]> {
  return db.query(sql`SELECT c.due_on::text, (CASE WHEN c.detected_on >= ${detectedFrom} THEN c.detected_on END)::text AS detected_on, c.table_row, t.environment, t.state, sum(t.instances)::integer AS instances
    FROM obligations.clock c JOIN obligations.tally t ON t.clock_id = c.id WHERE c.organisation_id = ${organisationId} AND t.instances > 0 GROUP BY 1, 2, 3, 4, 5`);
}

/** Instances under an exception by the day on which they press again: the one after its last, or their due day where that is later. */
export function countExceptedByDay(db: Queryable, organisationId: string): Promise<{ readonly day: string; readonly instances: number }[]> {
  return db.query(sql`SELECT greatest(e.until + 1, c.due_on)::text AS day, count(*)::integer AS instances FROM obligations.instance_exception e
    JOIN obligations.instance i ON i.exception_id = e.id JOIN obligations.clock c ON c.id = i.clock_id
    WHERE e.organisation_id = ${organisationId} AND e.state = 'granted' AND i.state = 'exception' AND c.due_on IS NOT NULL GROUP BY 1`);
}

/** How many open instances a span holds. */
export async function countOpenThat(db: Queryable, organisationId: string, narrowed: Narrowed): Promise<number> {
  const { environment } = narrowed;
  return (await db.find<{ count: number }>(sql`SELECT coalesce(sum(t.instances), 0)::integer AS count FROM obligations.clock c JOIN obligations.tally t ON t.clock_id = c.id
    WHERE ${clocksThat(organisationId, narrowed)} AND t.state = 'open' AND (${environment ?? null}::text IS NULL OR t.environment = ${environment ?? null})`))?.count ?? 0;
}

export async function countGone(db: Queryable, organisationId: string): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*)::integer AS count FROM obligations.instance WHERE organisation_id = ${organisationId} AND gone_on IS NOT NULL`))?.count ?? 0;
}

export async function countAssetsOf(db: Queryable, organisationId: string): Promise<{ readonly assets: number; readonly notJudged: number }> {
  return (await db.find<{ assets: number; notJudged: number }>(sql`SELECT count(*)::integer AS assets, count(*) FILTER (WHERE exposed = 'unknown')::integer AS "notJudged" FROM obligations.asset WHERE organisation_id = ${organisationId} AND retired_on IS NULL`)) ?? { assets: 0, notJudged: 0 };
}

export interface GroupRow {
  readonly cve_id: string;
  readonly due_on: string | null;
  readonly table_row: number;
  readonly in_kev: boolean;
  readonly assets: number;
  readonly by_environment: readonly { readonly environment: AgencyEnvironment; readonly assets: number }[];
}

export interface GroupPlace {
  readonly dueOn: string | null;
  readonly cveId: string;
  readonly row: number;
}

/** What is open by vulnerability, due day and row, the soonest first. */
export function listGroups(db: Queryable, organisationId: string, { narrowed, after, limit }: { readonly narrowed: Narrowed; readonly after: GroupPlace | undefined; readonly limit: number }): Promise<GroupRow[]> {
  const { environment } = narrowed;
  const behind = after === undefined ? sql`true` : sql`(coalesce(g.due, 'infinity'), g.cve_id, g.table_row) > (coalesce(${after.dueOn}::date, 'infinity'), ${after.cveId}, ${after.row}::smallint)`;
  return db.query(sql`SELECT g.cve_id, g.due::text AS due_on, g.table_row, coalesce(f.in_kev, false) AS in_kev, sum(g.assets)::integer AS assets, json_agg(json_build_object('environment', g.environment, 'assets', g.assets) ORDER BY g.environment) AS by_environment
    FROM (SELECT c.cve_id, c.due_on AS due, c.table_row, t.environment, sum(t.instances) AS assets FROM obligations.clock c JOIN obligations.tally t ON t.clock_id = c.id
      WHERE ${clocksThat(organisationId, narrowed)} AND t.state = 'open' AND t.instances > 0 AND (${environment ?? null}::text IS NULL OR t.environment = ${environment ?? null}) GROUP BY 1, 2, 3, 4) AS g
    LEFT JOIN obligations.flaw f ON f.cve_id = g.cve_id WHERE ${behind} GROUP BY g.cve_id, g.due, g.table_row, f.in_kev ORDER BY coalesce(g.due, 'infinity'), g.cve_id, g.table_row LIMIT ${limit}`);
}
