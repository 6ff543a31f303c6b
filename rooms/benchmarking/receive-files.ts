import type { RequestFile } from "#contracts/benchmarking";
import { FILE_PART_BYTES, type ToEnclave } from "#contracts/exchange";
import { sha256Hex } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { notFound, SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { deleteParts, findRequestFile, insertPart, insertRequestFile, listParts, listRequestFiles, lockRequestFile, setFileState, type RequestFileRow } from "./files.store.ts";
import { openRecord, sealRecord } from "./sealed-records.ts";

/*
 * Files that a developer gave to be considered. The request announces each with its digest; they come in parts, and count as
 * here once whole and of that digest. What is in one is hostile: it is never opened here, and handed to the analyst and the
 * Director as a download and nothing else.
 *
 *   awaited → here | refused (what came is not what was announced)
 */

type Announced = Extract<ToEnclave, { kind: "reconsideration-requested" }>["files"][number];

const cardId = (id: string, requestId: string): string => `${id} ${requestId}`;

function openCard(services: Services, row: RequestFileRow): Announced {
  return openRecord(services, "file", cardId(row.id, row.request_id), row.sealed_card) as Announced;
}

export async function announceFiles(services: Services, tx: Transaction, { requestId, files }: { readonly requestId: string; readonly files: readonly Announced[] }): Promise<void> {
  for (const file of files) {
    // An id that was announced before is another request's file; the first stays what it is.
    if (!(await findRequestFile(tx, file.fileId))) await insertRequestFile(tx, { id: file.fileId, requestId, sealedCard: sealRecord(services, "file", cardId(file.fileId, requestId), file) });
  }
}

/** Keeps a part, and the file with the last of them. A part of nothing that was announced is dropped. */
export async function receivePart(services: Services, tx: Transaction, bundle: Extract<ToEnclave, { kind: "facts-file-part" }>): Promise<void> {
  const { fileId, requestId, part, content } = bundle;
  const row = await lockRequestFile(tx, fileId);
  if (row?.request_id !== requestId || row.state !== "awaited") return;
  const card = openCard(services, row);
  const wanted = Math.ceil(card.bytes / FILE_PART_BYTES);
  if (part >= wanted) return;
  await insertPart(tx, { fileId, part, sealedContent: services.keys.seal("benchmarking.file-part", `${fileId} ${part}`, content) });
  const parts = await listParts(tx, fileId);
  if (parts.length < wanted) return;
  const bytes = Buffer.concat(parts.map((one) => Buffer.from(services.keys.open("benchmarking.file-part", `${fileId} ${one.part}`, one.sealed_content).toString("utf8"), "base64")));
  const state = bytes.length === card.bytes && sha256Hex(bytes) === card.digest ? "here" : "refused";
  if (state === "here") await services.artefacts.put(bytes);
  await deleteParts(tx, fileId);
  await setFileState(tx, fileId, state);
  await appendEntry(services, tx, { kind: "benchmarking.file-received", subject: requestId, by: SYSTEM_ACTOR, data: { fileId, state, digest: card.digest } });
}

export async function showFiles(services: Services, requestId: string): Promise<RequestFile[]> {
  return (await listRequestFiles(services.db, requestId)).map((row) => {
    const { fileName, digest, bytes } = openCard(services, row);
    return { id: row.id, fileName, digest, bytes, state: row.state };
  });
}

export async function downloadRequestFile(services: Services, { requestId, fileId }: { readonly requestId: string; readonly fileId: string }): Promise<{ readonly fileName: string; readonly bytes: Uint8Array }> {
  const row = await findRequestFile(services.db, fileId);
  if (row?.request_id !== requestId || row.state !== "here") throw notFound();
  const { fileName, digest } = openCard(services, row);
  return { fileName, bytes: await services.artefacts.get(digest) };
}
