import { SECTORS, type RollUp } from "#contracts/distribution";
import { publishCounts, showBesideTotal, SMALL_CELL } from "#rooms/access";
import type { Services } from "#rooms/platform";
import { countBySector, countStages } from "./distribution.store.ts";

const STAGES = ["enrolled", "matched", "notified", "acknowledged", "applied"] as const;

/** How far operators have come, for the clearinghouse: counts without names, and none from which a small one follows. */
export async function readRollUp(services: Services): Promise<RollUp> {
  const house = services.db.asSystem("counts are made of everybody and name nobody");
  const stages = await countStages(house);
  const [enrolled = null, matched = null, notified = null, acknowledged = null, applied = null] = await publishCounts(services, STAGES.map((name) => ({ room: "distribution", name, count: stages[name] })));
  const bySector = new Map((await countBySector(house)).map(({ sector, count }) => [sector, count]));
  const table = showBesideTotal(SECTORS.map((sector) => [sector, bySector.get(sector) ?? 0] as const));
  return {
    asOf: services.clock().toISOString(),
    smallCell: SMALL_CELL,
    operators: { enrolled, matched, notified, acknowledged, applied },
    enrolledBySector: table.map(([sector, count]) => ({ sector, enrolled: count })),
  };
}
