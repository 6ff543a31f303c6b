import { SMALL_CELL } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services } from "#rooms/platform";
import { findStatedTotal, lockReports, saveStatedTotal } from "./reports.store.ts";

/**
 * Writes into the ledger, in bands, the counts that no entry may tell one by one: how determinations ended, for which sectors
 * partners were selected. A report can then be computed from the ledger alone. Stated again after five more in all, so that
 * a band that moved tells of five at least. Safe to run at any time.
 */
export async function stateCounts(services: Services): Promise<void> {
  const rooms = Object.values(await services.publishedCounts());
  for (const { id, how } of services.figures) {
    if (how.form !== "stated") continue;
    // A room may leave out what there is none of; one that has none of them all has nothing to state.
    const counts = rooms.find((room) => how.words.some((word) => word in room));
    if (counts) await stateOne(services, { name: id, counts: how.words.map((word) => [word, counts[word] ?? 0] as const) });
  }
}

async function stateOne(services: Services, { name, counts }: { readonly name: string; readonly counts: readonly (readonly [word: string, count: number])[] }): Promise<void> {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  await services.db.inTransaction(async (tx) => {
    const house = tx.asSystem("what was stated before decides whether it is stated again");
    await lockReports(house);
    if (Math.abs(total - (await findStatedTotal(house, name))) < SMALL_CELL) return;
    await saveStatedTotal(house, name, total);
    const bands = Object.fromEntries(counts.map(([word, count]) => [word, Math.floor(count / SMALL_CELL) * SMALL_CELL]));
    await appendEntry(services, house, { kind: "oversight.counts-stated", subject: name, by: SYSTEM_ACTOR, data: { of: name, ...bands } });
  });
}
