import { parseLedgerEntry, type LedgerEntry } from "#engines/ledger";
import type { Services } from "#rooms/platform";
import { findFirstInstant, listEntriesNaming, listLeavesOfKinds } from "./audit.store.ts";

/** The acts of these kinds that name a person, oldest first, whoever did them: by which somebody came to a role. */
export async function listActsNaming(services: Services, { personId, kinds }: { readonly personId: string; readonly kinds: readonly string[] }): Promise<readonly LedgerEntry[]> {
  const house = services.db.asSystem("an act that names a person is often not visible to them");
  return (await listEntriesNaming(house, personId, kinds)).map(({ content }) => parseLedgerEntry(JSON.parse(content)));
}

/** So many entries are in memory at once, whatever the log's length. */
const PAGE = 5000;

/** The acts of these kinds among the log's first `size` leaves, each with its place, in the log's order. For oversight, which counts them. */
export async function* readActs(services: Services, { kinds, size }: { readonly kinds: readonly string[]; readonly size: number }): AsyncGenerator<{ readonly index: number; readonly entry: LedgerEntry }> {
  const house = services.db.asSystem("acts are counted, and what is shown of them names nobody");
  for (let from = 0; ; ) {
    const leaves = await listLeavesOfKinds(house, { kinds, from, size, limit: PAGE });
    // Parsed as it is: what stands in the log was checked when it was written.
    for (const { leaf_index: index, content } of leaves) yield { index, entry: JSON.parse(content) as LedgerEntry };
    const last = leaves.at(-1);
    if (!last || leaves.length < PAGE) return;
    from = last.leaf_index + 1;
  }
}

/** When the first act was; undefined in a house where nothing was done yet. */
export async function readFirstAct(services: Services): Promise<Date | undefined> {
  const first = await findFirstInstant(services.db.asSystem("since when there is a ledger"));
  return first && new Date(first.at);
}
