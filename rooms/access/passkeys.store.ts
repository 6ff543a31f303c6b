import type { Queryable } from "#rooms/platform";
import { sql } from "#rooms/platform";
import type { NewCredential, StoredPasskey } from "./passkeys.types.ts";

export type ChallengePurpose = "enrol" | "sign-in" | "step-up" | "link-enrol" | "link-proof";

export interface PasskeyRow extends StoredPasskey {
  readonly person_id: string;
}

const PASSKEY = sql`id, person_id, credential_id, public_key, counter, transports, multi_device, backed_up, name, created_at, last_used_at`;

export async function insertPasskey(db: Queryable, row: NewCredential & { readonly id: string; readonly personId: string; readonly name: string; readonly at: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.passkey (id, person_id, credential_id, public_key, counter, transports, multi_device, backed_up, name, created_at)
    VALUES (${row.id}, ${row.personId}, ${row.credentialId}, ${Buffer.from(row.publicKey)}, ${row.counter}, ${row.transports}, ${row.multiDevice}, ${row.backedUp}, ${row.name}, ${row.at})`);
}

export function listPasskeys(db: Queryable, personId: string): Promise<PasskeyRow[]> {
  return db.query(sql`SELECT ${PASSKEY} FROM access.passkey WHERE person_id = ${personId} AND removed_at IS NULL ORDER BY created_at, id`);
}

export function findPasskey(db: Queryable, credentialId: string): Promise<PasskeyRow | undefined> {
  return db.find(sql`SELECT ${PASSKEY} FROM access.passkey WHERE credential_id = ${credentialId} AND removed_at IS NULL`);
}

/** Keeps what an answer said; 0 when the passkey is gone or its counter has moved since it was read. */
export function notePasskeyUse(db: Queryable, row: { id: string; formerCounter: number; counter: number; backedUp: boolean; at: Date }): Promise<number> {
  return db.execute(sql`UPDATE access.passkey SET counter = ${row.counter}, backed_up = ${row.backedUp}, last_used_at = ${row.at} WHERE id = ${row.id} AND removed_at IS NULL AND counter = ${row.formerCounter}`);
}

export function removePasskey(db: Queryable, personId: string, id: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.passkey SET removed_at = ${at} WHERE id = ${id} AND person_id = ${personId} AND removed_at IS NULL`);
}

export function removePasskeysOf(db: Queryable, personId: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.passkey SET removed_at = ${at} WHERE person_id = ${personId} AND removed_at IS NULL`);
}

export async function insertChallenge(db: Queryable, row: { challengeHash: string; purpose: ChallengePurpose; personId: string | null; sessionId: string | null; expiresAt: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.challenge (challenge_hash, purpose, person_id, session_id, expires_at)
    VALUES (${row.challengeHash}, ${row.purpose}, ${row.personId}, ${row.sessionId}, ${row.expiresAt})`);
}

/** Uses a challenge up; 0 when it was never asked, was for something else, has ended or was answered before. */
export function useChallenge(db: Queryable, row: { challengeHash: string; purpose: ChallengePurpose; personId: string | null; sessionId: string | null; at: Date }): Promise<number> {
  return db.execute(sql`UPDATE access.challenge SET used_at = ${row.at} WHERE challenge_hash = ${row.challengeHash} AND purpose = ${row.purpose}
    AND person_id IS NOT DISTINCT FROM ${row.personId}::text AND session_id IS NOT DISTINCT FROM ${row.sessionId}::text AND used_at IS NULL AND expires_at > ${row.at}`);
}
