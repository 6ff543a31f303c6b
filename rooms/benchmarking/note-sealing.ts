import type { ToEnclave } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { saveSealingRecorded, type RunRow } from "./benchmarking.store.ts";

/** The other side's ledger has taken down that these results are sealed. Of other results than ours it may say what it likes. */
export async function noteSealing(services: Services, tx: Transaction, bundle: Extract<ToEnclave, { kind: "sealing-recorded" }>): Promise<void> {
  const { requestId, determinationId, resultsCommitment: commitment, recordedAt } = bundle;
  if ((await saveSealingRecorded(tx, { requestId, determinationId, commitment, at: recordedAt })) === 0) {
    services.log.error("the other side recorded a sealing that is not ours", { requestId });
    return;
  }
  await appendEntry(services, tx, { kind: "benchmarking.sealing-recorded", subject: requestId, by: SYSTEM_ACTOR, data: { determinationId, recordedAt } });
}

/**
 * A determination has to show that it followed the sealing, by the times of two ledgers: signed any earlier, the other side
 * refuses it for good.
 */
export function requireSealingRecorded({ sealing_recorded_at: recordedAt }: RunRow, now: Date): void {
  if (recordedAt === null)
    throw new BenchmarkingRefusal("sealing-not-recorded", "The other side has not yet said that the sealing of these results stands in its ledger; nothing is signed before. Let the exchange run, then sign.");
  if (new Date(recordedAt) > now)
    throw new BenchmarkingRefusal("sealing-not-recorded", `The other side's clock is ahead: it recorded the sealing at ${recordedAt}. Sign when this side's clock has passed that time, or set the clocks right.`);
}
