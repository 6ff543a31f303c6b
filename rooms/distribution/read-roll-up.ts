import { SECTORS, type RollUp } from "#contracts/distribution";
import { showBand, SMALL_CELL } from "#rooms/access";
import type { Services } from "#rooms/platform";
import { countBySector, countStages } from "./distribution.store.ts";

/** How far operators have come, for the clearinghouse: counts without names, each by the band it lies in. */
export async function readRollUp(services: Services): Promise<RollUp> {
  const house = services.db.asSystem("counts are made of everybody and name nobody");
  const stages = await countStages(house);
  const bySector = new Map((await countBySector(house)).map(({ sector, count }) => [sector, count]));
  return {
    asOf: services.clock().toISOString(),
    smallCell: SMALL_CELL,
    operators: { enrolled: showBand(stages.enrolled), matched: showBand(stages.matched), notified: showBand(stages.notified), acknowledged: showBand(stages.acknowledged), applied: showBand(stages.applied) },
    enrolledBySector: SECTORS.map((sector) => ({ sector, enrolled: showBand(bySector.get(sector) ?? 0) })),
  };
}
