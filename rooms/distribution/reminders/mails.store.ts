import type { SetOperatorMail } from "#contracts/deployment";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_MAIL_WISH = ownedTable("distribution.mail_wish", ["organisation_id"], { key: "organisation_id" });
export const OWNED_MAIL_TICKET = ownedTable("distribution.mail_ticket", ["organisation_id"]);

export interface MailWishRow {
  readonly mails: SetOperatorMail["mails"];
  readonly says: SetOperatorMail["says"];
  readonly every_days: number;
  readonly tries_first: boolean;
  readonly last_sent_at: string | null;
  readonly bounced_at: string | null;
}

export function findMailWish(db: Queryable, organisationId: string): Promise<MailWishRow | undefined> {
  return db.find(sql`SELECT mails, says, every_days, tries_first, last_sent_at, bounced_at, ${ownerMark(OWNED_MAIL_WISH)} FROM distribution.mail_wish WHERE organisation_id = ${organisationId}`);
}

export async function upsertMailWish(tx: Transaction, row: MailWishRow & { readonly organisationId: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.mail_wish (organisation_id, mails, says, every_days, tries_first, last_sent_at, bounced_at, owner_seal)
    VALUES (${row.organisationId}, ${row.mails}, ${row.says}, ${row.every_days}, ${row.tries_first}, ${row.last_sent_at}, ${row.bounced_at}, ${sealOwner(OWNED_MAIL_WISH, row.organisationId, [row.organisationId])})
    ON CONFLICT (organisation_id) DO UPDATE SET mails = excluded.mails, says = excluded.says, every_days = excluded.every_days, tries_first = excluded.tries_first, last_sent_at = excluded.last_sent_at, bounced_at = excluded.bounced_at`);
}

export interface MailTicketRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly step_ids: readonly string[];
  readonly expires_at: string;
  readonly ended: boolean;
}

export interface NewMailTicket {
  readonly id: string;
  readonly organisationId: string;
  readonly secretHash: string;
  readonly stepIds: readonly string[];
  readonly at: Date;
  readonly expiresAt: Date;
}

/** 0 when this very mail was written before. */
export function insertMailTicket(tx: Transaction, row: NewMailTicket): Promise<number> {
  return tx.execute(sql`INSERT INTO distribution.mail_ticket (id, organisation_id, secret_hash, step_ids, at, expires_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.secretHash}, ${row.stepIds}, ${row.at}, ${row.expiresAt}, ${sealOwner(OWNED_MAIL_TICKET, row.id, [row.organisationId])}) ON CONFLICT (id) DO NOTHING`);
}

const TICKET = sql`SELECT id, organisation_id, step_ids, expires_at, ended, ${ownerMark(OWNED_MAIL_TICKET)} FROM distribution.mail_ticket`;

/** The mail that a reply's address belongs to; the secret is worth nothing for another operator. */
export function findMailTicket(db: Queryable, organisationId: string, secretHash: string): Promise<MailTicketRow | undefined> {
  return db.find(sql`${TICKET} WHERE organisation_id = ${organisationId} AND secret_hash = ${secretHash}`);
}

/** Counts an answer to a mail; false when it has had as many as it may. */
export async function takeMailAnswer(tx: Transaction, id: string, most: number): Promise<boolean> {
  return (await tx.execute(sql`UPDATE distribution.mail_ticket SET answers = answers + 1 WHERE id = ${id} AND answers < ${most}`)) === 1;
}

export async function endMailTickets(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`UPDATE distribution.mail_ticket SET ended = true WHERE organisation_id = ${organisationId} AND NOT ended`);
}

export async function deleteMailsOf(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.mail_ticket WHERE organisation_id = ${organisationId}`);
  await tx.execute(sql`DELETE FROM distribution.mail_wish WHERE organisation_id = ${organisationId}`);
}
