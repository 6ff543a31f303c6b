import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_OPERATOR } from "../distribution.store.ts";

/** Of these organisations, those that are enrolled. */
export async function listEnrolledAmong(db: Queryable, organisationIds: readonly string[]): Promise<readonly string[]> {
  const rows = await db.query<{ organisation_id: string }>(sql`SELECT organisation_id, ${ownerMark(OWNED_OPERATOR)} FROM distribution.operator WHERE organisation_id = ANY (${organisationIds}) ORDER BY organisation_id`);
  return rows.map((row) => row.organisation_id);
}
