import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface DeveloperClaimRow {
  readonly id: string;
  readonly request_id: string;
  readonly sealed_claim: string;
  readonly sealed_first_word: string | null;
  readonly sealed_second_word: string | null;
}

const CLAIM = sql`id, request_id, sealed_claim, sealed_first_word, sealed_second_word FROM benchmarking.developer_claim`;

/** 0 when it is here. */
export function insertDeveloperClaim(tx: Transaction, row: { readonly id: string; readonly requestId: string; readonly sealedClaim: string }): Promise<number> {
  return tx.execute(sql`INSERT INTO benchmarking.developer_claim (id, request_id, sealed_claim) VALUES (${row.id}, ${row.requestId}, ${row.sealedClaim}) ON CONFLICT DO NOTHING`);
}

export function lockDeveloperClaim(tx: Transaction, id: string, requestId: string): Promise<DeveloperClaimRow | undefined> {
  return tx.find(sql`SELECT ${CLAIM} WHERE id = ${id} AND request_id = ${requestId} FOR UPDATE`);
}

export function listDeveloperClaims(db: Queryable, requestId: string): Promise<DeveloperClaimRow[]> {
  return db.query(sql`SELECT ${CLAIM} WHERE request_id = ${requestId} ORDER BY sequence`);
}

export async function saveFirstWord(tx: Transaction, row: { readonly id: string; readonly requestId: string; readonly sealedWord: string }): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.developer_claim SET sealed_first_word = ${row.sealedWord} WHERE id = ${row.id} AND request_id = ${row.requestId} AND sealed_first_word IS NULL`);
}

export async function saveSecondWord(tx: Transaction, row: { readonly id: string; readonly requestId: string; readonly sealedWord: string }): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.developer_claim SET sealed_second_word = ${row.sealedWord} WHERE id = ${row.id} AND request_id = ${row.requestId} AND sealed_second_word IS NULL`);
}
