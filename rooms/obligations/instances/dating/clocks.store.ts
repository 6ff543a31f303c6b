import type { RedatingCause } from "#contracts/agency-workbench";
import { sql, type Statement, type Transaction } from "#rooms/platform";
import { dateNewClocks, type DatingRule } from "./date-clocks.store.ts";

/** Makes the clocks that are wanted and not there yet, and dates them. @param wanted a relation of organisation_id, cve_id, exposed, detected_on */
export async function makeClocks(tx: Transaction, rule: DatingRule, wanted: Statement): Promise<void> {
  const made = await tx.query<{ id: number }>(sql`INSERT INTO obligations.clock (organisation_id, cve_id, exposed, detected_on)
    SELECT DISTINCT organisation_id, cve_id, exposed, detected_on FROM (${wanted}) AS w ON CONFLICT DO NOTHING RETURNING id`);
  if (made.length > 0) await dateNewClocks(tx, rule, made.map(({ id }) => id));
}

/**
 * Puts instances under the clock that their facts ask for, and notes each whose due day or row is another for it.
 * @param wanted a relation of instance_id, exposed, detected_on
 */
export async function moveToClocks(tx: Transaction, rule: DatingRule, { wanted, cause, at }: { readonly wanted: Statement; readonly cause: RedatingCause; readonly at: Date }): Promise<void> {
  await makeClocks(tx, rule, sql`SELECT i.organisation_id, i.cve_id, w.exposed, w.detected_on FROM (${wanted}) AS w JOIN obligations.instance i ON i.id = w.instance_id`);
  await tx.execute(sql`WITH moved AS (
      UPDATE obligations.instance i SET clock_id = n.id FROM (${wanted}) AS w, obligations.clock c, obligations.clock n
      WHERE i.id = w.instance_id AND c.id = i.clock_id AND n.organisation_id = i.organisation_id AND n.cve_id = i.cve_id AND n.exposed = w.exposed AND n.detected_on = w.detected_on AND n.id <> c.id
      RETURNING i.id, i.organisation_id, c.table_row AS from_row, n.table_row AS to_row, c.due_on AS from_due_on, n.due_on AS to_due_on
    ) INSERT INTO obligations.clock_move (instance_id, organisation_id, at, cause, from_row, to_row, from_due_on, to_due_on)
    SELECT id, organisation_id, ${at}, ${cause}, from_row, to_row, from_due_on, to_due_on FROM moved WHERE (from_row, from_due_on) IS DISTINCT FROM (to_row, to_due_on)`);
}
