import type { HandOffKind, HandOffState } from "#contracts/hand-off";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface DestinationRow {
  readonly id: string;
  readonly kind: HandOffKind;
  readonly name: string;
  readonly url: string;
  readonly sealed_credential: string | null;
  readonly at: string;
}

const DESTINATION = sql`SELECT id, kind, name, url, sealed_credential, at FROM coordination.hand_off_destination`;

export function listDestinations(db: Queryable): Promise<DestinationRow[]> {
  return db.query(sql`${DESTINATION} ORDER BY kind, name, id`);
}

export function findDestination(db: Queryable, id: string): Promise<DestinationRow | undefined> {
  return db.find(sql`${DESTINATION} WHERE id = ${id}`);
}

export async function insertDestination(tx: Transaction, row: Omit<DestinationRow, "at"> & { readonly addedBy: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.hand_off_destination (id, kind, name, url, sealed_credential, added_by, at)
    VALUES (${row.id}, ${row.kind}, ${row.name}, ${row.url}, ${row.sealed_credential}, ${row.addedBy}, ${row.at})`);
}

export interface HandOffRow {
  readonly id: string;
  readonly case_id: string;
  readonly destination_id: string;
  readonly state: HandOffState;
  readonly sealed: string;
  readonly digest: string;
  readonly prepared_at: string;
  readonly confirmed_at: string | null;
  readonly sent_at: string | null;
  readonly sealed_receipt: string | null;
  readonly answered_at: string | null;
}

const HAND_OFF = sql`SELECT id, case_id, destination_id, state, sealed, digest, prepared_at, confirmed_at, sent_at, sealed_receipt, answered_at FROM coordination.hand_off`;

export function listHandOffs(db: Queryable, caseId: string): Promise<HandOffRow[]> {
  return db.query(sql`${HAND_OFF} WHERE case_id = ${caseId} ORDER BY prepared_at, id`);
}

export function findHandOff(db: Queryable, id: string): Promise<HandOffRow | undefined> {
  return db.find(sql`${HAND_OFF} WHERE id = ${id}`);
}

export function lockHandOff(tx: Transaction, id: string): Promise<HandOffRow | undefined> {
  return tx.find(sql`${HAND_OFF} WHERE id = ${id} FOR UPDATE`);
}

export async function insertHandOff(tx: Transaction, row: Pick<HandOffRow, "id" | "case_id" | "destination_id" | "sealed" | "digest"> & { readonly preparedBy: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.hand_off (id, case_id, destination_id, state, sealed, digest, prepared_by, prepared_at)
    VALUES (${row.id}, ${row.case_id}, ${row.destination_id}, 'prepared', ${row.sealed}, ${row.digest}, ${row.preparedBy}, ${row.at})`);
}

export async function updateHandOff(tx: Transaction, id: string, state: HandOffState): Promise<void> {
  await tx.execute(sql`UPDATE coordination.hand_off SET state = ${state} WHERE id = ${id}`);
}

export async function updateConfirmed(tx: Transaction, id: string, confirmed: { readonly by: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE coordination.hand_off SET state = 'confirmed', confirmed_by = ${confirmed.by}, confirmed_at = ${confirmed.at} WHERE id = ${id}`);
}

export async function updateSending(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE coordination.hand_off SET state = 'sending', sent_at = ${at} WHERE id = ${id}`);
}

export async function updateReceipt(tx: Transaction, id: string, answer: { readonly state: "received" | "refused"; readonly sealedReceipt: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE coordination.hand_off SET state = ${answer.state}, sealed_receipt = ${answer.sealedReceipt}, answered_at = ${answer.at} WHERE id = ${id}`);
}
