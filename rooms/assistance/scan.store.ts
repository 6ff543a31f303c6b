import type { ScanRunState, ScanState, SystemKind } from "#contracts/assistance";
import type { FilterColumns } from "#rooms/access";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_SCAN = ownedTable("assistance.scan", ["organisation_id"]);

export interface ScanRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly asked_by: string;
  readonly system_kind: SystemKind;
  readonly sealed_details: string;
  readonly state: ScanState;
  readonly asked_at: string;
  readonly runner_organisation_id: string | null;
  readonly runner_person_id: string | null;
  readonly early_access_id: string | null;
  readonly taken_at: string | null;
  readonly sealed_result: string | null;
  readonly delivered_at: string | null;
  readonly handed_over_at: string | null;
  readonly not_taken: number | null;
  readonly run_state: ScanRunState | null;
  readonly sealed_order: string | null;
  readonly sealed_run: string | null;
  readonly run_started_at: string | null;
  readonly run_ended_at: string | null;
}

const SCAN = sql`id, organisation_id, asked_by, system_kind, sealed_details, state, asked_at, runner_organisation_id, runner_person_id, early_access_id, taken_at, sealed_result, delivered_at, handed_over_at, not_taken,
  run_state, sealed_order, sealed_run, run_started_at, run_ended_at,
  ${ownerMark(OWNED_SCAN)} FROM assistance.scan`;

export async function insertScan(tx: Transaction, row: { readonly id: string; readonly organisationId: string; readonly askedBy: string; readonly systemKind: SystemKind; readonly sealedDetails: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO assistance.scan (id, organisation_id, asked_by, system_kind, sealed_details, state, asked_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.askedBy}, ${row.systemKind}, ${row.sealedDetails}, 'asked', ${row.at}, ${sealOwner(OWNED_SCAN, row.id, [row.organisationId])})`);
}

export function findScan(db: Queryable, id: string): Promise<ScanRow | undefined> {
  return db.find(sql`SELECT ${SCAN} WHERE id = ${id}`);
}

export function lockScan(tx: Transaction, id: string): Promise<ScanRow | undefined> {
  return tx.find(sql`SELECT ${SCAN} WHERE id = ${id} FOR UPDATE`);
}

/** The newest first; of one organisation alone where one is named. */
export function listAsked(db: Queryable, visible: Statement, organisationId?: string): Promise<ScanRow[]> {
  const named = organisationId ?? null;
  return db.query(sql`SELECT ${SCAN} WHERE ${visible} AND (${named}::text IS NULL OR organisation_id = ${named}) ORDER BY asked_at DESC, id LIMIT 200`);
}

/** What one has taken up, then, where one may take more, what waits, each the longest waiting first; what has ended comes last. */
export function listQueued(db: Queryable, visible: Statement, { mayTake }: { readonly mayTake: boolean }): Promise<ScanRow[]> {
  return db.query(sql`SELECT ${SCAN} WHERE ${visible} AND (${mayTake}::boolean OR state <> 'asked')
    ORDER BY state NOT IN ('taken', 'asked'), state = 'asked', CASE WHEN state IN ('taken', 'asked') THEN asked_at END, asked_at DESC, id LIMIT 200`);
}

/** What runs under an early access now. */
export function listRunning(db: Queryable, earlyAccessId: string): Promise<{ readonly id: string }[]> {
  return db.query(sql`SELECT id FROM assistance.scan WHERE early_access_id = ${earlyAccessId} AND state = 'taken' ORDER BY id`);
}

/** Every scan of an organisation, for its own file. */
export function listOwnedScans(db: Queryable, organisationId: string): Promise<ScanRow[]> {
  return db.query(sql`SELECT ${SCAN} WHERE organisation_id = ${organisationId} ORDER BY asked_at, id`);
}

export async function setTaken(tx: Transaction, row: { readonly id: string; readonly organisationId: string; readonly personId: string; readonly earlyAccessId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE assistance.scan SET state = 'taken', runner_organisation_id = ${row.organisationId}, runner_person_id = ${row.personId}, early_access_id = ${row.earlyAccessId}, taken_at = ${row.at} WHERE id = ${row.id}`);
}

export async function setAskedAgain(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`UPDATE assistance.scan SET state = 'asked', runner_organisation_id = NULL, runner_person_id = NULL, early_access_id = NULL, taken_at = NULL,
    run_state = NULL, sealed_order = NULL, sealed_run = NULL, run_started_at = NULL, run_ended_at = NULL WHERE id = ${id}`);
}

export async function setDelivered(tx: Transaction, row: { readonly id: string; readonly sealedResult: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE assistance.scan SET state = 'delivered', sealed_order = NULL, sealed_result = ${row.sealedResult}, delivered_at = ${row.at} WHERE id = ${row.id}`);
}

export async function setScanState(tx: Transaction, row: { readonly id: string; readonly state: "withdrawn" | "handed-over"; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE assistance.scan SET state = ${row.state}, not_taken = NULL, sealed_order = NULL, run_state = CASE WHEN run_state IN ('waiting', 'running') THEN 'stopped' ELSE run_state END,
    handed_over_at = CASE WHEN ${row.state} = 'handed-over' THEN ${row.at}::timestamptz END WHERE id = ${row.id}`);
}

/** How many of the proofs that were handed over were not taken. */
export async function setNotTaken(tx: Transaction, id: string, notTaken: number): Promise<void> {
  await tx.execute(sql`UPDATE assistance.scan SET not_taken = ${notTaken} WHERE id = ${id} AND state = 'handed-over'`);
}

/** The scanner is to run: in the name of whoever of the partner's people started it. */
export async function setRunWaiting(tx: Transaction, row: { readonly id: string; readonly personId: string; readonly sealedOrder: string }): Promise<void> {
  await tx.execute(sql`UPDATE assistance.scan SET run_state = 'waiting', runner_person_id = ${row.personId}, sealed_order = ${row.sealedOrder}, sealed_run = NULL, run_started_at = NULL, run_ended_at = NULL WHERE id = ${row.id}`);
}

export async function setRunning(tx: Transaction, row: { readonly id: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE assistance.scan SET run_state = 'running', run_started_at = ${row.at} WHERE id = ${row.id}`);
}

export async function setRunEnded(tx: Transaction, row: { readonly id: string; readonly state: ScanRunState; readonly sealedRun: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE assistance.scan SET run_state = ${row.state}, sealed_order = NULL, sealed_run = ${row.sealedRun}, run_ended_at = ${row.at} WHERE id = ${row.id}`);
}

export async function deleteScan(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`DELETE FROM assistance.scan WHERE id = ${id}`);
}

export async function countScans(db: Queryable): Promise<Readonly<Record<"scansAsked" | "scansDelivered", number>>> {
  const row = await db.find<Record<"scansAsked" | "scansDelivered", number>>(sql`SELECT count(*) AS "scansAsked", count(delivered_at) AS "scansDelivered" FROM assistance.scan`);
  if (!row) throw new Error("Counting gave no row");
  return row;
}

/** Where a list of scans finds what the policies ask. */
export const SCAN_COLUMNS: FilterColumns = {
  organisation: sql`organisation_id`,
  isAsked: sql`(state = 'asked')`,
  runners: sql`array_remove(ARRAY[CASE WHEN state <> 'withdrawn' THEN runner_organisation_id END], NULL)`,
};
