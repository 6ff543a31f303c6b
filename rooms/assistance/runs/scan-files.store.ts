import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_SCAN_FILE = ownedTable("assistance.scan_file", ["organisation_id"]);

export interface ScanFileRow {
  readonly id: string;
  readonly scan_id: string;
  readonly digest: string;
  readonly bytes: number;
  readonly sealed: string;
  readonly at: string;
}

const FILE = sql`id, scan_id, digest, bytes, sealed, at, ${ownerMark(OWNED_SCAN_FILE)} FROM assistance.scan_file`;

export interface NewScanFile {
  readonly id: string;
  readonly scanId: string;
  readonly organisationId: string;
  readonly kind: "source" | "evidence";
  readonly digest: string;
  readonly bytes: number;
  readonly sealed: string;
  readonly at: Date;
}

export async function insertScanFile(tx: Transaction, row: NewScanFile): Promise<void> {
  await tx.execute(sql`INSERT INTO assistance.scan_file (id, scan_id, organisation_id, kind, digest, bytes, sealed, at, owner_seal)
    VALUES (${row.id}, ${row.scanId}, ${row.organisationId}, ${row.kind}, ${row.digest}, ${row.bytes}, ${row.sealed}, ${row.at}, ${sealOwner(OWNED_SCAN_FILE, row.id, [row.organisationId])})`);
}

export function findSource(db: Queryable, scanId: string): Promise<ScanFileRow | undefined> {
  return db.find(sql`SELECT ${FILE} WHERE scan_id = ${scanId} AND kind = 'source'`);
}

export interface SourceCard {
  readonly digest: string;
  readonly bytes: number;
  readonly handedAt: string;
}

/** What was handed over, without its content. */
export function findSourceCard(db: Queryable, scanId: string): Promise<SourceCard | undefined> {
  return db.find(sql`SELECT digest, bytes, at AS "handedAt", ${ownerMark(OWNED_SCAN_FILE)} FROM assistance.scan_file WHERE scan_id = ${scanId} AND kind = 'source'`);
}

export function listEvidence(db: Queryable, scanId: string): Promise<ScanFileRow[]> {
  return db.query(sql`SELECT ${FILE} WHERE scan_id = ${scanId} AND kind = 'evidence' ORDER BY digest`);
}

export async function deleteScanFile(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`DELETE FROM assistance.scan_file WHERE id = ${id}`);
}

export async function deleteScanFiles(tx: Transaction, scanId: string, kinds: readonly NewScanFile["kind"][]): Promise<void> {
  await tx.execute(sql`DELETE FROM assistance.scan_file WHERE scan_id = ${scanId} AND kind = ANY (${[...kinds]})`);
}
