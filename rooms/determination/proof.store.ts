import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface RunRow {
  readonly determination_id: string;
  readonly request_id: string;
  readonly standard_commitment: string;
}

export interface ProofRow {
  readonly determination_id: string;
  readonly circuit: string;
  readonly proof: string;
}

export async function insertRun(tx: Transaction, row: { determinationId: string; requestId: string; standard: string; at: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO determination.run (determination_id, request_id, standard_commitment, begun_at) VALUES (${row.determinationId}, ${row.requestId}, ${row.standard}, ${row.at})`);
}

export function findRun(db: Queryable, determinationId: string): Promise<RunRow | undefined> {
  return db.find(sql`SELECT determination_id, request_id, standard_commitment FROM determination.run WHERE determination_id = ${determinationId}`);
}

/** Whether a standard was fixed by then and none had taken its place. */
export async function wasActive(db: Queryable, commitment: string, at: string): Promise<boolean> {
  return (await db.find(sql`SELECT 1 FROM determination.standard s WHERE commitment = ${commitment} AND committed_at <= ${at}
    AND NOT EXISTS (SELECT FROM determination.standard later WHERE later.committed_at > s.committed_at AND later.committed_at <= ${at})`)) !== undefined;
}

/** How many standards were fixed, whether the line of them has begun, and which is its end. */
export async function findLine(db: Queryable): Promise<{ readonly count: number; readonly begun: boolean; readonly newest: string | null }> {
  const row = await db.find<{ count: number; begun: boolean; newest: string | null }>(sql`SELECT count(*) AS count, coalesce(bool_or(sequence IS NOT NULL), false) AS begun,
    (SELECT commitment FROM determination.standard ORDER BY sequence DESC NULLS LAST, committed_at DESC LIMIT 1) AS newest FROM determination.standard`);
  return row ?? { count: 0, begun: false, newest: null };
}

export async function insertProof(tx: Transaction, row: { determinationId: string; requestId: string; circuit: string; proof: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO determination.proof (determination_id, request_id, circuit, proof, received_at) VALUES (${row.determinationId}, ${row.requestId}, ${row.circuit}, ${row.proof}, ${row.at})`);
}

export function findProof(db: Queryable, requestId: string): Promise<ProofRow | undefined> {
  return db.find(sql`SELECT determination_id, circuit, proof FROM determination.proof WHERE request_id = ${requestId}`);
}
