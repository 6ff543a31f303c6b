import type { z } from "zod";
import { MAX_CASE_FILE_BYTES, type caseFileList } from "#contracts/cases";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, PlatformRefusal, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { countFiles, findFile, insertFile, insertFileRead, listFileReads, listFiles, type FileRow } from "./case-work.store.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { nameParticipants } from "../participants/name-participants.ts";
import type { ThreadRow } from "./threads.store.ts";
import { requireOpenCase, requireThread } from "./threads.ts";

/*
 * Files of a thread: kept sealed by their digest, given to the thread's members and the coordinators alone, and each opening
 * of one on record. A file is handed over as bytes of no particular kind: nothing of it is ever shown by a browser.
 */
const FILES_PER_THREAD = 100;
const BYTES = "application/octet-stream";

type By = Pick<Actor, "personId" | "organisationId">;

export async function giveFile(services: Services, { actor, caseId, threadId, name, bytes }: { readonly actor: Actor; readonly caseId: string; readonly threadId: string; readonly name: string; readonly bytes: Uint8Array }): Promise<void> {
  const digest = await keepBytes(services, bytes);
  await services.db.inTransaction(async (tx) => {
    await requireOpenCase(tx, caseId);
    await fileIn(services, tx, { thread: await requireThread(tx, { caseId, threadId }), name, digest, size: bytes.length, givenBy: actor.personId, by: actor });
  });
}

/** Before the transaction: bytes that no file names in the end are no loss. */
export async function keepBytes(services: Services, bytes: Uint8Array): Promise<string> {
  if (bytes.length === 0 || bytes.length > MAX_CASE_FILE_BYTES) throw new PlatformRefusal("too-large", `content: a file holds 1 byte to ${MAX_CASE_FILE_BYTES} bytes`, { field: "content" });
  return services.artefacts.put(bytes);
}

export interface FileIn {
  readonly thread: ThreadRow;
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  /** A person's or a participant's id. */
  readonly givenBy: string;
  readonly by: By;
}

export async function fileIn(services: Services, tx: Transaction, { thread, name, digest, size, givenBy, by }: FileIn): Promise<void> {
  if ((await countFiles(tx, thread.id)) >= FILES_PER_THREAD) throw new CoordinationRefusal("too-many-messages", `A thread holds at most ${FILES_PER_THREAD} files; open another one.`);
  const id = newId("cfl");
  await insertFile(tx, { id, case_id: thread.case_id, thread_id: thread.id, sealed_card: services.keys.seal("case-file", id, JSON.stringify({ name, digest })), bytes: size, given_by: givenBy, givenAt: services.clock() });
  await appendEntry(services, tx, { kind: "coordination.file-given", subject: thread.case_id, by, data: { fileId: id, threadId: thread.id, digest, bytes: size } });
}

export function openFileCard(services: Services, { id, sealed_card }: Pick<FileRow, "id" | "sealed_card">): { readonly name: string; readonly digest: string } {
  return JSON.parse(services.keys.open("case-file", id, sealed_card).toString("utf8")) as { name: string; digest: string };
}

/** The bytes of a file, with who opened it first when on record. */
export async function takeFile(services: Services, { caseId, fileId, readerId, by }: { readonly caseId: string; readonly fileId: string; readonly readerId: string; readonly by: By }): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string; readonly fileName: string }> {
  const row = await requireFile(services.db, { caseId, fileId });
  const { name, digest } = openFileCard(services, row);
  await services.db.inTransaction(async (tx) => {
    const isFirst = (await insertFileRead(tx, { fileId, caseId, readerId, act: "opened", at: services.clock() })) === 1;
    if (isFirst) await appendEntry(services, tx, { kind: "coordination.file-opened", subject: caseId, by, data: { fileId, readerId } });
  });
  return { bytes: await services.artefacts.get(digest), mediaType: BYTES, fileName: name };
}

export async function acknowledgeFile(services: Services, tx: Transaction, { caseId, fileId, readerId, by }: { readonly caseId: string; readonly fileId: string; readonly readerId: string; readonly by: By }): Promise<void> {
  await requireFile(tx, { caseId, fileId });
  if ((await insertFileRead(tx, { fileId, caseId, readerId, act: "acknowledged", at: services.clock() })) === 1) await appendEntry(services, tx, { kind: "coordination.file-acknowledged", subject: caseId, by, data: { fileId, readerId } });
}

async function requireFile(db: Queryable, { caseId, fileId }: { readonly caseId: string; readonly fileId: string }): Promise<FileRow> {
  const row = await findFile(db, fileId);
  if (row?.case_id !== caseId) throw notFound();
  return row;
}

export async function showFiles(services: Services, caseId: string): Promise<z.infer<typeof caseFileList>> {
  const reads = await listFileReads(services.db, caseId);
  const names = await nameParticipants(services, services.db, caseId);
  const nameOf = async (id: string) => names.get(id)?.name ?? (await findPersonCard(services.db, id))?.name ?? "";
  const files = (await listFiles(services.db, caseId)).map(async (row) => ({
    id: row.id, threadId: row.thread_id, name: openFileCard(services, row).name, bytes: row.bytes, byName: await nameOf(row.given_by), at: row.at,
    reads: await Promise.all(reads.filter(({ file_id }) => file_id === row.id).map(async ({ reader_id, act, at }) => ({ readerId: reader_id, name: await nameOf(reader_id), act, at }))),
  }));
  return { files: await Promise.all(files) };
}
