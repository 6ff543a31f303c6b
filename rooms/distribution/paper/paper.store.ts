import { ownerMark, sql, type Queryable, type Transaction } from "#rooms/platform";
import { OWNED_ENROLMENT } from "../enrolment/enrolment.store.ts";

/** 0 when this form was entered before; whoever enters it at the same time waits until that is known. */
export function insertPaperForm(tx: Transaction, row: { readonly numberHash: string; readonly contentHash: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO distribution.paper_form (number_hash, content_hash, entered_at) VALUES (${row.numberHash}, ${row.contentHash}, ${row.at}) ON CONFLICT (number_hash) DO NOTHING`);
}

/** What was on the form of this number, as a keyed hash. */
export async function findPaperContent(db: Queryable, numberHash: string): Promise<string | undefined> {
  return (await db.find<{ content_hash: string }>(sql`SELECT content_hash FROM distribution.paper_form WHERE number_hash = ${numberHash}`))?.content_hash;
}

/** Which form an operator joined by; a later one takes its place, and the slip of the earlier one opens nothing any more. */
export async function updateEnrolmentPaper(tx: Transaction, row: { readonly organisationId: string; readonly numberHash: string; readonly content: string }): Promise<void> {
  await tx.execute(sql`UPDATE distribution.enrolment SET paper = ${row.content}, paper_hash = ${row.numberHash} WHERE organisation_id = ${row.organisationId}`);
}

/** Whose form this was, while it is enrolled. */
export async function findOperatorOfPaper(db: Queryable, numberHash: string): Promise<string | undefined> {
  return (await db.find<{ organisation_id: string }>(sql`SELECT organisation_id, ${ownerMark(OWNED_ENROLMENT)} FROM distribution.enrolment WHERE paper_hash = ${numberHash}`))?.organisation_id;
}
