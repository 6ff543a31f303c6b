import type { Criterion, ObjectionRule } from "#contracts/partners";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";

export interface PolicyWords {
  readonly objection: ObjectionRule;
  readonly viewDays: number;
  readonly criteria: { readonly criterion: Criterion; readonly text: string }[];
  readonly reason: string;
}

export interface PolicyVersion extends PolicyWords {
  readonly version: number;
  readonly inForceAt: string;
}

export interface PolicyProposal extends PolicyWords {
  readonly id: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
}

const WORDS = sql`objection, view_days AS "viewDays", criteria, reason`;
const WAITS = sql`version IS NULL AND withdrawn_at IS NULL`;

/** Every version that was ever in force, the present one first. */
export function listPolicies(db: Queryable): Promise<PolicyVersion[]> {
  return db.query(sql`SELECT version, in_force_at AS "inForceAt", ${WORDS} FROM partners.policy WHERE version IS NOT NULL ORDER BY version DESC`);
}

export async function insertProposal(tx: Transaction, row: PolicyWords & { readonly id: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.policy (id, objection, view_days, criteria, reason, proposed_by, proposed_at)
    VALUES (${row.id}, ${row.objection}, ${row.viewDays}, ${json(row.criteria)}, ${row.reason}, ${row.personId}, ${row.at})`);
}

export function findProposal(db: Queryable, id: string): Promise<PolicyProposal | undefined> {
  return db.find(sql`SELECT id, proposed_by AS "proposedBy", proposed_at AS "proposedAt", ${WORDS} FROM partners.policy WHERE id = ${id} AND ${WAITS}`);
}

export function listProposals(db: Queryable): Promise<PolicyProposal[]> {
  return db.query(sql`SELECT id, proposed_by AS "proposedBy", proposed_at AS "proposedAt", ${WORDS} FROM partners.policy WHERE ${WAITS} ORDER BY proposed_at, id LIMIT 50`);
}

/** @returns the version it became; undefined when it no longer waits */
export async function putInForce(tx: Transaction, row: { readonly id: string; readonly personId: string; readonly at: Date }): Promise<number | undefined> {
  const settled = await tx.find<{ version: number }>(sql`UPDATE partners.policy SET version = (SELECT max(version) + 1 FROM partners.policy), confirmed_by = ${row.personId}, in_force_at = ${row.at}
    WHERE id = ${row.id} AND ${WAITS} RETURNING version`);
  return settled?.version;
}

export function withdrawProposal(tx: Transaction, id: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE partners.policy SET withdrawn_at = ${at} WHERE id = ${id} AND ${WAITS}`);
}
