import type { AgencyCounts } from "#contracts/agency-workbench";
import { sql, type Queryable } from "#rooms/platform";

/** Agencies on the list, by name; the counts are of their tallies. */
export function countEachAgency(db: Queryable, { today, weekEndsOn }: { readonly today: string; readonly weekEndsOn: string }): Promise<AgencyCounts["agencies"]> {
  return db.query(sql`SELECT a.organisation_id AS "agencyId", access.name_of_organisation(a.organisation_id) AS "agencyName", coalesce(n.open, 0)::integer AS open, coalesce(n.overdue, 0)::integer AS overdue, coalesce(n.week, 0)::integer AS "dueThisWeek",
      coalesce(n.excepted, 0)::integer AS "inException", coalesce(n.fixed, 0)::integer AS fixed, (SELECT count(*) FROM obligations.forensic_task f WHERE f.organisation_id = a.organisation_id AND f.state = 'open')::integer AS "forensicsOpen",
      obligations.last_scan_of(a.organisation_id)::text AS "lastImportOn"
    FROM obligations.agency a LEFT JOIN (
      SELECT t.organisation_id, sum(t.instances) FILTER (WHERE t.state = 'open') AS open, sum(t.instances) FILTER (WHERE t.state = 'open' AND c.due_on < ${today}) AS overdue,
        sum(t.instances) FILTER (WHERE t.state = 'open' AND c.due_on BETWEEN ${today} AND ${weekEndsOn}) AS week, sum(t.instances) FILTER (WHERE t.state = 'exception') AS excepted, sum(t.instances) FILTER (WHERE t.state = 'fixed') AS fixed
      FROM obligations.tally t JOIN obligations.clock c ON c.id = t.clock_id GROUP BY t.organisation_id
    ) AS n ON n.organisation_id = a.organisation_id WHERE a.struck_at IS NULL ORDER BY 2, 1`);
}

/** Over all agencies on the list. */
export async function countEverywhere(db: Queryable, today: string): Promise<{ readonly open: number; readonly overdue: number; readonly fixed: number; readonly notAffected: number; readonly inException: number }> {
  const row = await db.find<{ open: number; overdue: number; fixed: number; notAffected: number; inException: number }>(sql`SELECT coalesce(sum(t.instances) FILTER (WHERE t.state = 'open'), 0)::integer AS open,
      coalesce(sum(t.instances) FILTER (WHERE t.state = 'open' AND c.due_on < ${today}), 0)::integer AS overdue, coalesce(sum(t.instances) FILTER (WHERE t.state = 'fixed'), 0)::integer AS fixed,
      coalesce(sum(t.instances) FILTER (WHERE t.state = 'not_affected'), 0)::integer AS "notAffected", coalesce(sum(t.instances) FILTER (WHERE t.state = 'exception'), 0)::integer AS "inException"
    FROM obligations.tally t JOIN obligations.clock c ON c.id = t.clock_id JOIN obligations.agency a ON a.organisation_id = t.organisation_id AND a.struck_at IS NULL`);
  return row ?? { open: 0, overdue: 0, fixed: 0, notAffected: 0, inException: 0 };
}
