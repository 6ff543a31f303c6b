import { appendEntry } from "#rooms/audit";
import { createOwnerKeeper, openDatabase, sealOwnedRows, SYSTEM_ACTOR, type OwnedTable, type Services } from "#rooms/platform";

/**
 * Seals what was there before rows said under a seal whose they are: once for each table of an installation, since
 * afterwards a row without a seal is a forged one. That it was done is kept beside the keys, where no writer into the
 * database reaches it, and only after the rows were sealed.
 */
export async function adoptOwnedRows(services: Services, tables: readonly OwnedTable[]): Promise<void> {
  const waiting = tables.filter((table) => !services.keys.hasSecret(markerOf(table)));
  if (waiting.length === 0) return;
  const { seal } = createOwnerKeeper(services.keys, () => Promise.resolve());
  // As the tables' owner: the application may only add to some of them.
  const owner = openDatabase({ url: services.configuration.databaseUrl, maxConnections: 1 });
  try {
    await owner.inTransaction(async (tx) => {
      const sealed: Record<string, number> = {};
      for (const table of waiting) {
        const rows = await sealOwnedRows(tx, seal, table);
        if (rows > 0) sealed[table.name] = rows;
      }
      if (Object.keys(sealed).length > 0) await appendEntry(services, tx, { kind: "access.owners-sealed", subject: "installation", by: SYSTEM_ACTOR, data: sealed });
    });
  } finally {
    await owner.close();
  }
  for (const table of waiting) services.keys.secret(markerOf(table), () => "since");
}

function markerOf({ name }: OwnedTable): string {
  return `owners-sealed-${name.replace(".", "-")}`;
}
