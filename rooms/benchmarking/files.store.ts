import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface RequestFileRow {
  readonly id: string;
  readonly request_id: string;
  readonly sealed_card: string;
  /** `refused`: what came is not what was announced. */
  readonly state: "awaited" | "here" | "refused";
}

const FILE = sql`id, request_id, sealed_card, state FROM benchmarking.request_file`;

export async function insertRequestFile(tx: Transaction, row: { id: string; requestId: string; sealedCard: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.request_file (id, request_id, sealed_card, state) VALUES (${row.id}, ${row.requestId}, ${row.sealedCard}, 'awaited')`);
}

export function findRequestFile(db: Queryable, id: string): Promise<RequestFileRow | undefined> {
  return db.find(sql`SELECT ${FILE} WHERE id = ${id}`);
}

export function lockRequestFile(tx: Transaction, id: string): Promise<RequestFileRow | undefined> {
  return tx.find(sql`SELECT ${FILE} WHERE id = ${id} FOR UPDATE`);
}

export function listRequestFiles(db: Queryable, requestId: string): Promise<RequestFileRow[]> {
  return db.query(sql`SELECT ${FILE} WHERE request_id = ${requestId} ORDER BY sequence`);
}

export async function setFileState(tx: Transaction, id: string, state: RequestFileRow["state"]): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.request_file SET state = ${state} WHERE id = ${id}`);
}

/** The first one of a place counts. */
export async function insertPart(tx: Transaction, row: { fileId: string; part: number; sealedContent: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.file_part (file_id, part, sealed_content) VALUES (${row.fileId}, ${row.part}, ${row.sealedContent}) ON CONFLICT DO NOTHING`);
}

export function listParts(tx: Transaction, fileId: string): Promise<{ readonly part: number; readonly sealed_content: string }[]> {
  return tx.query(sql`SELECT part, sealed_content FROM benchmarking.file_part WHERE file_id = ${fileId} ORDER BY part`);
}

export async function deleteParts(tx: Transaction, fileId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM benchmarking.file_part WHERE file_id = ${fileId}`);
}
