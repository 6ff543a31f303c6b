import type { SystemKind } from "#contracts/assistance";
import { appendEntry } from "#rooms/audit";
import { finishBrokeredScan, listBrokers } from "#rooms/partners";
import { newId, notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { AssistanceRefusal } from "./assistance.errors.ts";
import { deleteScanFiles, listEvidence } from "./runs/scan-files.store.ts";
import { nextScanState, type ScanEvent } from "./scan.rules.ts";
import { insertScan, lockScan, setScanState, type ScanRow } from "./scan.store.ts";
import { tellAsker, tellRunner } from "./tell-about-scan.ts";

export const SCAN_SEAL = "brokered-scan";

/** What an operator says of its system: for itself and for the partner that takes it up. */
export interface ScanDetails {
  readonly system: string;
  readonly description: string;
  readonly evidence: string;
}

/** An operator asks for a scan of a system that it owns; partners that run such scans are told, without what it is or whose. */
export async function askScan(services: Services, input: { readonly actor: Actor; readonly organisationId: string; readonly systemKind: SystemKind } & ScanDetails): Promise<void> {
  const { actor, organisationId, systemKind, system, description, evidence } = input;
  const id = newId("scn");
  const details: ScanDetails = { system, description, evidence };
  await services.db.inTransaction(async (tx) => {
    await insertScan(tx, { id, organisationId, askedBy: actor.personId, systemKind, sealedDetails: services.keys.seal(SCAN_SEAL, id, JSON.stringify(details)), at: services.clock() });
    // That the owner authorised exactly this can be shown later (INV-17); what it is stays out of the ledger.
    const authorisation = services.keys.keyedHash(SCAN_SEAL, JSON.stringify([id, system, evidence]));
    await appendEntry(services, tx, { kind: "assistance.scan-asked", subject: id, by: actor, data: { systemKind, authorisation }, visibleTo: [organisationId] });
    for (const person of await listBrokers(services, tx)) {
      await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "assistance.scan-asked", link: "/assistance/scans" });
    }
  });
}

/** The operator takes its request back; a scan that goes on ends with it, and what was handed over is removed. */
export async function withdrawScan(services: Services, input: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockScanFor(tx, input.id, "withdraw");
    await setScanState(tx, { id: row.id, state: "withdrawn", at: services.clock() });
    await deleteScanFiles(tx, row.id, ["source", "evidence"]);
    await finishBrokeredScan(services, tx, { actor: input.actor, scanId: row.id });
    await appendEntry(services, tx, { kind: "assistance.scan-withdrawn", subject: row.id, by: input.actor, data: {}, visibleTo: [row.organisation_id, ...runnersOf(row)] });
    await tellRunner(services, tx, row, "assistance.scan-withdrawn", "/assistance/scans");
  });
}

/**
 * The operator wants what was found fixed for everybody: what the scanner proved goes to the clearinghouse by itself, as a
 * finding of the partner's; what the partner found by its own hand it submits itself. What was not taken may be handed over again. Rooms above may listen to
 * `assistance.findings-handed`.
 */
export async function handOverFindings(services: Services, input: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockScanFor(tx, input.id, "hand-over");
    if (row.state === "handed-over" && !row.not_taken) throw new AssistanceRefusal("not-in-that-state", "What was found is handed over already.");
    await setScanState(tx, { id: row.id, state: "handed-over", at: services.clock() });
    await appendEntry(services, tx, { kind: "assistance.findings-handed", subject: row.id, by: input.actor, data: {}, visibleTo: [row.organisation_id, ...runnersOf(row)] });
    await services.jobs.emit(tx, "assistance.findings-handed", { scanId: row.id });
    if ((await listEvidence(tx, row.id)).length > 0) return;
    const isTold = await tellRunner(services, tx, row, "assistance.findings-handed", "/findings/submit");
    if (!isTold) await tellAsker(services, tx, row, "assistance.findings-without-partner");
  });
}

/** A scan held until the transaction ends, in a state where the event has its place. */
export async function lockScanFor(tx: Transaction, id: string, event: ScanEvent): Promise<ScanRow> {
  const row = await lockScan(tx, id);
  if (!row) throw notFound();
  if (!nextScanState(row.state, event)) throw new AssistanceRefusal("not-in-that-state", `The scan is ${row.state}; this cannot be done now.`);
  return row;
}

export function runnersOf({ runner_organisation_id: runner }: ScanRow): readonly string[] {
  return runner === null ? [] : [runner];
}
