import type { FromEnclave } from "#contracts/exchange";
import { DETERMINATION_ENTRY_KINDS } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { findStandard, findStandardByName, insertStandard } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";

/** Writes down which standard the enclave has fixed. One version has one commitment: a second one is refused, and shows. */
export async function recordStandard(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "standard-committed" }>): Promise<TakenIn> {
  const { standardId, version, commitment } = bundle;
  if ((await findStandardByName(tx, standardId, version)) || (await findStandard(tx, commitment))) return "standard-already-fixed";
  const entryId = await appendEntry(services, tx, { kind: DETERMINATION_ENTRY_KINDS.standardCommitted, subject: standardId, by: SYSTEM_ACTOR, data: { id: standardId, version, commitment } });
  await insertStandard(tx, { commitment, standardId, version, set: bundle.benchmarkSet, committedAt: bundle.committedAt, at: services.clock(), entryId });
  return "imported";
}
