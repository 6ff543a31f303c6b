import type { ComplaintState } from "#contracts/partners";
import type { FilterColumns } from "#rooms/access";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_COMPLAINT = ownedTable("partners.complaint", ["organisation_id"], { keepers: ["partner-selection-officer"] });

export interface ComplaintRow {
  readonly id: string;
  readonly about: "selection" | "criteria";
  readonly organisation_id: string | null;
  readonly sealed_text: string;
  readonly sealed_email: string;
  readonly complained_of: string[];
  readonly state: ComplaintState;
  readonly received_at: string;
  readonly sealed_answer: string | null;
  readonly answered_at: string | null;
  readonly closed_at: string | null;
}

const COMPLAINT = sql`id, about, organisation_id, sealed_text, sealed_email, complained_of, state, received_at, sealed_answer, answered_at, closed_at, ${ownerMark(OWNED_COMPLAINT)} FROM partners.complaint`;

export interface NewComplaint {
  readonly id: string;
  readonly about: string;
  readonly organisationId: string | null;
  readonly sealedText: string;
  readonly sealedEmail: string;
  readonly complainedOf: readonly string[];
  readonly at: Date;
}

export async function insertComplaint(tx: Transaction, row: NewComplaint): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.complaint (id, about, organisation_id, sealed_text, sealed_email, complained_of, state, received_at, owner_seal)
    VALUES (${row.id}, ${row.about}, ${row.organisationId}, ${row.sealedText}, ${row.sealedEmail}, ${row.complainedOf}, 'received', ${row.at}, ${sealOwner(OWNED_COMPLAINT, row.id, [row.organisationId])})`);
}

export function findComplaint(db: Queryable, id: string): Promise<ComplaintRow | undefined> {
  return db.find(sql`SELECT ${COMPLAINT} WHERE id = ${id}`);
}

export function lockComplaint(tx: Transaction, id: string): Promise<ComplaintRow | undefined> {
  return tx.find(sql`SELECT ${COMPLAINT} WHERE id = ${id} FOR UPDATE`);
}

/** What waits first, then by age. */
export function listComplaints(db: Queryable, visible: Statement): Promise<ComplaintRow[]> {
  return db.query(sql`SELECT ${COMPLAINT} WHERE ${visible} ORDER BY state = 'received' DESC, received_at, id LIMIT 200`);
}

export function listComplaintsOf(db: Queryable, organisationId: string): Promise<ComplaintRow[]> {
  return db.query(sql`SELECT ${COMPLAINT} WHERE organisation_id = ${organisationId} ORDER BY received_at, id`);
}

export async function setAnswer(tx: Transaction, row: { readonly id: string; readonly sealedAnswer: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE partners.complaint SET state = 'answered', sealed_answer = ${row.sealedAnswer}, answered_by = ${row.personId}, answered_at = ${row.at} WHERE id = ${row.id}`);
}

export async function setClosed(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE partners.complaint SET state = 'closed', closed_at = ${at} WHERE id = ${id}`);
}

export async function countComplaints(db: Queryable): Promise<Readonly<Record<"complaintsReceived" | "complaintsAnswered" | "complaintsClosed", number>>> {
  const row = await db.find<Record<"complaintsReceived" | "complaintsAnswered" | "complaintsClosed", number>>(sql`SELECT count(*) AS "complaintsReceived", count(answered_at) AS "complaintsAnswered", count(closed_at) AS "complaintsClosed" FROM partners.complaint`);
  if (!row) throw new Error("Counting gave no row");
  return row;
}

/** Where a list of complaints finds what the policies ask. */
export const COMPLAINT_COLUMNS: FilterColumns = { complainedOf: sql`complained_of` };
