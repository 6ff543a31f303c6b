import type { Criterion } from "#contracts/partners";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";
import type { Conflict } from "./partners.rules.ts";

export interface VettingRecord {
  readonly side: "developer" | "government";
  readonly at: string;
  readonly policyVersion: number;
  readonly answers: readonly { readonly criterion: Criterion; readonly met: boolean; readonly note: string | null }[];
  readonly conflict: Conflict;
}

export async function insertVetting(tx: Transaction, row: Omit<VettingRecord, "at"> & { readonly id: string; readonly earlyAccessId: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.vetting_record (id, early_access_id, side, person_id, at, policy_version, answers, conflict)
    VALUES (${row.id}, ${row.earlyAccessId}, ${row.side}, ${row.personId}, ${row.at}, ${row.policyVersion}, ${json(row.answers)}, ${json(row.conflict)})`);
}

/** The latest first. */
export function listVettings(db: Queryable, earlyAccessId: string): Promise<VettingRecord[]> {
  return db.query(sql`SELECT side, at, policy_version AS "policyVersion", answers, conflict FROM partners.vetting_record WHERE early_access_id = ${earlyAccessId} ORDER BY at DESC, id LIMIT 100`);
}
