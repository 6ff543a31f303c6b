import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_NOTICE = ownedTable("distribution.notice", ["organisation_id"]);

export interface NoticeRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly told_at: string;
  /** Sealed. */
  readonly content: string;
}

const NOTICE = sql`SELECT id, organisation_id, told_at, content, ${ownerMark(OWNED_NOTICE)} FROM distribution.notice`;

export function listNotices(db: Queryable, organisationId: string): Promise<NoticeRow[]> {
  return db.query(sql`${NOTICE} WHERE organisation_id = ${organisationId} ORDER BY told_at, id LIMIT 200`);
}

export function findNotice(db: Queryable, organisationId: string, caseHash: string): Promise<NoticeRow | undefined> {
  return db.find(sql`${NOTICE} WHERE organisation_id = ${organisationId} AND case_hash = ${caseHash}`);
}

export async function insertNotice(tx: Transaction, row: { readonly id: string; readonly organisationId: string; readonly caseHash: string; readonly at: Date; readonly content: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.notice (id, organisation_id, case_hash, told_at, content, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.caseHash}, ${row.at}, ${row.content}, ${sealOwner(OWNED_NOTICE, row.id, [row.organisationId])})`);
}

export async function updateNotice(tx: Transaction, id: string, content: string): Promise<void> {
  await tx.execute(sql`UPDATE distribution.notice SET content = ${content} WHERE id = ${id}`);
}

export async function listOperatorsWithNotice(db: Queryable, caseHash: string): Promise<readonly string[]> {
  return (await db.query<{ organisation_id: string }>(sql`SELECT organisation_id FROM distribution.notice WHERE case_hash = ${caseHash} ORDER BY organisation_id`)).map((row) => row.organisation_id);
}

export function deleteNotice(tx: Transaction, organisationId: string, caseHash: string): Promise<number> {
  return tx.execute(sql`DELETE FROM distribution.notice WHERE organisation_id = ${organisationId} AND case_hash = ${caseHash}`);
}

export async function deleteNoticesAmong(tx: Transaction, organisationId: string, caseHashes: readonly string[]): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.notice WHERE organisation_id = ${organisationId} AND case_hash = ANY (${caseHashes})`);
}

export async function deleteNoticesOf(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.notice WHERE organisation_id = ${organisationId}`);
}
