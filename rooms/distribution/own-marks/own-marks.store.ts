import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_ASSET_MARK = ownedTable("distribution.asset_mark", ["organisation_id"]);
export const OWNED_MAINTENANCE = ownedTable("distribution.maintenance", ["organisation_id"], { key: "organisation_id" });

export interface MarkRow {
  readonly id: string;
  readonly asset_key: string;
  /** Sealed. */
  readonly content: string;
}

export function listMarks(db: Queryable, organisationId: string): Promise<MarkRow[]> {
  return db.query(sql`SELECT id, asset_key, content, ${ownerMark(OWNED_ASSET_MARK)} FROM distribution.asset_mark WHERE organisation_id = ${organisationId} ORDER BY marked_at, id`);
}

export async function insertMark(tx: Transaction, row: MarkRow & { readonly organisationId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.asset_mark (id, organisation_id, asset_key, content, marked_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.asset_key}, ${row.content}, ${row.at}, ${sealOwner(OWNED_ASSET_MARK, row.id, [row.organisationId])})`);
}

export async function updateMark(tx: Transaction, row: { readonly id: string; readonly content: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE distribution.asset_mark SET content = ${row.content}, marked_at = ${row.at} WHERE id = ${row.id}`);
}

export function deleteMarksOf(tx: Transaction, organisationId: string): Promise<number> {
  return tx.execute(sql`DELETE FROM distribution.asset_mark WHERE organisation_id = ${organisationId}`);
}

export async function findMaintenance(db: Queryable, organisationId: string): Promise<string | undefined> {
  return (await db.find<{ content: string }>(sql`SELECT content, ${ownerMark(OWNED_MAINTENANCE)} FROM distribution.maintenance WHERE organisation_id = ${organisationId}`))?.content;
}

export async function upsertMaintenance(tx: Transaction, row: { readonly organisationId: string; readonly content: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.maintenance (organisation_id, content, owner_seal) VALUES (${row.organisationId}, ${row.content}, ${sealOwner(OWNED_MAINTENANCE, row.organisationId, [row.organisationId])})
    ON CONFLICT (organisation_id) DO UPDATE SET content = excluded.content`);
}

export async function deleteMaintenanceOf(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.maintenance WHERE organisation_id = ${organisationId}`);
}
