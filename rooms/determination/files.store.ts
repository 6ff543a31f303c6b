import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface FileRow {
  readonly id: string;
  /** The determination that is to be looked at again. */
  readonly request_id: string;
  /** The request that took it along; null until then. */
  readonly sent_with: string | null;
  readonly person_id: string;
  readonly sealed_card: string;
  readonly at: string;
}

const FILE = sql`id, request_id, sent_with, person_id, sealed_card, at FROM determination.file`;

export async function insertFile(tx: Transaction, row: { id: string; requestId: string; personId: string; sealedCard: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO determination.file (id, request_id, person_id, sealed_card, at) VALUES (${row.id}, ${row.requestId}, ${row.personId}, ${row.sealedCard}, ${row.at})`);
}

export function findFile(db: Queryable, id: string): Promise<FileRow | undefined> {
  return db.find(sql`SELECT ${FILE} WHERE id = ${id}`);
}

/** Uploaded and not sent with anything yet. */
export function listWaitingFiles(db: Queryable, requestId: string): Promise<FileRow[]> {
  return db.query(sql`SELECT ${FILE} WHERE request_id = ${requestId} AND sent_with IS NULL ORDER BY sequence`);
}

export function listSentFiles(db: Queryable, requestId: string): Promise<FileRow[]> {
  return db.query(sql`SELECT ${FILE} WHERE sent_with = ${requestId} ORDER BY sequence`);
}

/** 0 when it was sent meanwhile. */
export function deleteWaitingFile(tx: Transaction, id: string): Promise<number> {
  return tx.execute(sql`DELETE FROM determination.file WHERE id = ${id} AND sent_with IS NULL`);
}

export function markSent(tx: Transaction, id: string, requestId: string): Promise<number> {
  return tx.execute(sql`UPDATE determination.file SET sent_with = ${requestId} WHERE id = ${id} AND sent_with IS NULL`);
}

export function listOwnedFiles(db: Queryable, organisationId: string): Promise<FileRow[]> {
  return db.query(sql`SELECT f.id, f.request_id, f.sent_with, f.person_id, f.sealed_card, f.at FROM determination.file f JOIN determination.request r ON r.id = f.request_id WHERE r.organisation_id = ${organisationId} ORDER BY f.sequence`);
}
