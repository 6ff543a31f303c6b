import { commitCounts, newSalt, toDecisionCounts, toResultsReference, type ProofOpening } from "#engines/decision-proof";
import { commit } from "#engines/ledger";
import type { EvaluationResult } from "#engines/evaluation";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services } from "#rooms/platform";
import { eraseCredential, finishRun, lockRequest, type RequestRow, type RunRow, type StandardRow } from "./benchmarking.store.ts";
import { flagsOf, readTranscripts, type RunFlags } from "./run-folder.ts";
import type { SealedResults } from "./benchmarking.types.ts";
import { CONSULTATION_MS } from "./consultation.ts";
import { sendBundle } from "./guard.ts";
import { LAPSE_CONSULTATION } from "./lapse-consultation.ts";
import { reachState } from "./reach-state.ts";
import { openCommittedStandard, sealRecord, sealSalts } from "./sealed-records.ts";
import { tellAll } from "./tell-all.ts";

interface FinishedEvaluation {
  readonly run: RunRow;
  readonly request: RequestRow;
  readonly standard: StandardRow;
  readonly result: EvaluationResult;
  readonly flags: RunFlags;
  readonly tokenBudget: number;
}

/**
 * Seals what a finished run found, before anybody has looked at it: commitment to the low side, consultation opened, the
 * developer's credential erased. False when the access ended or another attempt took over; then nothing was sealed.
 */
export async function sealResults(services: Services, input: FinishedEvaluation): Promise<boolean> {
  const { run, request, standard, result } = input;
  const at = services.clock();
  const results = await gatherResults(services, input, at);
  const { commitment, salt } = commit(results);
  const proof = await openToProof(services, standard, { results, commitment });
  return services.db.inTransaction(async (tx) => {
    const now = await lockRequest(tx, request.id);
    if (now?.state !== "benchmarking" || now.access_ended_at !== null) return false;
    const sealed = { sealedResults: sealRecord(services, "results", run.id, results), sealedSalt: sealSalts(services, run.id, { salt, proof }), commitment };
    if ((await finishRun(tx, { id: run.id, attempt: run.attempt, isolation: result.isolation, samples: result.samples.length, at, ...sealed })) === 0) return false;
    await eraseCredential(tx, request.id);
    const counted = proof ? { countsCommitment: proof.commitment } : {};
    const data = { runId: run.id, attempt: run.attempt, standard: standard.id, determinationId: run.determination_id, commitment, ...counted };
    await appendEntry(services, tx, { kind: "benchmarking.results-sealed", subject: request.id, by: SYSTEM_ACTOR, data });
    const bundle = { kind: "results-sealed", requestId: request.id, determinationId: run.determination_id, resultsCommitment: commitment, standard: results.standard.commitment, ...counted, sealedAt: at.toISOString() } as const;
    await sendBundle(services, tx, `results-${request.id}.json`, bundle);
    const sealedRequest = await reachState(services, tx, { request: now, event: "seal-results", actor: SYSTEM_ACTOR });
    await reachState(services, tx, { request: sealedRequest, event: "open-consultation", actor: SYSTEM_ACTOR });
    await services.jobs.enqueue(tx, { name: LAPSE_CONSULTATION }, { requestId: request.id }, { startAfter: new Date(at.getTime() + CONSULTATION_MS) });
    await tellAll(services, tx, { role: "benchmark-analyst", kind: "benchmarking.results-sealed", requestId: request.id });
    await tellAll(services, tx, { role: "consultee", kind: "benchmarking.view-asked", requestId: request.id });
    return true;
  });
}

/** Commits to the counts alone as well, bound to this determination, model, standard and set. */
async function openToProof(services: Services, row: StandardRow, { results, commitment }: { readonly results: SealedResults; readonly commitment: string }): Promise<ProofOpening | null> {
  const standard = openCommittedStandard(services, row);
  if (!standard.proof) return null;
  const counts = toDecisionCounts(standard.value, results.samples);
  if (!counts) throw new Error(`The run for ${results.determinationId} has samples that its standard does not know`);
  const salt = newSalt();
  return { salt, commitment: await commitCounts({ reference: toResultsReference(results, commitment), counts, salt }) };
}

async function gatherResults(services: Services, { run, request, standard, result, flags, tokenBudget }: FinishedEvaluation, at: Date): Promise<SealedResults> {
  const { value, commitment } = openCommittedStandard(services, standard);
  const transcripts: SealedResults["transcripts"][number][] = [];
  for await (const transcript of readTranscripts(services, run.id)) {
    const artefact = await services.artefacts.put(Buffer.from(JSON.stringify(transcript)));
    transcripts.push({ taskId: transcript.taskId, epoch: transcript.epoch, artefact, flags: flagsOf(flags, transcript) });
  }
  return {
    schema: "breakwater-results/1",
    requestId: request.id,
    determinationId: run.determination_id,
    modelDigest: request.model_digest,
    standard: { id: value.standardId, version: value.version, commitment },
    benchmarkSet: value.benchmarkSet,
    manifest: result.manifest,
    isolation: result.isolation,
    samples: result.samples,
    tokenBudget,
    sealedAt: at.toISOString(),
    transcripts,
  };
}
