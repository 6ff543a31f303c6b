import { commit } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { activateStandard, findStandard, lockStandards, supersedeActiveStandard } from "./benchmarking.store.ts";
import { sendBundle } from "./guard.ts";
import { openStandard, sealRecord } from "./sealed-records.ts";

/**
 * Another person than its writer fixes a standard for good and tells the low side its salted commitment. It takes the place of the active one; a run that
 * was begun before keeps the standard it was begun with.
 */
export async function publishStandard(services: Services, input: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await lockStandards(tx);
    const row = await findStandard(tx, input.id);
    if (!row) throw notFound();
    if (row.state !== "draft") throw new BenchmarkingRefusal("standard-committed", "This standard is already fixed; it cannot be published again.");
    const content = openStandard(services, row);
    const { commitment, salt } = commit(content);
    const at = services.clock();
    await supersedeActiveStandard(tx);
    await activateStandard(tx, { id: row.id, commitment, sealedSalt: sealRecord(services, "salt", row.id, salt), at });
    const { standardId, version, benchmarkSet } = content;
    await appendEntry(services, tx, { kind: "benchmarking.standard-committed", subject: row.id, by: input.actor, data: { standardId, version, commitment } });
    await sendBundle(services, tx, `standard-${row.id}.json`, { kind: "standard-committed", standardId, version, commitment, benchmarkSet, committedAt: at.toISOString() });
  });
}
