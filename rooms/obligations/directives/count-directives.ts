import type { Services } from "#rooms/platform";
import { listListed } from "../agencies/agencies.store.ts";
import { listAllItems } from "./items/items.store.ts";
import { describeItems } from "./items/show-items.ts";

/** What oversight counts of directives: whole numbers, no agency. Late is what is past its due day and under no exception. */
export async function countDirectives(services: Services): Promise<Readonly<Record<string, number>>> {
  const house = services.db.asSystem("counts are made of all agencies and name none");
  const items = await describeItems(services, await listAllItems(house));
  return {
    agencies: (await listListed(house)).length,
    directiveItems: items.filter(({ state }) => state !== "closed").length,
    directiveItemsDone: items.filter(({ state }) => state === "done").length,
    directiveItemsLate: items.filter(({ isLate }) => isLate).length,
  };
}
