import type { FindingState } from "#contracts/findings";
import type { QueueKind } from "#contracts/triage";
import { sql, type Queryable } from "#rooms/platform";
import { FINDING, type FindingRow, type Place } from "../findings.store.ts";

export interface QueueFilter {
  readonly kind: QueueKind | null;
  readonly state: FindingState | null;
  /** Only what is assigned to this person. */
  readonly personId: string | null;
  readonly after: Place | null;
  readonly limit: number;
}

export interface QueueRow extends Place {
  readonly waits_for: readonly QueueKind[];
}

/**
 * What waits for a person, worst first, then oldest: by priority where one was given, else by expected harm. Each kind is
 * said once, here.
 */
export function listQueue(db: Queryable, { kind, state, personId, after, limit }: QueueFilter): Promise<QueueRow[]> {
  return db.query(sql`SELECT id, at, rank, waits_for FROM (
      SELECT f.id, f.state, f.submitted_at AS at, coalesce(f.due_rank, 1000) * 1001 + 1000 - least(f.harm, 1000) AS rank, array_remove(ARRAY[
        CASE WHEN f.state = 'needs_validation' AND f.appeal_of IS NULL THEN 'validate' END,
        CASE WHEN f.state = 'needs_validation' AND f.appeal_of IS NOT NULL THEN 'appeal' END,
        CASE WHEN drawn.finding_id IS NOT NULL THEN 'sample' END,
        CASE WHEN f.state IN ('needs_validation', 'validated', 'prioritised') AND EXISTS (SELECT FROM findings.suggestion s WHERE s.settled IS NULL AND s.finding_id = f.id)
          THEN 'suggestion' END,
        CASE WHEN (f.state = 'needs_validation' OR drawn.finding_id IS NOT NULL) AND findings.assigned_people(f.id, 'validator') = '{}' OR f.state = 'validated' AND findings.assigned_people(f.id, 'analyst') = '{}'
          THEN 'needs-assignment' END], NULL) AS waits_for
      FROM findings.finding f LEFT JOIN findings.sample drawn ON drawn.finding_id = f.id AND drawn.decision IS NULL
      WHERE (f.state IN ('needs_validation', 'validated', 'prioritised') OR drawn.finding_id IS NOT NULL)
        AND (${personId}::text IS NULL OR ${personId} = ANY (findings.assigned_people(f.id, 'validator') || findings.assigned_people(f.id, 'analyst')))) AS waiting
    WHERE cardinality(waits_for) > 0 AND (${kind}::text IS NULL OR ${kind} = ANY (waits_for)) AND (${state}::text IS NULL OR state = ${state})
      AND (${after?.id ?? null}::text IS NULL OR (rank, at, id) > (${after?.rank ?? 0}::integer, ${after?.at ?? null}::timestamptz, ${after?.id ?? ""}))
    ORDER BY rank, at, id LIMIT ${limit}`);
}

export function listByIds(db: Queryable, ids: readonly string[]): Promise<FindingRow[]> {
  return db.query(sql`${FINDING} WHERE id = ANY (${ids})`);
}
