import type { PushVerdict } from "#engines/ledger";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export type PushOutcome = Exclude<PushVerdict["outcome"], "other-size">;

export interface AddressRow {
  readonly name: string;
  readonly url: string;
  readonly set_by: string;
  readonly set_at: string;
  readonly pushed_size: number | null;
  readonly outcome: PushOutcome | null;
}

export interface AddressedWitness extends AddressRow {
  readonly verifier_keys: readonly string[];
  /** The largest head of which each of its keys' cosignatures is kept, and the smallest and largest of these; 0 before the first. */
  readonly cosigned_by_all: number;
  readonly cosigned_by_one: number;
}

export async function saveAddress(tx: Transaction, row: { name: string; url: string; setBy: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO audit.witness_address (name, url, set_by, set_at) VALUES (${row.name}, ${row.url}, ${row.setBy}, ${row.at})
    ON CONFLICT (name) DO UPDATE SET url = excluded.url, set_by = excluded.set_by, set_at = excluded.set_at, pushed_size = NULL, outcome = NULL`);
}

export function deleteAddress(tx: Transaction, name: string): Promise<number> {
  return tx.execute(sql`DELETE FROM audit.witness_address WHERE name = ${name}`);
}

export function listAddresses(db: Queryable): Promise<AddressRow[]> {
  return db.query(sql`SELECT name, url, set_by, set_at, pushed_size, outcome FROM audit.witness_address ORDER BY name`);
}

export function findAddressed(db: Queryable, name: string): Promise<AddressedWitness | undefined> {
  return db.find(sql`SELECT a.*, array_agg(w.verifier_key ORDER BY w.verifier_key) AS verifier_keys, min(w.cosigned) AS cosigned_by_all, max(w.cosigned) AS cosigned_by_one
    FROM audit.witness_address a
    JOIN (SELECT name, verifier_key, COALESCE((SELECT max(size) FROM audit.cosignature c WHERE c.verifier_key = witness.verifier_key), 0) AS cosigned FROM audit.witness) AS w USING (name)
    WHERE a.name = ${name} GROUP BY a.name`);
}

/** Returns what became of the head before, null if there was none. Undefined when the address is no longer this one. */
export async function saveOutcome(tx: Transaction, row: { name: string; url: string; size: number; outcome: PushOutcome }): Promise<{ readonly before: PushOutcome | null } | undefined> {
  return tx.find(sql`WITH before AS (SELECT name, outcome FROM audit.witness_address WHERE name = ${row.name} AND url = ${row.url} FOR UPDATE)
    UPDATE audit.witness_address a SET pushed_size = ${row.size}, outcome = ${row.outcome} FROM before WHERE a.name = before.name RETURNING before.outcome AS before`);
}
