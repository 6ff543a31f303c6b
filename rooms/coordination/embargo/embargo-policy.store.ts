import { sql, type Queryable, type Transaction } from "#rooms/platform";
import type { EmbargoPolicy, EmbargoPolicyFigures } from "#contracts/cases";

const FIGURES = sql`days, extension_days AS "extensionDays", exploited_days AS "exploitedDays", exploited_extension_days AS "exploitedExtensionDays", silence_days AS "silenceDays", on_silence AS "onSilence",
  detail_days AS "detailDays", reply_days AS "replyDays", reply_least_hours AS "replyLeastHours", exits_on_attacks AS "exitsOnAttacks", reason`;

/** Every version that was ever in force, the present one first. */
export function listPolicies(db: Queryable): Promise<EmbargoPolicy[]> {
  return db.query(sql`SELECT version, in_force_at AS "inForceAt", ${FIGURES} FROM coordination.embargo_policy WHERE version IS NOT NULL ORDER BY version DESC`);
}

/** The one that a case began with. */
export async function getPolicyOf(db: Queryable, caseId: string): Promise<EmbargoPolicy> {
  const found = await db.find<EmbargoPolicy>(sql`SELECT version, in_force_at AS "inForceAt", ${FIGURES} FROM coordination.embargo_policy WHERE version = (SELECT policy_version FROM coordination.case_file WHERE id = ${caseId})`);
  if (!found) throw new Error(`Case ${caseId} has no embargo policy`);
  return found;
}

export async function insertPolicy(tx: Transaction, row: EmbargoPolicyFigures & { readonly id: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.embargo_policy (id, days, extension_days, exploited_days, exploited_extension_days, silence_days, on_silence, detail_days, reply_days, reply_least_hours, exits_on_attacks, reason, proposed_by, proposed_at)
    VALUES (${row.id}, ${row.days}, ${row.extensionDays}, ${row.exploitedDays}, ${row.exploitedExtensionDays}, ${row.silenceDays}, ${row.onSilence}, ${row.detailDays}, ${row.replyDays}, ${row.replyLeastHours}, ${row.exitsOnAttacks}, ${row.reason}, ${row.personId}, ${row.at})`);
}

export type WaitingPolicy = EmbargoPolicyFigures & { readonly id: string; readonly proposedBy: string; readonly proposedAt: string };

export function listWaitingPolicies(db: Queryable): Promise<WaitingPolicy[]> {
  return db.query(sql`SELECT id, proposed_by AS "proposedBy", proposed_at AS "proposedAt", ${FIGURES} FROM coordination.embargo_policy WHERE version IS NULL ORDER BY proposed_at, id LIMIT 50`);
}

export function lockWaitingPolicy(tx: Transaction, id: string): Promise<{ readonly proposedBy: string } | undefined> {
  return tx.find(sql`SELECT proposed_by AS "proposedBy" FROM coordination.embargo_policy WHERE id = ${id} AND version IS NULL FOR UPDATE`);
}

/** @returns the version that it became */
export async function putPolicyInForce(tx: Transaction, row: { readonly id: string; readonly personId: string; readonly at: Date }): Promise<number> {
  const settled = await tx.find<{ version: number }>(sql`UPDATE coordination.embargo_policy SET version = (SELECT max(version) + 1 FROM coordination.embargo_policy), confirmed_by = ${row.personId}, in_force_at = ${row.at}
    WHERE id = ${row.id} RETURNING version`);
  if (!settled) throw new Error(`Policy ${row.id} was not there to be put in force`);
  return settled.version;
}
