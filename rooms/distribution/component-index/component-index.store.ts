import { ownerMark, sql, type Queryable, type Transaction } from "#rooms/platform";
import { OWNED_INVENTORY } from "../distribution.store.ts";

/** Entries of the index as the database takes them: one identity, key and place each, all three lists of one length. */
export interface IndexRows {
  /** Decimal text of a signed 64-bit number. */
  readonly identities: readonly string[];
  readonly versionKeys: readonly Uint8Array[];
}

/** All entries of an identity from one key to before another. */
export interface ScanRows {
  readonly identities: readonly string[];
  readonly froms: readonly Uint8Array[];
  readonly befores: readonly Uint8Array[];
}

export async function insertComponents(tx: Transaction, inventoryId: string, { identities, versionKeys }: IndexRows): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.component (identity, version_key, inventory)
    SELECT entry.identity, entry.version_key, (SELECT number FROM distribution.inventory WHERE id = ${inventoryId})
    FROM unnest(${identities}::bigint[], ${versionKeys}::bytea[]) AS entry (identity, version_key)`);
}

export async function updateIndexEdition(tx: Transaction, inventoryId: string, edition: number): Promise<void> {
  await tx.execute(sql`UPDATE distribution.inventory SET index_edition = ${edition} WHERE id = ${inventoryId}`);
}

export async function deleteComponents(tx: Transaction, inventoryIds: readonly string[]): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.component WHERE inventory IN (SELECT number FROM distribution.inventory WHERE id = ANY (${inventoryIds}))`);
}

/** Each scan is one descent of the tree; OFFSET 0 keeps the planner from turning them into one pass over the whole table. */
const TOUCHED = (scans: ScanRows) => sql`SELECT component.inventory FROM unnest(${scans.identities}::bigint[], ${scans.froms}::bytea[], ${scans.befores}::bytea[]) AS scan (identity, from_key, before_key)
  CROSS JOIN LATERAL (SELECT c.inventory FROM distribution.component c
    WHERE c.identity = scan.identity AND c.version_key >= scan.from_key AND c.version_key < scan.before_key OFFSET 0) AS component`;

/** The numbers of all inventories with an entry in any of the scans, one for each entry. */
export async function listTouchedComponents(db: Queryable, scans: ScanRows): Promise<readonly number[]> {
  return (await db.query<{ inventory: number }>(TOUCHED(scans))).map(({ inventory }) => inventory);
}

/** Operators with an entry in any of the scans, and those with an inventory that is not indexed by the rules of today. */
export async function listTouchedOperatorIds(db: Queryable, scans: ScanRows, edition: number): Promise<readonly string[]> {
  const rows = await db.query<{ organisation_id: string }>(sql`SELECT organisation_id, ${ownerMark(OWNED_INVENTORY)} FROM distribution.inventory
    WHERE number = ANY (ARRAY(SELECT DISTINCT inventory FROM (${TOUCHED(scans)}) AS touched)) OR index_edition IS DISTINCT FROM ${edition}`);
  return [...new Set(rows.map((row) => row.organisation_id))];
}

export interface UnindexedRow {
  readonly id: string;
  readonly organisation_id: string;
}

export function listUnindexed(db: Queryable, edition: number): Promise<UnindexedRow[]> {
  return db.query(sql`SELECT id, organisation_id, ${ownerMark(OWNED_INVENTORY)} FROM distribution.inventory WHERE index_edition IS DISTINCT FROM ${edition} ORDER BY number LIMIT 1000`);
}
