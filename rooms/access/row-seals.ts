import { equalSecrets, type Queryable, type Services } from "#rooms/platform";
import { findSealedRow, listUnsealed, saveSeal, type SealedRow, type SealedTable } from "./row-seals.store.ts";

const TABLES: readonly SealedTable[] = ["person", "session", "link", "passkey", "access_grant"];
const WHY = "a row that lets somebody in is marked by the house";

/** Marks a row as it stands now. To be called by whatever workflow made or changed what the mark is over. */
export async function sealRow(services: Services, db: Queryable, table: SealedTable, id: string): Promise<void> {
  const house = db.asSystem(WHY);
  const row = await findSealedRow(house, table, id);
  if (row) await saveSeal(house, table, id, sealOf(services, table, row.bound));
}

/**
 * Whether a row is what a workflow of ours made of it. A row that is not was written past us: it lets nobody in, and
 * the log says so.
 */
export async function isSealed(services: Services, db: Queryable, table: SealedTable, id: string): Promise<boolean> {
  const row = await findSealedRow(db.asSystem(WHY), table, id);
  return row !== undefined && isGenuine(services, table, row);
}

/** Marks what was there before rows were marked; once for an installation, since afterwards an unmarked row is a forged one. */
export async function adoptUnsealedRows(services: Services): Promise<void> {
  const waiting: { table: SealedTable; row: SealedRow }[] = [];
  let isFirst = false;
  services.keys.secret("rows-are-sealed", () => {
    isFirst = true;
    return "since";
  });
  if (!isFirst) return;
  for (const table of TABLES) for (const row of await listUnsealed(services.db, table)) waiting.push({ table, row });
  await services.db.inTransaction(async (tx) => {
    for (const { table, row } of waiting) await saveSeal(tx, table, row.id, sealOf(services, table, row.bound));
  });
}

/** The same for values that were read already, in the order in which they are bound. */
export function isGenuine(services: Services, table: SealedTable, row: SealedRow): boolean {
  if (row.seal !== null && equalSecrets(row.seal, sealOf(services, table, row.bound))) return true;
  services.log.error("a row was written past the house and lets nobody in", { table, id: row.id });
  return false;
}

function sealOf(services: Services, table: SealedTable, bound: SealedRow["bound"]): string {
  return services.keys.keyedHash(`row:${table}`, JSON.stringify(bound));
}
