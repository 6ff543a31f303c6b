import { MAX_RECORD_BYTES, MAX_RECORDS, MOST_TOLD, type ImportQuery, type ImportReceipt, type ScannerFormat } from "#contracts/agency-workbench";
import { appendEntry } from "#rooms/audit";
import { newId, Refusal, type Actor, type Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { beginForensics } from "../forensics/begin-forensics.ts";
import { InstancesRefusal } from "../instances.errors.ts";
import { fixGone, proposeGone } from "./detections.store.ts";
import { hearOf } from "./hear-of-import.ts";
import { endForgottenImports, endImport, findImport, insertImport, isImportRunning, listImports, type ImportRow, type Tally } from "./imports.store.ts";
import { readDetections, type Detection } from "./read-detection.rules.ts";
import { readScan } from "./read-scan.ts";
import { storeDetections } from "./store-detections.ts";
import { lockAssets } from "../assets/assets.store.ts";

/** Detections in one transaction: 5,000 is where larger ones gained nothing any more (2 cores, PostgreSQL on the same machine). */
const BATCH = 5000;
/** One that nothing was heard of for so long was cut off with its server. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;
/** A file may go on long between two batches, where few of its records name a CVE. */
const HEARD_EVERY_MS = 60_000;

export interface TakeScan {
  readonly actor: Actor;
  readonly query: ImportQuery;
  /** Of any length; attacker-controlled. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Takes a scanner's file, as it comes. Each record stands or falls alone and is told by its line; what was stored stays stored when
 * the stream breaks off, and sending it again adds nothing twice. A complete scan proposes what it no longer names as fixed, or
 * fixes it where the agency asked for that; one with refused records, or one that broke off, does neither.
 * @throws InstancesRefusal `scan-not-readable`, `import-runs`, `date-in-future`
 */
export async function takeScan(services: Services, { actor, query, body }: TakeScan): Promise<ImportReceipt> {
  await requireAgency(services.db, actor.organisationId);
  const today = dayOf(services.clock().toISOString());
  const { scanner, scannedOn = today, complete = "no", gone = "propose" } = query;
  if (scannedOn > today) throw new InstancesRefusal("date-in-future", "scannedOn: lies in the future; give the day of the scan", { field: "scannedOn" });
  const importId = newId("scan");
  const tally: Tally = { records: 0, added: 0, seenAgain: 0, reopened: 0, newAssets: 0, withoutCve: 0, saidFixed: 0, refused: 0, proposedFixed: 0, fixed: 0, notes: [], told: [] };
  await beginImport(services, { actor, importId, scanner, scannedOn, complete: complete === "yes", tally });
  try {
    await storeAll(services, { actor, body, scanner, scannedOn, today, importId, tally });
    await finish(services, { actor, scanner, scannedOn, importId, tally, gone: complete === "yes" ? gone : null });
  } catch (error) {
    await services.db.inTransaction(async (tx) => {
      await endImport(tx, { id: importId, state: "broken-off", receipt: tally, at: services.clock() });
      await beginForensics(services, tx, { organisationId: actor.organisationId });
      await appendEntry(services, tx, { kind: "obligations.scan-broken-off", subject: importId, by: actor, data: { scanner, records: tally.records, added: tally.added, refusal: error instanceof Refusal ? error.code : null } });
    });
    throw error;
  }
  return readImport(services, importId);
}

/** One scan of an agency at a time: of two at once, neither knows what the other has seen. */
function beginImport(services: Services, { actor, importId, scanner, scannedOn, complete, tally }: { readonly actor: Actor; readonly importId: string; readonly scanner: ScannerFormat; readonly scannedOn: string; readonly complete: boolean; readonly tally: Tally }): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    const at = services.clock();
    await lockAssets(tx, actor.organisationId);
    await endForgottenImports(tx, actor.organisationId, { before: new Date(at.getTime() - FORGOTTEN_AFTER_MS), at });
    if (await isImportRunning(tx, actor.organisationId)) throw new InstancesRefusal("import-runs", "A scan of your agency is being taken in just now. Send this one when it is done.");
    await insertImport(tx, { id: importId, organisation_id: actor.organisationId, scanner, scanned_on: scannedOn, complete, receipt: tally, personId: actor.personId, at });
  });
}

