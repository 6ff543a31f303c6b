import type { EnrolOperator } from "#contracts/distribution";
import { sql, type Queryable } from "#rooms/platform";

/** How far one operator has come with one advisory, without its name: its least advanced asset decides, a failure first. Who runs a fix that was called back has none in place. */
export interface OperatorStand {
  readonly advisory_id: string;
  readonly sector: EnrolOperator["sector"];
  readonly size_band: EnrolOperator["sizeBand"];
  readonly region: EnrolOperator["region"];
  readonly is_notified: boolean;
  readonly is_applied: boolean;
  readonly is_not_affected: boolean;
  readonly is_deferred: boolean;
  readonly is_failed: boolean;
  readonly is_unreachable: boolean;
  readonly notified_at: string | null;
  readonly applied_at: string | null;
}

/** Of the newest hundred advisories that concern anybody. */
export function listStands(db: Queryable): Promise<OperatorStand[]> {
  return db.query(sql`SELECT m.advisory_id, o.sector, o.size_band, o.region,
      bool_or(m.notified_at IS NOT NULL) AS is_notified,
      bool_and(m.state = 'not_affected' OR (m.state IN ('applied', 'confirmed') AND NOT m.fix_recalled)) AND bool_or(m.state IN ('applied', 'confirmed')) AS is_applied,
      bool_and(m.state = 'not_affected') AS is_not_affected,
      bool_or(m.state = 'deferred') AS is_deferred,
      bool_or(m.state IN ('failed', 'rolled_back')) AS is_failed,
      bool_and(m.state = 'unreachable') AS is_unreachable,
      min(m.notified_at) AS notified_at, max(m.applied_at) AS applied_at
    FROM distribution.match m JOIN distribution.operator o ON o.organisation_id = m.organisation_id
    WHERE m.advisory_id IN (SELECT advisory_id FROM distribution.match GROUP BY advisory_id ORDER BY max(matched_at) DESC, advisory_id LIMIT 100)
    GROUP BY m.advisory_id, o.organisation_id, o.sector, o.size_band, o.region ORDER BY m.advisory_id, applied_at, notified_at`);
}
