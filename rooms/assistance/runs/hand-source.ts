import { createHash } from "node:crypto";
import { MAX_SOURCE_BYTES } from "#contracts/assistance";
import { BundleError, readSourceArchive } from "#engines/verification";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, OutboundError, type Actor, type Services } from "#rooms/platform";
import { SCAN_SEAL, type ScanDetails } from "../ask-scan.ts";
import { AssistanceRefusal } from "../assistance.errors.ts";
import { lockScan } from "../scan.store.ts";
import { deleteScanFiles, insertScanFile } from "./scan-files.store.ts";

const FETCH_MS = 60_000;

interface OfScan {
  readonly actor: Actor;
  readonly id: string;
}

/**
 * The operator hands over what is to be examined: from here on the scan is of exactly this content, and its keyed digest
 * with the evidence that it is theirs stands in the ledger (INV-17). Attacker-controlled: read once here, run in the sandbox only.
 */
export async function handSource(services: Services, { actor, id, bytes }: OfScan & { readonly bytes: Uint8Array }): Promise<void> {
  await readSource(bytes);
  const digest = createHash("sha256").update(bytes).digest("hex");
  await services.db.inTransaction(async (tx) => {
    const row = await lockScan(tx, id);
    if (!row) throw notFound();
    if (row.system_kind !== "source-code") throw new AssistanceRefusal("no-source", "The scan is of something else than source code; ask for another one for it.");
    const isUnderWay = row.run_state === "waiting" || row.run_state === "running";
    if ((row.state !== "asked" && row.state !== "taken") || isUnderWay) throw new AssistanceRefusal("not-in-that-state", `The scan is ${isUnderWay ? "under way" : row.state}; what is examined cannot be changed now.`);
    const { evidence } = JSON.parse(services.keys.open(SCAN_SEAL, id, row.sealed_details).toString("utf8")) as ScanDetails;
    await deleteScanFiles(tx, id, ["source"]);
    const fileId = newId("scf");
    await insertScanFile(tx, { id: fileId, scanId: id, organisationId: row.organisation_id, kind: "source", digest, bytes: bytes.length, sealed: services.keys.seal(SCAN_SEAL, fileId, bytes), at: services.clock() });
    await appendEntry(services, tx, { kind: "assistance.scan-scope-set", subject: id, by: actor, data: { authorisation: services.keys.keyedHash(SCAN_SEAL, JSON.stringify([id, digest, evidence])) }, visibleTo: [row.organisation_id] });
  });
}

/** The same from an address of the operator's. It is fetched now, once, so that nothing else is examined later. */
export async function fetchSource(services: Services, { url, ...of }: OfScan & { readonly url: string }): Promise<void> {
  let bytes: Uint8Array;
  try {
    const response = await services.fetch(url, { redirect: "follow", maxBytes: MAX_SOURCE_BYTES, timeoutMs: FETCH_MS });
    if (!response.ok) throw notThere(`it answered ${response.status}`);
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    if (cause instanceof AssistanceRefusal) throw cause;
    throw notThere(cause instanceof OutboundError ? cause.message : "it did not answer in time", cause);
  }
  await handSource(services, { ...of, bytes });
}

/** The files of a source archive. @throws AssistanceRefusal */
export async function readSource(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  try {
    const files = await readSourceArchive(bytes, "source");
    if (files.size > 0) return files;
  } catch (cause) {
    if (!(cause instanceof BundleError)) throw cause;
    throw new AssistanceRefusal("not-a-source", `${cause.message}. Pack the source with tar, with or without gzip.`, { field: "source", cause });
  }
  throw new AssistanceRefusal("not-a-source", "source: there is no file in it. Pack the source with tar, with or without gzip.", { field: "source" });
}

function notThere(why: string, cause?: unknown): AssistanceRefusal {
  return new AssistanceRefusal("source-not-there", `url: nothing could be fetched from there: ${why}. Check it, or upload the archive.`, { field: "url", cause });
}
