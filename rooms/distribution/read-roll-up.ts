import { SECTORS, type RollUp } from "#contracts/distribution";
import type { Services } from "#rooms/platform";
import { countBySector, countStages } from "./distribution.store.ts";
import { SMALL_CELL, suppress, suppressTable } from "./roll-up.rules.ts";

/** How far operators have come, for the clearinghouse: counts without names, small ones withheld. */
export async function readRollUp(services: Services): Promise<RollUp> {
  const stages = await countStages(services.db);
  const bySector = new Map((await countBySector(services.db)).map(({ sector, count }) => [sector, count]));
  const table = suppressTable(SECTORS.map((sector) => [sector, bySector.get(sector) ?? 0] as const));
  return {
    asOf: services.clock().toISOString(),
    smallCell: SMALL_CELL,
    operators: {
      enrolled: suppress(stages.enrolled), matched: suppress(stages.matched), notified: suppress(stages.notified),
      acknowledged: suppress(stages.acknowledged), applied: suppress(stages.applied),
    },
    enrolledBySector: table.map(([sector, enrolled]) => ({ sector, enrolled })),
  };
}
