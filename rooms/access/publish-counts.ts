import type { Services } from "#rooms/platform";
import { listStandingCounts, lockPublishedCounts, saveStandingCount } from "./published-counts.store.ts";
import { showTogether } from "./small-cells.rules.ts";

export interface RoomCount {
  readonly room: string;
  readonly name: string;
  readonly count: number;
}

/**
 * What may be shown of counts that are shown together; null is withheld. Every reply that holds a count of people,
 * organisations or their records goes through here, so that two replies give no more away than one: a count that stands
 * in one of them stands in all.
 * @param known counts of the same group that anybody can make from public documents
 * @returns in the order asked
 */
export function publishCounts(services: Services, counts: readonly RoomCount[], known: readonly number[] = []): Promise<readonly (number | null)[]> {
  return services.db.inTransaction(async (tx) => {
    const house = tx.asSystem("what was shown before decides what may be shown now");
    await lockPublishedCounts(house);
    const standing = await listStandingCounts(house, [...new Set(counts.map(({ room }) => room))]);
    const isAsked = new Set(counts.map(keyOf));
    const stood = new Map(standing.map((row) => [keyOf(row), row.count]));
    const beside = Map.groupBy(standing.filter((row) => !isAsked.has(keyOf(row))), ({ room }) => room);
    const shown = showTogether(counts.map((one) => ({ key: keyOf(one), count: one.count, stood: stood.get(keyOf(one)) ?? 0, beside: (beside.get(one.room) ?? []).map(({ count }) => count) })), known);
    for (const { room, name } of counts) {
      const count = shown.get(keyOf({ room, name })) ?? null;
      if (count !== null && count !== (stood.get(keyOf({ room, name })) ?? 0)) await saveStandingCount(house, { room, name, count, at: services.clock() });
    }
    return counts.map((one) => shown.get(keyOf(one)) ?? null);
  });
}

function keyOf({ room, name }: Pick<RoomCount, "room" | "name">): string {
  return `${room}.${name}`;
}
