import { commitRule, newSalt, toDecisionRule, type ProofOpening } from "#engines/decision-proof";
import { commit } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { activateStandard, countCommittedStandards, findActiveStandard, findStandard, lockStandards, supersedeActiveStandard } from "./benchmarking.store.ts";
import type { StandardContent } from "./benchmarking.types.ts";
import { sendBundle } from "./guard.ts";
import { openStandard, sealSalts } from "./sealed-records.ts";

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
    const proof = await openToProof(content, commitment);
    const at = services.clock();
    // One line of standards, each naming its place and the one before it: two that are active at once would show.
    const place = { sequence: (await countCommittedStandards(tx)) + 1, supersedes: (await findActiveStandard(tx))?.commitment ?? null };
    await supersedeActiveStandard(tx);
    await activateStandard(tx, { id: row.id, commitment, sealedSalt: sealSalts(services, row.id, { salt, proof }), at });
    const { standardId, version, benchmarkSet } = content;
    const fixed = { standardId, version, commitment, ...(proof ? { ruleCommitment: proof.commitment, ...place } : {}) };
    await appendEntry(services, tx, { kind: "benchmarking.standard-committed", subject: row.id, by: input.actor, data: fixed });
    await sendBundle(services, tx, `standard-${row.id}.json`, { kind: "standard-committed", ...fixed, benchmarkSet, committedAt: at.toISOString() });
  });
}

/** Commits to the rule alone as well, so that its application can be proven. Not for a draft of before there were proofs. */
async function openToProof(content: StandardContent, commitment: string): Promise<ProofOpening | null> {
  const rule = toDecisionRule(content);
  if (!rule) return null;
  const { standardId, version, benchmarkSet } = content;
  const salt = newSalt();
  return { salt, commitment: await commitRule({ reference: { standard: { id: standardId, version, commitment }, benchmarkSet }, rule, salt }) };
}
