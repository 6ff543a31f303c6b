import { MOST_FACTS_FILES, type FactsFile } from "#contracts/determination";
import { FILE_PART_BYTES, type ForEnclave } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { DeterminationRefusal } from "./determination.errors.ts";
import { deleteWaitingFile, findFile, insertFile, listOwnedFiles, listSentFiles, listWaitingFiles, markSent, type FileRow } from "./files.store.ts";

/*
 * Files that a developer gives to be considered with a request to look again. They are uploaded one by one and taken along
 * by that request; what was not taken along leaves to nobody. What is in a file is hostile: it is kept sealed by its digest,
 * crosses in parts of a closed form, and is never opened or shown here, only handed back as it came.
 */

const CARD = "determination.file";

interface Card {
  readonly fileName: string;
  readonly digest: string;
  readonly bytes: number;
}

interface OfRequest {
  readonly actor: Actor;
  readonly requestId: string;
}

/** Keeps a file for a coming request to look again. */
export async function giveFile(services: Services, { actor, requestId, fileName, bytes }: OfRequest & { readonly fileName: string; readonly bytes: Uint8Array }): Promise<void> {
  if (bytes.length === 0) throw new DeterminationRefusal("file-empty", "body: the file is empty", { field: "body" });
  await requireRoom(services.db, requestId);
  const digest = await services.artefacts.put(bytes);
  const id = newId("dfl");
  await services.db.inTransaction(async (tx) => {
    await requireRoom(tx, requestId);
    const card: Card = { fileName, digest, bytes: bytes.length };
    await insertFile(tx, { id, requestId, personId: actor.personId, sealedCard: services.keys.seal(CARD, sealedWith(id, requestId), JSON.stringify(card)), at: services.clock() });
    await appendEntry(services, tx, { kind: "determination.file-given", subject: requestId, by: actor, data: { fileId: id, digest }, visibleTo: [actor.organisationId] });
  });
}

/** Takes one back that was not sent yet. */
export async function takeFileBack(services: Services, { actor, requestId, fileId }: OfRequest & { readonly fileId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await findFile(tx, fileId);
    if (row?.request_id !== requestId) throw notFound();
    if ((await deleteWaitingFile(tx, fileId)) === 0) throw new DeterminationRefusal("file-sent", "fileId: this file was sent with a request, and stays with it", { field: "fileId" });
    await appendEntry(services, tx, { kind: "determination.file-taken-back", subject: requestId, by: actor, data: { fileId }, visibleTo: [actor.organisationId] });
  });
}

/** The file as it came, for its own developer; `requestId` is either the determination it was given for or the request it went with. */
export async function downloadFile(services: Services, { requestId, fileId }: { readonly requestId: string; readonly fileId: string }): Promise<{ readonly fileName: string; readonly bytes: Uint8Array }> {
  const row = await findFile(services.db, fileId);
  if (!row || (row.request_id !== requestId && row.sent_with !== requestId)) throw notFound();
  const { fileName, digest } = openCard(services, row);
  return { fileName, bytes: await services.artefacts.get(digest) };
}

export async function listWaiting(services: Services, requestId: string): Promise<FactsFile[]> {
  return (await listWaitingFiles(services.db, requestId)).map((row) => describe(services, row));
}

export async function listSent(services: Services, requestId: string): Promise<FactsFile[]> {
  return (await listSentFiles(services.db, requestId)).map((row) => describe(services, row));
}

/** Every file that a developer gave, for its own export, with what is in it. */
export async function exportFiles(services: Services, organisationId: string): Promise<readonly object[]> {
  const rows = await listOwnedFiles(services.db, organisationId);
  return Promise.all(rows.map(async (row) => ({ ...describe(services, row), givenFor: row.request_id, sentWith: row.sent_with, content: (await services.artefacts.get(openCard(services, row).digest)).toString("base64") })));
}

/** The request to look again takes these along, in its own transaction. */
export async function sendFilesWith(tx: Transaction, input: { readonly earlierId: string; readonly requestId: string; readonly fileIds: readonly string[] }): Promise<void> {
  for (const fileId of input.fileIds) {
    const row = await findFile(tx, fileId);
    if (row?.request_id !== input.earlierId || row.sent_with !== null || (await markSent(tx, fileId, input.requestId)) === 0) {
      throw new DeterminationRefusal("file-not-known", "files: one of these was not uploaded for this determination, or was sent already; upload it first", { field: "files" });
    }
  }
}

type Announced = Extract<ForEnclave, { kind: "reconsideration-requested" }>["files"];
type Part = Extract<ForEnclave, { kind: "facts-file-part" }>;

/** What crosses of the files of a request: their cards with it, and each in parts beside it. */
export async function packFiles(services: Services, tx: Transaction, requestId: string): Promise<{ readonly announced: NonNullable<Announced>; readonly parts: readonly { readonly name: string; readonly bundle: Part }[] }> {
  const announced: NonNullable<Announced> = [];
  const parts: { name: string; bundle: Part }[] = [];
  for (const row of await listSentFiles(tx, requestId)) {
    const { fileName, digest, bytes } = openCard(services, row);
    const content = await services.artefacts.get(digest);
    announced.push({ fileId: row.id, fileName, digest, bytes });
    for (let at = 0; at < content.length; at += FILE_PART_BYTES) {
      const part = at / FILE_PART_BYTES;
      parts.push({ name: `file-${row.id}-${part}.json`, bundle: { kind: "facts-file-part", requestId, fileId: row.id, part, content: content.subarray(at, at + FILE_PART_BYTES).toString("base64") } });
    }
  }
  return { announced, parts };
}

async function requireRoom(db: Queryable, requestId: string): Promise<void> {
  if ((await listWaitingFiles(db, requestId)).length >= MOST_FACTS_FILES) throw new DeterminationRefusal("files-full", `At most ${MOST_FACTS_FILES} files go with one request; take one back first, or pack several into one`, { field: "body" });
}

function describe(services: Services, row: FileRow): FactsFile {
  return { id: row.id, ...openCard(services, row), at: row.at };
}

function openCard({ keys }: Services, row: FileRow): Card {
  try {
    return JSON.parse(keys.open(CARD, sealedWith(row.id, row.request_id), row.sealed_card).toString("utf8")) as Card;
  } catch (cause) {
    throw new DeterminationRefusal("record-altered", "The record of a file was altered in the database; restore it from your backup.", { cause });
  }
}

/** Moved to another determination, a card opens no more. */
function sealedWith(id: string, requestId: string): string {
  return `${id} ${requestId}`;
}
