import type { Services, Transaction } from "#rooms/platform";
import { InstancesRefusal } from "../instances.errors.ts";
import { noteHeard } from "./imports.store.ts";

/** An import says that it goes on. @throws InstancesRefusal `import-runs` when it was silent for so long that another took its place */
export async function hearOf(services: Services, tx: Transaction, importId: string): Promise<void> {
  if ((await noteHeard(tx, importId, services.clock())) === 0) throw new InstancesRefusal("import-runs", "Nothing was heard of this scan for so long that another was taken in its place. Send it again; nothing is added twice.");
}
