import { determinationPayload } from "#contracts/benchmarking";
import { DecisionProofError, toDecisionClaim, toDecisionCounts, toDecisionRule, type DecisionClaim, type DecisionProver, type DecisionSecret } from "#engines/decision-proof";
import { sha256Hex, type DeterminationPayload } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { job, SYSTEM_ACTOR, type Job, type Services } from "#rooms/platform";
import { z } from "zod";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findFinishedRun, findRequest, findStandard, hasOutgoing, listUnprovenRequestIds, type RequestRow } from "./benchmarking.store.ts";
import { sendBundle } from "./guard.ts";
import { openCommittedStandard, openResults } from "./sealed-records.ts";

/*
 * The zero-knowledge proof of a signed determination. It takes minutes and is made after the signature, by a job, in a
 * process of its own: the developer has the result at once, and the proof follows. Killed at any point it begins again.
 */

export const PROVE_JOB = "benchmarking.prove-determination";

const FILE_PREFIX = "proof-";

// Far more than a proof takes; after a kill it is begun again at the next start, not by expiry.
const LONGEST_PROOF_SECONDS = 3600;

export function proveDeterminationJob(prover: DecisionProver): Job<never> {
  return job({
    name: PROVE_JOB,
    payload: z.object({ requestId: z.string() }),
    concurrency: 1,
    expireInSeconds: LONGEST_PROOF_SECONDS,
    run: (services, { requestId }) => proveDetermination(services, prover, requestId),
  });
}

/** Asks again for the proofs that a killed process left undone, or that were signed before there was a prover. */
export async function resumeProofs(services: Services): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    for (const requestId of await listUnprovenRequestIds(tx, FILE_PREFIX)) await services.jobs.enqueue(tx, { name: PROVE_JOB }, { requestId }, { singletonKey: requestId });
  });
}

async function proveDetermination(services: Services, prover: DecisionProver, requestId: string): Promise<void> {
  const request = await findRequest(services.db, requestId);
  const claim = request && readClaim(request);
  if (!claim || (await hasOutgoing(services.db, fileOf(requestId)))) return;
  const { circuit, proof } = await prove(prover, claim, await openSecret(services, request));
  const { determinationId } = claim.reference;
  await services.db.inTransaction(async (tx) => {
    if (!(await sendBundle(services, tx, fileOf(requestId), { kind: "decision-proven", requestId, determinationId, circuit, proof }))) return;
    await appendEntry(services, tx, { kind: "benchmarking.decision-proven", subject: requestId, by: SYSTEM_ACTOR, data: { determinationId, circuit, digest: sha256Hex(proof) } });
  });
}

const fileOf = (requestId: string): string => `${FILE_PREFIX}${requestId}.json`;

/**
 * What was signed, as a proof has to show it; null where there is nothing to prove. Whose signature it is need not be
 * known here: what nobody signed is not taken in on the other side, whatever is proven of it.
 */
export function readClaim({ determination }: RequestRow): DecisionClaim | null {
  if (!determination) return null;
  const payload = determinationPayload.safeParse(JSON.parse(Buffer.from(determination.envelope.payload, "base64").toString("utf8")));
  return payload.success ? toDecisionClaim(payload.data satisfies DeterminationPayload) : null;
}

async function openSecret(services: Services, request: RequestRow): Promise<DecisionSecret> {
  const run = await findFinishedRun(services.db, request.id);
  const row = run && (await findStandard(services.db, run.standard));
  if (!run || !row) throw altered();
  const standard = openCommittedStandard(services, row);
  const results = openResults(services, run);
  const rule = toDecisionRule(standard.value);
  const counts = toDecisionCounts(standard.value, results.value.samples);
  if (!rule || !counts || !standard.proof || !results.proof) throw altered();
  return { rule, ruleSalt: standard.proof.salt, counts, countsSalt: results.proof.salt };
}

async function prove(prover: DecisionProver, claim: DecisionClaim, secret: DecisionSecret) {
  try {
    return await prover.prove(claim, secret);
  } catch (error) {
    if (error instanceof DecisionProofError && error.code !== "prover-failed") throw altered(error);
    throw error;
  }
}

function altered(cause?: unknown): BenchmarkingRefusal {
  return new BenchmarkingRefusal("record-altered", "What was signed does not follow from the sealed records; no proof of it can be made. Restore them from your backup.", { cause });
}
