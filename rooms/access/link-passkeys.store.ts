import { sql, type Queryable } from "#rooms/platform";
import type { NewCredential, StoredPasskey } from "./passkeys.types.ts";

/** Whoever a room reaches by links of one audience. */
export interface Holder {
  readonly audience: string;
  readonly holder: string;
}

export interface LinkPasskeyRow extends StoredPasskey, Holder {}

const PASSKEY = sql`SELECT id, audience, holder, credential_id, public_key, counter, transports, multi_device, backed_up, name, created_at, last_used_at FROM access.link_passkey`;

export async function insertLinkPasskey(db: Queryable, row: Holder & NewCredential & { readonly id: string; readonly name: string; readonly at: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.link_passkey (id, audience, holder, credential_id, public_key, counter, transports, multi_device, backed_up, name, created_at)
    VALUES (${row.id}, ${row.audience}, ${row.holder}, ${row.credentialId}, ${Buffer.from(row.publicKey)}, ${row.counter}, ${row.transports}, ${row.multiDevice}, ${row.backedUp}, ${row.name}, ${row.at})`);
}

export function listLinkPasskeys(db: Queryable, { audience, holder }: Holder): Promise<LinkPasskeyRow[]> {
  return db.query(sql`${PASSKEY} WHERE audience = ${audience} AND holder = ${holder} AND removed_at IS NULL ORDER BY created_at, id`);
}

export function findLinkPasskey(db: Queryable, { audience, holder }: Holder, credentialId: string): Promise<LinkPasskeyRow | undefined> {
  return db.find(sql`${PASSKEY} WHERE audience = ${audience} AND holder = ${holder} AND credential_id = ${credentialId} AND removed_at IS NULL`);
}

/** Keeps what an answer said; 0 when the passkey is gone or its counter has moved since it was read. */
export function noteLinkPasskeyUse(db: Queryable, row: { readonly id: string; readonly formerCounter: number; readonly counter: number; readonly backedUp: boolean; readonly at: Date }): Promise<number> {
  return db.execute(sql`UPDATE access.link_passkey SET counter = ${row.counter}, backed_up = ${row.backedUp}, last_used_at = ${row.at} WHERE id = ${row.id} AND removed_at IS NULL AND counter = ${row.formerCounter}`);
}

export function removeLinkPasskey(db: Queryable, { audience, holder }: Holder, { id, at }: { readonly id: string; readonly at: Date }): Promise<number> {
  return db.execute(sql`UPDATE access.link_passkey SET removed_at = ${at} WHERE id = ${id} AND audience = ${audience} AND holder = ${holder} AND removed_at IS NULL`);
}

/** Which of these subjects' holders have passkeys, by the addresses that were mailed to. */
export function listBoundHolders(db: Queryable, audience: string, subjects: readonly string[]): Promise<(Holder & { readonly subject: string; readonly email: string | null; readonly passkeys: number })[]> {
  return db.query(sql`SELECT link.subject, link.audience, link.holder, max(link.email) AS email, count(DISTINCT key.id) AS passkeys
    FROM access.link link JOIN access.link_passkey key ON key.audience = link.audience AND key.holder = link.holder AND key.removed_at IS NULL
    WHERE link.audience = ${audience} AND link.subject = ANY(${subjects}::text[]) GROUP BY link.subject, link.audience, link.holder ORDER BY link.subject, link.holder`);
}

export function removeLinkPasskeysOf(db: Queryable, { audience, holder }: Holder, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.link_passkey SET removed_at = ${at} WHERE audience = ${audience} AND holder = ${holder} AND removed_at IS NULL`);
}

/** Ends every link of a holder; whom and what they were for, of those that still opened something. */
export function endLinksOf(db: Queryable, { audience, holder }: Holder, at: Date): Promise<{ readonly subject: string; readonly email: string | null }[]> {
  return db.query(sql`WITH ended AS (UPDATE access.link SET revoked_at = ${at} WHERE audience = ${audience} AND holder = ${holder} AND revoked_at IS NULL AND expires_at > ${at} RETURNING subject, email)
    SELECT subject, max(email) AS email FROM ended GROUP BY subject ORDER BY subject`);
}
