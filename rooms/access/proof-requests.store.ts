import { sql, type Queryable } from "#rooms/platform";

export interface ProofRequestRow {
  readonly id: string;
  readonly person_id: string;
  readonly session_id: string;
  readonly code_hash: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly subject: string | null;
  readonly agent: string | null;
  readonly asked_at: string;
  readonly expires_at: string;
  readonly confirmation: string | null;
  readonly refused_at: string | null;
  readonly used_at: string | null;
}

const REQUEST = sql`id, person_id, session_id, code_hash, method, path, subject, agent, asked_at, expires_at, confirmation, refused_at, used_at`;

export async function insertProofRequest(db: Queryable, row: Omit<ProofRequestRow, "confirmation" | "refused_at" | "used_at">): Promise<void> {
  await db.execute(sql`INSERT INTO access.proof_request (id, person_id, session_id, code_hash, method, path, subject, agent, asked_at, expires_at)
    VALUES (${row.id}, ${row.person_id}, ${row.session_id}, ${row.code_hash}, ${row.method}, ${row.path}, ${row.subject}, ${row.agent}, ${row.asked_at}, ${row.expires_at})`);
}

export function findProofRequest(db: Queryable, personId: string, id: string): Promise<ProofRequestRow | undefined> {
  return db.find(sql`SELECT ${REQUEST} FROM access.proof_request WHERE id = ${id} AND person_id = ${personId}`);
}

/** What waits for this person now, newest first. */
export function listWaitingProofRequests(db: Queryable, personId: string, now: Date): Promise<ProofRequestRow[]> {
  return db.query(sql`SELECT ${REQUEST} FROM access.proof_request
    WHERE person_id = ${personId} AND confirmation IS NULL AND refused_at IS NULL AND expires_at > ${now} ORDER BY asked_at DESC, id LIMIT 50`);
}

/** 0 when it does not wait any more. */
export function confirmProofRequest(db: Queryable, row: { id: string; confirmation: string; now: Date }): Promise<number> {
  return db.execute(sql`UPDATE access.proof_request SET confirmation = ${row.confirmation}
    WHERE id = ${row.id} AND confirmation IS NULL AND refused_at IS NULL AND expires_at > ${row.now}`);
}

/** Also what was confirmed and not used yet; 0 when it is over. */
export function refuseProofRequest(db: Queryable, row: { id: string; personId: string; now: Date }): Promise<number> {
  return db.execute(sql`UPDATE access.proof_request SET refused_at = ${row.now}
    WHERE id = ${row.id} AND person_id = ${row.personId} AND refused_at IS NULL AND used_at IS NULL AND expires_at > ${row.now}`);
}

/** Uses it up, once, for exactly what it was asked for; undefined for anything else. */
export function useProofRequest(db: Queryable, row: { id: string; sessionId: string; method: string; path: string; now: Date }): Promise<ProofRequestRow | undefined> {
  return db.find(sql`UPDATE access.proof_request SET used_at = ${row.now}
    WHERE id = ${row.id} AND session_id = ${row.sessionId} AND method = ${row.method} AND path = ${row.path}
      AND confirmation IS NOT NULL AND refused_at IS NULL AND used_at IS NULL AND expires_at > ${row.now} RETURNING ${REQUEST}`);
}
