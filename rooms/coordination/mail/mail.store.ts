import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface TicketRow {
  readonly id: string;
  readonly case_id: string;
  /** Both or neither: a participant's mail, and the thread that an answer goes to. */
  readonly participant_id: string | null;
  readonly thread_id: string | null;
  readonly hand_off_id: string | null;
  readonly sealed_address: string;
  readonly expires_at: string;
  readonly ended: boolean;
  readonly answers: number;
}

const TICKET = sql`SELECT id, case_id, participant_id, thread_id, hand_off_id, sealed_address, expires_at, ended, answers FROM coordination.mail_ticket`;

export interface NewTicket {
  readonly id: string;
  readonly caseId: string;
  readonly participantId: string | null;
  readonly threadId: string | null;
  readonly handOffId: string | null;
  readonly secretHash: string;
  readonly sealedAddress: string;
  readonly at: Date;
  readonly expiresAt: Date;
}

export async function insertTicket(tx: Transaction, row: NewTicket): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.mail_ticket (id, case_id, participant_id, thread_id, hand_off_id, secret_hash, sealed_address, at, expires_at)
    VALUES (${row.id}, ${row.caseId}, ${row.participantId}, ${row.threadId}, ${row.handOffId}, ${row.secretHash}, ${row.sealedAddress}, ${row.at}, ${row.expiresAt})`);
}

/** The mail that a reply's address belongs to; the secret is worth nothing in another case. */
export function findTicket(db: Queryable, caseId: string, secretHash: string): Promise<TicketRow | undefined> {
  return db.find(sql`${TICKET} WHERE case_id = ${caseId} AND secret_hash = ${secretHash}`);
}

/** Of the mails to the maintainer of the case's project; none but the house sees them all. */
export function listMaintainerTickets(db: Queryable, caseId: string): Promise<Pick<TicketRow, "id" | "sealed_address">[]> {
  return db.query(sql`SELECT id, sealed_address FROM coordination.mail_ticket WHERE case_id = ${caseId} AND participant_id IS NULL AND hand_off_id IS NULL ORDER BY at, id`);
}

/** Counts an answer to a mail; false when it has had as many as it may. */
export async function takeAnswer(tx: Transaction, id: string, most: number): Promise<boolean> {
  return (await tx.execute(sql`UPDATE coordination.mail_ticket SET answers = answers + 1 WHERE id = ${id} AND answers < ${most}`)) === 1;
}

/** The newest wish about all of a project's mails, and about those of one case. */
export async function findWishes(db: Queryable, { projectId, caseId }: { readonly projectId: string; readonly caseId: string }): Promise<{ readonly all: boolean; readonly one: boolean }> {
  const rows = await db.query<{ case_id: string | null; stopped: boolean }>(sql`SELECT DISTINCT ON (case_id) case_id, stopped FROM coordination.mail_wish
    WHERE project_id = ${projectId} AND (case_id IS NULL OR case_id = ${caseId}) ORDER BY case_id, written DESC`);
  const isStopped = (wanted: string | null) => rows.some((row) => row.case_id === wanted && row.stopped);
  return { all: isStopped(null), one: isStopped(caseId) };
}

export async function insertWish(tx: Transaction, row: { readonly id: string; readonly projectId: string; readonly caseId: string | null; readonly stopped: boolean; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.mail_wish (id, project_id, case_id, stopped, at) VALUES (${row.id}, ${row.projectId}, ${row.caseId}, ${row.stopped}, ${row.at})`);
}

export async function updateMailsStopped(tx: Transaction, participantId: string, at: Date | null): Promise<void> {
  await tx.execute(sql`UPDATE coordination.participant SET mails_stopped_at = ${at} WHERE id = ${participantId}`);
}
