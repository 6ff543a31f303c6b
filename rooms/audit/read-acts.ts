import { parseLedgerEntry, type LedgerEntry } from "#engines/ledger";
import type { Services } from "#rooms/platform";
import { listEntriesNaming } from "./audit.store.ts";

/** The acts of these kinds that name a person, oldest first, whoever did them: by which somebody came to a role. */
export async function listActsNaming(services: Services, { personId, kinds }: { readonly personId: string; readonly kinds: readonly string[] }): Promise<readonly LedgerEntry[]> {
  const house = services.db.asSystem("an act that names a person is often not visible to them");
  return (await listEntriesNaming(house, personId, kinds)).map(({ content }) => parseLedgerEntry(JSON.parse(content)));
}