interface Storing {
  readonly actor: Actor;
  readonly body: AsyncIterable<Uint8Array>;
  readonly scanner: ScannerFormat;
  readonly scannedOn: string;
  readonly today: string;
  readonly importId: string;
  /** Counted up as records come. */
  readonly tally: Tally;
}

async function storeAll(services: Services, { actor, body, scanner, scannedOn, today, importId, tally }: Storing): Promise<void> {
  let waiting: Detection[] = [];
  // While one batch is being stored, the next one is read: database and parser each have a core.
  let storing: Promise<void> = Promise.resolve();
  const store = async () => {
    const batch = waiting;
    waiting = [];
    await storing;
    storing = storeDetections(services, { organisationId: actor.organisationId, importId, scanner }, batch).then((stored) => {
      for (const name of ["added", "seenAgain", "reopened", "newAssets"] as const) tally[name] += stored[name];
    });
    // Awaited before the next one begins; until then nobody else is to hear of a failure.
    storing.catch(() => undefined);
  };
  const refuse = (line: number, reason: string) => {
    tally.refused += 1;
    if (tally.told.length < MOST_TOLD) tally.told.push({ line, reason });
  };
  let heardAt = services.clock().getTime();
  try {
    for await (const records of readScan(body, { scanner, mostCharacters: MAX_RECORD_BYTES })) {
      if (services.clock().getTime() - heardAt >= HEARD_EVERY_MS) {
        heardAt = services.clock().getTime();
        await services.db.inTransaction((tx) => hearOf(services, tx, importId));
      }
      for (const { line, value, fault } of records) {
        tally.records += 1;
        if (tally.records > MAX_RECORDS) throw new InstancesRefusal("scan-not-readable", `body: more than ${MAX_RECORDS} records; send the rest in another file`, { field: "body" });
        const read = fault === undefined ? readDetections(value, { line, scannedOn, today }) : { refused: fault };
        if ("refused" in read) refuse(line, read.refused);
        else if ("none" in read) tally[read.none === "without-cve" ? "withoutCve" : "saidFixed"] += 1;
        else for (const detection of read.detections) waiting.push(detection);
        if (waiting.length >= BATCH) await store();
      }
    }
    if (waiting.length > 0) await store();
  } finally {
    await storing;
  }
}

function finish(services: Services, { actor, scanner, scannedOn, importId, tally, gone }: Pick<Storing, "actor" | "scanner" | "scannedOn" | "importId" | "tally"> & { readonly gone: "propose" | "fix" | null }): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    const scan = { organisationId: actor.organisationId, importId, scanner };
    await hearOf(services, tx, importId);
    if (gone !== null && tally.refused > 0) tally.notes.push(services.messages.text("obligations.scan.refused-some"));
    else if (gone !== null && tally.added + tally.seenAgain + tally.reopened === 0) tally.notes.push(services.messages.text("obligations.scan.found-nothing"));
    else if (gone === "propose") tally.proposedFixed = await proposeGone(tx, scan, scannedOn);
    else if (gone === "fix") tally.fixed = await fixGone(tx, scan, scannedOn);
    if (tally.refused > tally.told.length) tally.notes.push(services.messages.text("obligations.scan.more-refused", { count: tally.refused - tally.told.length }));
    await endImport(tx, { id: importId, state: "taken", receipt: tally, at: services.clock() });
    await beginForensics(services, tx, { organisationId: actor.organisationId });
    const { records, added, seenAgain, reopened, refused, proposedFixed, fixed } = tally;
    await appendEntry(services, tx, { kind: "obligations.scan-taken", subject: importId, by: actor, data: { scanner, records, added, seenAgain, reopened, refused, proposedFixed, fixed } });
  });
}

async function readImport(services: Services, id: string): Promise<ImportReceipt> {
  const row = await findImport(services.db, id);
  if (!row) throw new Error("A scan just taken is not there");
  return describe(row);
}

/** An agency's last scans, the newest first. */
export async function readImports(services: Services, organisationId: string): Promise<ImportReceipt[]> {
  await requireAgency(services.db, organisationId);
  return (await listImports(services.db, organisationId)).map(describe);
}

function describe({ id, scanner, scanned_on: scannedOn, complete, state, receipt, started_at: startedAt, ended_at: endedAt }: ImportRow): ImportReceipt {
  return { id, scanner, scannedOn, complete, state, startedAt, endedAt, ...receipt };
}
