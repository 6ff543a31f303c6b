import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

const keepers = ["clearinghouse-analyst"];
export const OWNED_NOTE = ownedTable("coordination.note", ["case_id", "person_id"], { keepers });
export const OWNED_DRAFT = ownedTable("coordination.draft", ["case_id", "person_id"], { keepers });
export const OWNED_FILE = ownedTable("coordination.file", ["case_id", "thread_id"], { keepers });
export const OWNED_TASK = ownedTable("coordination.task", ["case_id"], { keepers });

export interface NoteRow {
  readonly id: string;
  readonly person_id: string;
  readonly sealed: string;
  readonly at: string;
}

export async function insertNote(tx: Transaction, row: { id: string; caseId: string; personId: string; sealed: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.note (id, case_id, person_id, sealed, at, owner_seal) VALUES (${row.id}, ${row.caseId}, ${row.personId}, ${row.sealed}, ${row.at}, ${sealOwner(OWNED_NOTE, row.id, [row.caseId, row.personId])})`);
}

/** The newest 200. */
export function listNotes(db: Queryable, caseId: string): Promise<NoteRow[]> {
  return db.query(sql`SELECT id, person_id, sealed, at, ${ownerMark(OWNED_NOTE)} FROM coordination.note WHERE case_id = ${caseId} ORDER BY at DESC, id DESC LIMIT 200`);
}

export interface DraftRow {
  readonly id: string;
  readonly version: number;
  readonly case_id: string;
  readonly sealed: string;
  readonly person_id: string;
  readonly at: string;
}

const DRAFT = sql`d.id, d.version, d.case_id, d.sealed, d.person_id, d.at, ${ownerMark(OWNED_DRAFT, "d")} FROM coordination.draft d`;

export async function insertDraft(tx: Transaction, row: { id: string; version: number; caseId: string; personId: string; sealed: string; at: Date; sharedWith: readonly string[] }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.draft (id, version, case_id, sealed, person_id, at, owner_seal)
    VALUES (${row.id}, ${row.version}, ${row.caseId}, ${row.sealed}, ${row.personId}, ${row.at}, ${sealOwner(OWNED_DRAFT, row.id, [row.caseId, row.personId])})`);
  await tx.execute(sql`INSERT INTO coordination.draft_share (draft_id, version, participant_id, shared_at) SELECT ${row.id}, ${row.version}, participant, ${row.at} FROM unnest(${[...row.sharedWith]}::text[]) AS participant`);
}

export function findLastDraft(db: Queryable, id: string): Promise<DraftRow | undefined> {
  return db.find(sql`SELECT ${DRAFT} WHERE d.id = ${id} ORDER BY d.version DESC LIMIT 1`);
}

/** The newest 100 versions. */
export function listDrafts(db: Queryable, caseId: string): Promise<DraftRow[]> {
  return db.query(sql`SELECT ${DRAFT} WHERE d.case_id = ${caseId} ORDER BY d.at DESC, d.id, d.version DESC LIMIT 100`);
}

export interface ShareRow {
  readonly draft_id: string;
  readonly version: number;
  readonly participant_id: string;
  readonly acknowledged_at: string | null;
}

export function listShares(db: Queryable, draftIds: readonly string[]): Promise<ShareRow[]> {
  return db.query(sql`SELECT draft_id, version, participant_id, acknowledged_at FROM coordination.draft_share WHERE draft_id = ANY (${draftIds}) ORDER BY participant_id`);
}

export function listSharedDrafts(db: Queryable, participantId: string): Promise<(DraftRow & { readonly acknowledged_at: string | null })[]> {
  return db.query(sql`SELECT s.acknowledged_at, ${DRAFT} JOIN coordination.draft_share s ON s.draft_id = d.id AND s.version = d.version WHERE s.participant_id = ${participantId} ORDER BY d.at DESC, d.id LIMIT 100`);
}

/** 0 when this version was not shared with them, or was acknowledged before. */
export function acknowledgeDraft(tx: Transaction, row: { readonly draftId: string; readonly version: number; readonly participantId: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`UPDATE coordination.draft_share SET acknowledged_at = ${row.at} WHERE draft_id = ${row.draftId} AND version = ${row.version} AND participant_id = ${row.participantId} AND acknowledged_at IS NULL`);
}

export interface FileRow {
  readonly id: string;
  readonly case_id: string;
  readonly thread_id: string;
  readonly sealed_card: string;
  readonly bytes: number;
  readonly given_by: string;
  readonly at: string;
}

