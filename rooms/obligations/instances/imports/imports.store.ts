import type { ImportReceipt, ScannerFormat } from "#contracts/agency-workbench";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_SCANNER_IMPORT = ownedTable("obligations.scanner_import", ["organisation_id"], { keepers: ["directive-officer"] });

/** What becomes of the records, as it is kept and told. */
export type Tally = Omit<ImportReceipt, "id" | "scanner" | "scannedOn" | "complete" | "state" | "startedAt" | "endedAt">;

export interface ImportRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly scanner: ScannerFormat;
  readonly scanned_on: string;
  readonly complete: boolean;
  readonly state: ImportReceipt["state"];
  readonly receipt: Tally;
  readonly started_at: string;
  readonly ended_at: string | null;
}

const IMPORT = sql`SELECT id, organisation_id, scanner, scanned_on::text, complete, state, receipt, started_at, ended_at, ${ownerMark(OWNED_SCANNER_IMPORT)} FROM obligations.scanner_import`;
const MOST_LISTED = 100;

export function findImport(db: Queryable, id: string): Promise<ImportRow | undefined> {
  return db.find(sql`${IMPORT} WHERE id = ${id}`);
}

export function listImports(db: Queryable, organisationId: string): Promise<ImportRow[]> {
  return db.query(sql`${IMPORT} WHERE organisation_id = ${organisationId} ORDER BY started_at DESC, id LIMIT ${MOST_LISTED}`);
}

export async function insertImport(tx: Transaction, row: Pick<ImportRow, "id" | "organisation_id" | "scanner" | "scanned_on" | "complete" | "receipt"> & { readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.scanner_import (id, organisation_id, scanner, scanned_on, complete, state, receipt, taken_by, started_at, heard_at, owner_seal)
    VALUES (${row.id}, ${row.organisation_id}, ${row.scanner}, ${row.scanned_on}, ${row.complete}, 'running', ${json(row.receipt)}, ${row.personId}, ${row.at}, ${row.at}, ${sealOwner(OWNED_SCANNER_IMPORT, row.id, [row.organisation_id])})`);
}

export async function endImport(tx: Transaction, row: { readonly id: string; readonly state: "taken" | "broken-off"; readonly receipt: Tally; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.scanner_import SET state = ${row.state}, receipt = ${json(row.receipt)}, ended_at = ${row.at} WHERE id = ${row.id}`);
}

/** Notes that an import goes on. @returns 0 when it was taken for forgotten meanwhile */
export function noteHeard(tx: Transaction, id: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE obligations.scanner_import SET heard_at = ${at} WHERE id = ${id} AND state = 'running'`);
}

/** An import that nothing has been heard of for so long was cut off with its server. */
export async function endForgottenImports(tx: Transaction, organisationId: string, { before, at }: { readonly before: Date; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.scanner_import SET state = 'broken-off', ended_at = ${at} WHERE organisation_id = ${organisationId} AND state = 'running' AND heard_at < ${before}`);
}

export async function isImportRunning(db: Queryable, organisationId: string): Promise<boolean> {
  return (await db.find(sql`SELECT id FROM obligations.scanner_import WHERE organisation_id = ${organisationId} AND state = 'running' LIMIT 1`)) !== undefined;
}
