import { addSignatures } from "#engines/ledger";
import type { Services } from "#rooms/platform";
import { listLeaves } from "./audit.store.ts";
import { findWitnessedHead } from "./heads.store.ts";
import { sealLedger, type SealedLedger } from "./seal-ledger.ts";

export interface ExportedLedger extends SealedLedger {
  /** Each entry's exact canonical JSON, in the log's order. */
  readonly entries: readonly string[];
  /** The newest head that a witness has cosigned; null without one. */
  readonly witnessed: string | null;
}

/** The whole log, for whoever may check it from end to end. */
export async function exportLedger(services: Services): Promise<ExportedLedger> {
  const sealed = await sealLedger(services);
  const leaves = await listLeaves(services.db, sealed.size);
  const witnessed = await findWitnessedHead(services.db);
  return { ...sealed, witnessed: witnessed ? addSignatures(witnessed.note, witnessed.lines) : null, entries: leaves.map((leaf) => leaf.content) };
}
