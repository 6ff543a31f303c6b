import type { Channel } from "#contracts/deployment";
import type { DeploymentState } from "#contracts/distribution";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_TURN = ownedTable("distribution.turn", ["organisation_id", "step_id"]);

export interface TurnRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly step_id: string;
  readonly asset_hash: string;
  readonly advisory_id: string;
  readonly from_state: DeploymentState | null;
  readonly to_state: DeploymentState;
  readonly channel: Channel;
  readonly at: string;
  /** Sealed. */
  readonly content: string;
}

export async function insertTurn(tx: Transaction, row: Omit<TurnRow, "at"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.turn (id, organisation_id, step_id, asset_hash, advisory_id, from_state, to_state, channel, at, content, owner_seal)
    VALUES (${row.id}, ${row.organisation_id}, ${row.step_id}, ${row.asset_hash}, ${row.advisory_id}, ${row.from_state}, ${row.to_state}, ${row.channel}, ${row.at}, ${row.content},
      ${sealOwner(OWNED_TURN, row.id, [row.organisation_id, row.step_id])})`);
}

/** The turns of an operator's assets, oldest first, of one step or of all. */
export function listTurns(db: Queryable, organisationId: string, stepId: string | null): Promise<TurnRow[]> {
  return db.query(sql`SELECT id, organisation_id, step_id, asset_hash, advisory_id, from_state, to_state, channel, at, content, ${ownerMark(OWNED_TURN)}
    FROM distribution.turn WHERE organisation_id = ${organisationId} AND (${stepId}::text IS NULL OR step_id = ${stepId}) ORDER BY written LIMIT 5000`);
}

/** When anything of each of an operator's steps last took a turn. */
export function listLastTurns(db: Queryable, organisationId: string): Promise<{ step_id: string; at: string }[]> {
  return db.query(sql`SELECT step_id, max(at) AS at FROM distribution.turn WHERE organisation_id = ${organisationId} GROUP BY step_id`);
}

export async function deleteTurnsOf(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.turn WHERE organisation_id = ${organisationId}`);
}
