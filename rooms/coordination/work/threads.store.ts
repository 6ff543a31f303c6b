import { ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";
import { OWNED_MESSAGE, OWNED_THREAD, type MessageRow } from "../coordination.store.ts";

export interface ThreadRow {
  readonly id: string;
  readonly case_id: string;
  /** Null: the thread with the project's maintainer. */
  readonly sealed_title: string | null;
  readonly last_at: string;
  readonly members: readonly string[];
}

export interface ThreadLine extends ThreadRow {
  readonly messages: number;
  readonly unread: number;
}

const THREAD = sql`t.id, t.case_id, t.sealed_title, t.last_at, coalesce((SELECT array_agg(m.participant_id ORDER BY m.participant_id) FROM coordination.thread_member m WHERE m.thread_id = t.id), '{}') AS members, ${ownerMark(OWNED_THREAD, "t")}`;

export async function insertThread(tx: Transaction, row: { id: string; caseId: string; sealedTitle: string; members: readonly string[]; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.thread (id, case_id, sealed_title, opened_at, last_at, owner_seal) VALUES (${row.id}, ${row.caseId}, ${row.sealedTitle}, ${row.at}, ${row.at}, ${sealOwner(OWNED_THREAD, row.id, [row.caseId])})`);
  await tx.execute(sql`INSERT INTO coordination.thread_member (thread_id, participant_id, added_at) SELECT ${row.id}, participant, ${row.at} FROM unnest(${[...row.members]}::text[]) AS participant`);
}

export function findThread(db: Queryable, id: string): Promise<ThreadRow | undefined> {
  return db.find(sql`SELECT ${THREAD} FROM coordination.thread t WHERE t.id = ${id}`);
}

export interface Cursor {
  readonly at: string;
  readonly id: string;
}

/** The most recently written in first, with what the reader has not read of others' messages. */
export function listThreads(db: Queryable, { caseId, reader, after, limit }: { readonly caseId: string; readonly reader: string; readonly after: Cursor | undefined; readonly limit: number }): Promise<ThreadLine[]> {
  return db.query(sql`SELECT ${THREAD},
      (SELECT count(*) FROM coordination.message m WHERE m.thread_id = t.id) AS messages,
      (SELECT count(*) FROM coordination.message m WHERE m.thread_id = t.id AND m.from_party <> 'coordinator'
        AND m.at > coalesce((SELECT r.read_at FROM coordination.thread_read r WHERE r.thread_id = t.id AND r.reader_id = ${reader}), '-infinity')) AS unread
    FROM coordination.thread t WHERE t.case_id = ${caseId} AND (${after === undefined} OR (t.last_at, t.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::text))
    ORDER BY t.last_at DESC, t.id DESC LIMIT ${limit}`);
}

/** The one that began with them, which is their own. */
export async function findFirstThread(db: Queryable, participantId: string): Promise<string | undefined> {
  return (await db.find<{ id: string }>(sql`SELECT t.id FROM coordination.thread t JOIN coordination.thread_member m ON m.thread_id = t.id WHERE m.participant_id = ${participantId} ORDER BY t.opened_at, t.id LIMIT 1`))?.id;
}

/** The threads that a participant is a member of. */
export function listThreadsOf(db: Queryable, participantId: string): Promise<ThreadRow[]> {
  return db.query(sql`SELECT ${THREAD} FROM coordination.thread t WHERE EXISTS (SELECT FROM coordination.thread_member m WHERE m.thread_id = t.id AND m.participant_id = ${participantId}) ORDER BY t.last_at DESC, t.id LIMIT 100`);
}

export type ThreadMessageRow = MessageRow & { readonly thread_id: string; readonly participant_id: string | null };

/** The newest of a thread, oldest of them first. */
export async function listThreadMessages(db: Queryable, threadId: string, limit: number): Promise<ThreadMessageRow[]> {
  const rows = await db.query<ThreadMessageRow>(sql`SELECT id, thread_id, participant_id, from_party, channel, sealed, at, ${ownerMark(OWNED_MESSAGE)} FROM coordination.message WHERE thread_id = ${threadId} ORDER BY at DESC, id DESC LIMIT ${limit}`);
  return rows.toReversed();
}

export async function countThreadMessages(db: Queryable, threadId: string): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM coordination.message WHERE thread_id = ${threadId}`))?.count ?? 0;
}

export async function markThreadRead(db: Queryable, row: { readonly threadId: string; readonly reader: string; readonly at: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO coordination.thread_read (thread_id, reader_id, read_at) VALUES (${row.threadId}, ${row.reader}, ${row.at}) ON CONFLICT (thread_id, reader_id) DO UPDATE SET read_at = greatest(coordination.thread_read.read_at, excluded.read_at)`);
}
