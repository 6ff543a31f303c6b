import { region, sizeBand, SECTORS } from "#contracts/distribution";
import type { AdvisoryRollUp } from "#contracts/deployment";
import { publishCounts, SMALL_CELL, type RoomCount } from "#rooms/access";
import type { Services } from "#rooms/platform";
import { findAdvisories } from "../outside-advisories/find-advisories.ts";
import { medianDays, percentOf } from "./roll-up.rules.ts";
import { listStands, type OperatorStand } from "./roll-up.store.ts";

type Row = AdvisoryRollUp["advisories"][number];

/** What may be shown of counts that are shown together, beside what is known already: `publishCounts` of the room of access. */
export type Publish = (counts: readonly RoomCount[], known?: readonly number[]) => Promise<readonly (number | null)[]>;

/** How far operators have come with each advisory, for the clearinghouse and for oversight: counts without names. */
export async function rollUpAdvisories(services: Services): Promise<AdvisoryRollUp> {
  const house = services.db.asSystem("counts are made of everybody and name nobody");
  const byAdvisory = Map.groupBy(await listStands(house), (stand) => stand.advisory_id);
  const named = await findAdvisories(services, house, byAdvisory.keys());
  const publish: Publish = (counts, known) => publishCounts(services, counts, known);
  const advisories: Row[] = [];
  for (const [advisoryId, stands] of byAdvisory) {
    const { trackingId = "", title = "" } = named.get(advisoryId) ?? {};
    advisories.push({ advisoryId, trackingId, title, ...(await countOne(publish, advisoryId, stands)) });
  }
  return { asOf: services.clock().toISOString(), smallCell: SMALL_CELL, advisories };
}

/** One advisory's counts: its stages as one group, and each table as one beside them. */
export async function countOne(publish: Publish, advisoryId: string, stands: readonly OperatorStand[]): Promise<Omit<Row, "advisoryId" | "trackingId" | "title">> {
  const tally = (is: (stand: OperatorStand) => boolean) => stands.filter(is).length;
  const counts = {
    matched: stands.length, notified: tally((one) => one.is_notified), applied: tally((one) => one.is_applied), notAffected: tally((one) => one.is_not_affected),
    deferred: tally((one) => one.is_deferred), failed: tally((one) => one.is_failed), unreachable: tally((one) => one.is_unreachable),
  };
  const names = Object.keys(counts) as (keyof typeof counts)[];
  const shown = await publish(names.map((name) => ({ room: `distribution ${advisoryId}`, name, count: counts[name] })));
  const stages = Object.fromEntries(names.map((name, at) => [name, shown[at] ?? null])) as Record<keyof typeof counts, number | null>;
  // The totals stand beside every table. Of what is withheld in them nothing is told by parts: why a total is withheld narrows it
  // down, and so would why a row is, whose parts are then not told either.
  const known = shown.filter((count) => count !== null);
  const table = async <Key extends string>(by: string, keys: readonly Key[], of: (stand: OperatorStand) => Key) => {
    const room = `distribution ${advisoryId} ${by}`;
    const count = (key: Key, is: (stand: OperatorStand) => boolean) => tally((one) => of(one) === key && is(one));
    const matched = stages.matched === null ? keys.map(() => null) : await publish(keys.map((key) => ({ room, name: `matched ${key}`, count: count(key, () => true) })), known);
    const open = keys.filter((_key, at) => matched[at] !== null && stages.applied !== null);
    const applied = await publish(open.map((key) => ({ room, name: `applied ${key}`, count: count(key, (one) => one.is_applied) })), [...known, ...matched.filter((one) => one !== null)]);
    const appliedOf = new Map(open.map((key, at) => [key, applied[at] ?? null]));
    return keys.map((key, at) => {
      const row = { matched: matched[at] ?? null, applied: appliedOf.get(key) ?? null };
      return [key, { ...row, appliedPercent: percentOf(row.applied, row.matched) }] as const;
    });
  };
  const spans = stands.flatMap(({ is_applied, notified_at, applied_at }) => (is_applied && notified_at !== null && applied_at !== null ? [Date.parse(applied_at) - Date.parse(notified_at)] : []));
  return {
    ...stages,
    appliedPercent: percentOf(stages.applied, stages.matched),
    medianDays: medianDays(spans, stages.applied, SMALL_CELL),
    bySector: (await table("sector", SECTORS, (one) => one.sector)).map(([sector, row]) => ({ sector, ...row })),
    byRegion: (await table("region", region.options, (one) => one.region)).map(([key, row]) => ({ region: key, ...row })),
    bySize: (await table("size", sizeBand.options, (one) => one.size_band)).map(([key, row]) => ({ sizeBand: key, ...row })),
  };
}
