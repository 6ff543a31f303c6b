import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_CONTACT = ownedTable("coordination.contact", ["project_id"], { keepers: ["clearinghouse-analyst"] });

export type ContactSource = "policy" | "security-txt" | "security-md" | "security-insights" | "coordinator";

export interface ContactRow {
  readonly id: string;
  readonly sealed: string;
  readonly kind: "mail" | "page";
  readonly source: ContactSource;
  readonly read_at: string;
  readonly verified_at: string | null;
}

/** Of these projects, those that have not ended, in the order to try. */
export function listContacts(db: Queryable, projectIds: readonly string[]): Promise<(ContactRow & { readonly projectId: string })[]> {
  return db.query(sql`SELECT id, project_id AS "projectId", sealed, kind, source, read_at, verified_at, ${ownerMark(OWNED_CONTACT)} FROM coordination.contact
    WHERE project_id = ANY (${projectIds}) AND ended_at IS NULL ORDER BY source = 'policy' DESC, read_at DESC, place, id`);
}

/** Callers hold the project's lock, so that one address is not entered twice. */
export async function insertContact(tx: Transaction, row: Omit<ContactRow, "read_at" | "verified_at"> & { readonly projectId: string; readonly addressHash: string; readonly place: number; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.contact (id, project_id, sealed, address_hash, kind, source, place, read_at, owner_seal)
    VALUES (${row.id}, ${row.projectId}, ${row.sealed}, ${row.addressHash}, ${row.kind}, ${row.source}, ${row.place}, ${row.at}, ${sealOwner(OWNED_CONTACT, row.id, [row.projectId])})`);
}

export async function endContacts(tx: Transaction, ids: readonly string[], at: Date): Promise<void> {
  await tx.execute(sql`UPDATE coordination.contact SET ended_at = ${at} WHERE id = ANY (${ids}) AND ended_at IS NULL`);
}

/** Where the address just verified was found; undefined when it is none of the project's, or was verified before. */
export async function markVerified(tx: Transaction, { projectId, addressHash, at }: { readonly projectId: string; readonly addressHash: string; readonly at: Date }): Promise<ContactSource | undefined> {
  const row = await tx.find<{ source: ContactSource }>(sql`UPDATE coordination.contact SET verified_at = ${at} WHERE project_id = ${projectId} AND address_hash = ${addressHash} AND ended_at IS NULL AND verified_at IS NULL RETURNING source`);
  return row?.source;
}
