import { equalSecrets, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { findSealedRow, listLiveLinks, listSealedDelegations, listUnsealed, saveSeal, type SealedRow, type SealedTable } from "./row-seals.store.ts";

const PEOPLE: readonly SealedTable[] = ["person", "session", "link", "passkey", "access_grant"];
const ACCOUNTS: readonly SealedTable[] = ["invitation", "smart_card", "client", "identity_provider", "provider_subject", "delegation", "confirmation"];
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

/** Of the organisations that name this one as their delegate by what the database says, those that did so through us. */
export async function genuinePrincipals(services: Services, organisationId: string, said: readonly string[]): Promise<readonly string[]> {
  if (said.length === 0) return [];
  const rows = await listSealedDelegations(services.db, organisationId, services.clock());
  return rows.filter((row) => isGenuine(services, "delegation", row)).flatMap(({ bound }) => bound[1] ?? []);
}

/** Marks what was there before rows were marked; once for an installation, since afterwards an unmarked row is a forged one. */
export async function adoptUnsealedRows(services: Services): Promise<void> {
  await once(services, "rows-are-sealed", (tx) => markAll(services, tx, PEOPLE));
  await once(services, "accounts-are-sealed", async (tx) => {
    await markAll(services, tx, ACCOUNTS);
    // Until then a link's mark was not over its secret; those that were mailed go on.
    for (const row of await listLiveLinks(tx, services.clock())) {
      if (row.seal === sealOf(services, "link", row.bound.slice(0, 3))) await saveSeal(tx, "link", row.id, sealOf(services, "link", row.bound));
    }
  });
}

/** That it was done is kept beside the keys, where no writer into the database reaches it, and only after it was done. */
async function once(services: Services, name: string, adopt: (tx: Transaction) => Promise<void>): Promise<void> {
  if (services.keys.hasSecret(name)) return;
  await services.db.inTransaction(adopt);
  services.keys.secret(name, () => "since");
}

async function markAll(services: Services, tx: Transaction, tables: readonly SealedTable[]): Promise<void> {
  for (const table of tables) for (const row of await listUnsealed(tx, table)) await saveSeal(tx, table, row.id, sealOf(services, table, row.bound));
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
