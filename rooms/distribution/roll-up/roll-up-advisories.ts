import { region, sizeBand, SECTORS } from "#contracts/distribution";
import type { AdvisoryRollUp } from "#contracts/deployment";
import { publishCounts, SMALL_CELL } from "#rooms/access";
import type { Services } from "#rooms/platform";
import { findAdvisories } from "../outside-advisories/find-advisories.ts";
import { medianDays, percentOf } from "./roll-up.rules.ts";
import { listStands, type OperatorStand } from "./roll-up.store.ts";

type Row = AdvisoryRollUp["advisories"][number];

/** How far operators have come with each advisory, for the clearinghouse and for oversight: counts without names. */
export async function rollUpAdvisories(services: Services): Promise<AdvisoryRollUp> {
  const house = services.db.asSystem("counts are made of everybody and name nobody");
  const byAdvisory = Map.groupBy(await listStands(house), (stand) => stand.advisory_id);
  const named = await findAdvisories(services, house, byAdvisory.keys());
  const advisories: Row[] = [];
  for (const [advisoryId, stands] of byAdvisory) {
    const { trackingId = "", title = "" } = named.get(advisoryId) ?? {};
    advisories.push({ advisoryId, trackingId, title, ...(await countOne(services, advisoryId, stands)) });
  }
  return { asOf: services.clock().toISOString(), smallCell: SMALL_CELL, advisories };
}

async function countOne(services: Services, advisoryId: string, stands: readonly OperatorStand[]): Promise<Omit<Row, "advisoryId" | "trackingId" | "title">> {
  const tally = (is: (stand: OperatorStand) => boolean) => stands.filter(is).length;
  const counts = {
    matched: stands.length, notified: tally((one) => one.is_notified), applied: tally((one) => one.is_applied), notAffected: tally((one) => one.is_not_affected),
    deferred: tally((one) => one.is_deferred), failed: tally((one) => one.is_failed), unreachable: tally((one) => one.is_unreachable),
  };
  const names = Object.keys(counts) as (keyof typeof counts)[];
  const shown = await publishCounts(services, names.map((name) => ({ room: `distribution ${advisoryId}`, name, count: counts[name] })));
  const stages = Object.fromEntries(names.map((name, at) => [name, shown[at] ?? null])) as Record<keyof typeof counts, number | null>;
  // The totals stand beside every table.
  const known = shown.filter((count) => count !== null);
  const table = async <Key extends string>(by: string, keys: readonly Key[], of: (stand: OperatorStand) => Key) => {
    const cells = keys.flatMap((key) => [{ key, name: `matched ${key}`, of: stands.filter((one) => of(one) === key) }, { key, name: `applied ${key}`, of: stands.filter((one) => of(one) === key && one.is_applied) }]);
    const published = await publishCounts(services, cells.map(({ name, of: members }) => ({ room: `distribution ${advisoryId} ${by}`, name, count: members.length })), known);
    return keys.map((key, at) => {
      const [matched = null, applied = null] = published.slice(2 * at, 2 * at + 2);
      return [key, { matched, applied, appliedPercent: percentOf(applied, matched) }] as const;
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
