import type { OrganisationKind } from "#contracts/access";
import type { Services } from "#rooms/platform";
import { countReadsByWeek } from "./read-watch.store.ts";
import { SMALL_CELL } from "./small-cells.rules.ts";

export interface ReadSummary {
  /** Its Monday, UTC. */
  readonly week: string;
  readonly purpose: string;
  readonly readerKind: OrganisationKind;
  /** In bands: the lower end is a multiple of the small cell. */
  readonly reads: { readonly least: number; readonly most: number };
}

/** How much was read since then, by week, purpose and kind of the reader's organisation: nobody's name, and no record. For oversight. */
export async function summariseReads(services: Services, since: Date): Promise<readonly ReadSummary[]> {
  const house = services.db.asSystem("reads are counted, and what is shown of them names nobody");
  return (await countReadsByWeek(house, since)).map(({ week, purpose, kind, reads }) => {
    const least = Math.floor(reads / SMALL_CELL) * SMALL_CELL;
    return { week, purpose, readerKind: kind, reads: { least, most: least + SMALL_CELL - 1 } };
  });
}
