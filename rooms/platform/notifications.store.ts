import type { Queryable, Transaction } from "./database.ts";
import { json, sql } from "./sql.ts";

export interface NotificationRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
  readonly created_at: string;
  readonly read_at: string | null;
}

export interface MailRow {
  readonly id: string;
  readonly to_address: string;
  readonly subject: string;
  readonly body: string;
  readonly reply_to: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly sent_at: string | null;
}

export async function insertNotification(tx: Transaction, row: { id: string; personId: string; kind: string; title: string; body: string; link: string | null; at: Date; forgetAt: Date | null }): Promise<void> {
  await tx.execute(sql`INSERT INTO platform.notification (id, person_id, kind, title, body, link, created_at, forget_at)
    VALUES (${row.id}, ${row.personId}, ${row.kind}, ${row.title}, ${row.body}, ${row.link}, ${row.at}, ${row.forgetAt})`);
}

export async function insertMail(tx: Transaction, row: { id: string; to: string; subject: string; sealedBody: string; replyTo: string | null; headers: Readonly<Record<string, string>>; at: Date; forgetAt: Date | null }): Promise<void> {
  await tx.execute(sql`INSERT INTO platform.mail (id, to_address, subject, body, reply_to, headers, created_at, forget_at)
    VALUES (${row.id}, ${row.to}, ${row.subject}, ${row.sealedBody}, ${row.replyTo}, ${json(row.headers)}, ${row.at}, ${row.forgetAt})`);
}

/** A mail that is still to go out: neither sent nor to be forgotten by now. */
export function lockUnsentMail(tx: Transaction, id: string, now: Date): Promise<MailRow | undefined> {
  return tx.find<MailRow>(sql`SELECT id, to_address, subject, body, reply_to, headers, sent_at FROM platform.mail WHERE id = ${id} AND sent_at IS NULL AND (forget_at IS NULL OR forget_at > ${now}) FOR UPDATE`);
}

export async function markMailSent(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE platform.mail SET sent_at = ${at} WHERE id = ${id}`);
}

export function listNotifications(db: Queryable, personId: string, { now, limit }: { readonly now: Date; readonly limit: number }): Promise<NotificationRow[]> {
  return db.query<NotificationRow>(sql`SELECT id, kind, title, body, link, created_at, read_at FROM platform.notification
    WHERE person_id = ${personId} AND (forget_at IS NULL OR forget_at > ${now}) ORDER BY created_at DESC, written DESC LIMIT ${limit}`);
}

export function markNotificationRead(db: Queryable, personId: string, id: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE platform.notification SET read_at = coalesce(read_at, ${at}) WHERE id = ${id} AND person_id = ${personId} AND (forget_at IS NULL OR forget_at > ${at})`);
}

/** Deletes what was to be forgotten by now, from inboxes and from the outbox. */
export async function forgetNotices(db: Queryable, now: Date): Promise<void> {
  await db.execute(sql`SELECT platform.forget_notices(${now})`);
}
