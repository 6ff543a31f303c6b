import type { Inventory } from "#engines/exposure";
import type { Queryable, Services } from "#rooms/platform";
import { findInventory, listInventories } from "./distribution.store.ts";
import { openFileName, openInventory } from "./sealed-inventory.ts";

/** What was read of an operator's file, with the name it was uploaded under. */
export interface NamedInventory extends Inventory {
  readonly id: string;
  readonly fileName: string;
}

/** An operator's lists, one at a time: they may be large. */
export async function* openInventories(services: Services, db: Queryable, organisationId: string): AsyncGenerator<NamedInventory> {
  for (const { id } of await listInventories(db, organisationId)) {
    const row = await findInventory(db, organisationId, id);
    if (row) yield { ...openInventory(services, row.id, row.content), id, fileName: openFileName(services, row.id, row.file_name) };
  }
}
