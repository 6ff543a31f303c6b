import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_MINIMISED = ownedTable("findings.minimised", ["finding_id", "digest"]);

export interface MinimisedRow {
  readonly id: string;
  readonly finding_id: string;
  /** Where the input is kept. */
  readonly digest: string;
  readonly size_bytes: number;
  readonly runs: number;
  readonly ended: string;
  readonly at: string;
}

export async function insertMinimised(tx: Transaction, row: Omit<MinimisedRow, "at"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.minimised (id, finding_id, digest, size_bytes, runs, ended, at, owner_seal)
    VALUES (${row.id}, ${row.finding_id}, ${row.digest}, ${row.size_bytes}, ${row.runs}, ${row.ended}, ${row.at}, ${sealOwner(OWNED_MINIMISED, row.id, [row.finding_id, row.digest])})`);
}

export function findMinimised(db: Queryable, findingId: string): Promise<MinimisedRow | undefined> {
  return db.find(sql`SELECT id, finding_id, digest, size_bytes, runs, ended, at, ${ownerMark(OWNED_MINIMISED)} FROM findings.minimised WHERE finding_id = ${findingId} ORDER BY at DESC, id LIMIT 1`);
}
