import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface SigningKeyRow {
  readonly key_id: string;
  readonly generation: number;
  readonly public_key_pem: string;
  readonly valid_from: string;
  readonly valid_until: string | null;
  readonly ended_because: "rotated" | "compromised" | null;
}

/** Every key there ever was, oldest first. */
export function listSigningKeys(db: Queryable): Promise<SigningKeyRow[]> {
  return db.query(sql`SELECT key_id, generation, public_key_pem, valid_from, valid_until, ended_because FROM remediation.signing_key ORDER BY generation`);
}

/** One at a time makes or ends a key. */
export async function lockSigningKeys(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('patch-signing-key', 90))`);
}

export async function insertSigningKey(tx: Transaction, row: { readonly keyId: string; readonly generation: number; readonly publicKeyPem: string; readonly validFrom: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO remediation.signing_key (key_id, generation, public_key_pem, valid_from) VALUES (${row.keyId}, ${row.generation}, ${row.publicKeyPem}, ${row.validFrom})`);
}

export async function endSigningKey(tx: Transaction, keyId: string, ended: { readonly because: "rotated" | "compromised"; readonly by: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE remediation.signing_key SET valid_until = ${ended.at}, ended_because = ${ended.because}, ended_by = ${ended.by} WHERE key_id = ${keyId} AND valid_until IS NULL`);
}