const FILE = sql`f.id, f.case_id, f.thread_id, f.sealed_card, f.bytes, f.given_by, f.at, ${ownerMark(OWNED_FILE, "f")} FROM coordination.file f`;

export async function insertFile(tx: Transaction, row: Omit<FileRow, "at"> & { readonly givenAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.file (id, case_id, thread_id, sealed_card, bytes, given_by, at, owner_seal)
    VALUES (${row.id}, ${row.case_id}, ${row.thread_id}, ${row.sealed_card}, ${row.bytes}, ${row.given_by}, ${row.givenAt}, ${sealOwner(OWNED_FILE, row.id, [row.case_id, row.thread_id])})`);
}

export function findFile(db: Queryable, id: string): Promise<FileRow | undefined> {
  return db.find(sql`SELECT ${FILE} WHERE f.id = ${id}`);
}

export function listFiles(db: Queryable, caseId: string): Promise<FileRow[]> {
  return db.query(sql`SELECT ${FILE} WHERE f.case_id = ${caseId} ORDER BY f.at DESC, f.id LIMIT 200`);
}

export async function countFiles(db: Queryable, threadId: string): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM coordination.file WHERE thread_id = ${threadId}`))?.count ?? 0;
}

export interface FileReadRow {
  readonly file_id: string;
  readonly reader_id: string;
  readonly act: "opened" | "acknowledged";
  readonly at: string;
}

/** 0 when it is on record already. */
export function insertFileRead(db: Queryable, row: { readonly fileId: string; readonly caseId: string; readonly readerId: string; readonly act: FileReadRow["act"]; readonly at: Date }): Promise<number> {
  return db.execute(sql`INSERT INTO coordination.file_read (file_id, case_id, reader_id, act, at) VALUES (${row.fileId}, ${row.caseId}, ${row.readerId}, ${row.act}, ${row.at}) ON CONFLICT DO NOTHING`);
}

export function listFileReads(db: Queryable, caseId: string): Promise<FileReadRow[]> {
  return db.query(sql`SELECT file_id, reader_id, act, at FROM coordination.file_read WHERE case_id = ${caseId} ORDER BY at, reader_id`);
}

export interface TaskRow {
  readonly id: string;
  readonly case_id: string;
  readonly kind: "asked" | "silence";
  readonly sealed: string;
  readonly participant_id: string | null;
  readonly person_id: string | null;
  readonly due_at: string;
  readonly at: string;
  readonly done_at: string | null;
}

const TASK = sql`t.id, t.case_id, t.kind, t.sealed, t.participant_id, t.person_id, t.due_at, t.at, t.done_at, ${ownerMark(OWNED_TASK, "t")} FROM coordination.task t`;

export async function insertTask(tx: Transaction, row: { id: string; caseId: string; kind: TaskRow["kind"]; sealed: string; participantId: string | null; personId: string | null; dueAt: Date; askedBy: string | null; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.task (id, case_id, kind, sealed, participant_id, person_id, due_at, asked_by, at, owner_seal)
    VALUES (${row.id}, ${row.caseId}, ${row.kind}, ${row.sealed}, ${row.participantId}, ${row.personId}, ${row.dueAt}, ${row.askedBy}, ${row.at}, ${sealOwner(OWNED_TASK, row.id, [row.caseId])})`);
}

export function findTask(db: Queryable, id: string): Promise<TaskRow | undefined> {
  return db.find(sql`SELECT ${TASK} WHERE t.id = ${id}`);
}

/** What is open first, soonest first. */
export function listTasks(db: Queryable, caseId: string): Promise<TaskRow[]> {
  return db.query(sql`SELECT ${TASK} WHERE t.case_id = ${caseId} ORDER BY t.done_at IS NOT NULL, t.due_at, t.id LIMIT 200`);
}

/** One task for one silence: its id follows from the participant's, so that a job that runs twice makes it once. */
export function silenceTask(participantId: string): string {
  return `silence${participantId.slice(participantId.indexOf("_"))}`;
}

/** 0 when it was done before. */
export function finishTask(tx: Transaction, row: { readonly id: string; readonly by: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`UPDATE coordination.task SET done_at = ${row.at}, done_by = ${row.by} WHERE id = ${row.id} AND done_at IS NULL`);
}

/** 0 when it is done, or whoever has it was reminded before. */
export function markReminded(tx: Transaction, id: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE coordination.task SET reminded_at = ${at} WHERE id = ${id} AND done_at IS NULL AND reminded_at IS NULL`);
}
