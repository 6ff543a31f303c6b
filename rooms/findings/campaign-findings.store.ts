import { sql, type Queryable } from "#rooms/platform";

/** Where something was scanned under a claim: by whom, what, and from when until when. */
export interface Scan {
  readonly organisation_id: string;
  readonly project_key: string;
  readonly from: string;
  readonly until: string;
}

/** By where they stand; each finding once, whatever scans it came under. */
export function countFindingsOf(db: Queryable, scans: readonly Scan[]): Promise<{ readonly state: string; readonly count: number }[]> {
  return db.query(sql`SELECT f.state, count(*) AS count FROM findings.finding f
    WHERE EXISTS (SELECT FROM unnest(${scans.map((scan) => scan.organisation_id)}::text[], ${scans.map((scan) => scan.project_key)}::text[], ${scans.map((scan) => scan.from)}::timestamptz[], ${scans.map((scan) => scan.until)}::timestamptz[]) AS scan (organisation_id, project_key, since, until)
      WHERE scan.project_key = f.project_key AND scan.organisation_id = f.organisation_id AND f.submitted_at BETWEEN scan.since AND scan.until)
    GROUP BY f.state ORDER BY f.state`);
}
