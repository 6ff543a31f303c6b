import type { Queryable } from "#rooms/platform";
import { json, sql } from "#rooms/platform";
import { principalsOf } from "./sessions.store.ts";

export interface ClientRow {
  readonly id: string;
  readonly person_id: string;
  readonly organisation_id: string;
  readonly made_by: string;
  readonly made_by_name: string;
  readonly name: string;
  readonly scopes: string[];
  readonly secret_hash: string | null;
  readonly public_key: Readonly<Record<string, string>> | null;
  readonly created_at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
  readonly last_used_at: string | null;
}

/** A token's client as it stands now: its own roles and its maker's, of which only what both hold counts. */
export interface TokenRow {
  readonly client_id: string;
  readonly made_by: string;
  readonly person_id: string;
  readonly organisation_id: string;
  readonly roles: string[];
  readonly maker_roles: string[];
  readonly scopes: string[];
  readonly key_thumbprint: string;
  readonly principals: string[];
  readonly last_used_at: string | null;
  readonly exercise: boolean;
}

const CLIENT = sql`c.id, c.person_id, c.organisation_id, c.made_by, m.name AS made_by_name, c.name, c.scopes, c.secret_hash, c.public_key, c.created_at, c.expires_at, c.revoked_at, c.last_used_at
  FROM access.client c JOIN access.person m ON m.id = c.made_by`;

export interface NewClient {
  readonly id: string;
  readonly personId: string;
  readonly organisationId: string;
  readonly madeBy: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly secretHash: string | null;
  readonly publicKey: object | null;
  readonly at: Date;
  readonly expiresAt: Date;
}

export async function insertClient(db: Queryable, row: NewClient): Promise<void> {
  await db.execute(sql`INSERT INTO access.client (id, person_id, organisation_id, made_by, name, scopes, secret_hash, public_key, created_at, expires_at)
    VALUES (${row.id}, ${row.personId}, ${row.organisationId}, ${row.madeBy}, ${row.name}, ${row.scopes}, ${row.secretHash}, ${row.publicKey === null ? null : json(row.publicKey)}, ${row.at}, ${row.expiresAt})`);
}

export function findClient(db: Queryable, id: string): Promise<ClientRow | undefined> {
  return db.find(sql`SELECT ${CLIENT} WHERE c.id = ${id}`);
}

export function findLiveClient(db: Queryable, id: string, now: Date): Promise<ClientRow | undefined> {
  return db.find(sql`SELECT ${CLIENT} WHERE c.id = ${id} AND c.revoked_at IS NULL AND c.expires_at > ${now} AND m.left_at IS NULL`);
}

/** Of an organisation, or of one maker within it. */
export function listClients(db: Queryable, organisationId: string, madeBy: string | null): Promise<ClientRow[]> {
  return db.query(sql`SELECT ${CLIENT} WHERE c.organisation_id = ${organisationId} AND (${madeBy}::text IS NULL OR c.made_by = ${madeBy}) ORDER BY c.created_at DESC, c.id LIMIT 500`);
}

/** All of an organisation that still open something. */
export function listLiveClients(db: Queryable, organisationId: string, now: Date): Promise<ClientRow[]> {
  return db.query(sql`SELECT ${CLIENT} WHERE c.organisation_id = ${organisationId} AND c.revoked_at IS NULL AND c.expires_at > ${now} ORDER BY c.created_at, c.id`);
}

export async function replaceClientSecret(db: Queryable, id: string, secretHash: string): Promise<void> {
  await db.execute(sql`UPDATE access.client SET secret_hash = ${secretHash}, public_key = NULL WHERE id = ${id}`);
}

export function revokeClient(db: Queryable, id: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.client SET revoked_at = ${at} WHERE id = ${id} AND revoked_at IS NULL`);
}

export function revokeClientsOf(db: Queryable, madeBy: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.client SET revoked_at = ${at} WHERE made_by = ${madeBy} AND revoked_at IS NULL`);
}

export async function deleteTokensOf(db: Queryable, clientId: string): Promise<void> {
  await db.execute(sql`DELETE FROM access.client_token WHERE client_id = ${clientId}`);
}

export async function insertClientToken(db: Queryable, row: { tokenHash: string; clientId: string; keyThumbprint: string; scopes: readonly string[]; at: Date; expiresAt: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.client_token (token_hash, client_id, key_thumbprint, scopes, created_at, expires_at)
    VALUES (${row.tokenHash}, ${row.clientId}, ${row.keyThumbprint}, ${row.scopes}, ${row.at}, ${row.expiresAt})`);
}

export function findClientToken(db: Queryable, tokenHash: string, now: Date): Promise<TokenRow | undefined> {
  return db.find(sql`SELECT c.id AS client_id, c.person_id, c.made_by, c.organisation_id, p.roles, m.roles AS maker_roles, t.scopes, t.key_thumbprint, c.last_used_at, o.exercise, ${principalsOf(sql`c.organisation_id`, now)} AS principals
    FROM access.client_token t JOIN access.client c ON c.id = t.client_id JOIN access.person p ON p.id = c.person_id JOIN access.person m ON m.id = c.made_by JOIN access.organisation o ON o.id = c.organisation_id
    WHERE t.token_hash = ${tokenHash} AND t.expires_at > ${now} AND c.revoked_at IS NULL AND c.expires_at > ${now} AND m.left_at IS NULL`);
}

export async function touchClient(db: Queryable, id: string, at: Date): Promise<void> {
  await db.execute(sql`UPDATE access.client SET last_used_at = ${at} WHERE id = ${id}`);
}

/** Remembers a proof; 0 when it was seen before. */
export function insertProof(db: Queryable, proofHash: string, expiresAt: Date): Promise<number> {
  return db.execute(sql`INSERT INTO access.proof_seen (proof_hash, expires_at) VALUES (${proofHash}, ${expiresAt}) ON CONFLICT DO NOTHING`);
}

/** Forgets what ended before this instant: it would be refused by its end alone. */
export async function deleteSpentProofs(db: Queryable, before: Date): Promise<void> {
  await db.execute(sql`DELETE FROM access.proof_seen WHERE expires_at <= ${before}`);
  await db.execute(sql`DELETE FROM access.client_token WHERE expires_at <= ${before}`);
  await db.execute(sql`DELETE FROM access.proof_request WHERE expires_at <= ${before}`);
  await db.execute(sql`DELETE FROM access.challenge WHERE expires_at <= ${before}`);
  await db.execute(sql`DELETE FROM access.provider_attempt WHERE expires_at <= ${before}`);
}
