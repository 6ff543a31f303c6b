import { determinationPayload } from "#contracts/benchmarking";
import { auditOpened } from "#engines/decision-proof";
import { DETERMINATION_PAYLOAD_TYPE, sha256Hex, signStatement, type DeterminationPayload } from "#engines/ledger";
import { requirePermission } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findFinishedRun, findRequest, findStandard, lockRequest, saveDetermination, type RequestRow } from "./benchmarking.store.ts";
import type { Outcome, Recommendation } from "./benchmarking.types.ts";
import { readConsultation } from "./consultation.ts";
import { followEarlier } from "./follow-earlier.ts";
import { sendBundle } from "./guard.ts";
import { requireSealingRecorded } from "./note-sealing.ts";
import { reachState, requireTransition } from "./reach-state.ts";
import { requireFreeOfFigures, requireReleasable } from "./recommend-outcome.ts";
import { openCommittedStandard, openModelAddress, openRecommendation, openResults } from "./sealed-records.ts";
import { openSigned, signAct } from "./signed-records.ts";
import { requireSigningAuthority, type SigningAuthority } from "./signing-authority.ts";
import { tellAll } from "./tell-all.ts";

/** Event: the proof of it is to be made. */
export const DETERMINATION_SIGNED = "benchmarking.determination-signed";

export interface SignDetermination {
  readonly actor: Actor;
  readonly requestId: string;
  /** What the Director read and signs; must be what was recommended. */
  readonly outcome: Outcome;
  readonly setsDirectory: string;
}

/**
 * The Director, or a delegate, signs what was recommended: a determination, or that the earlier one stands. Everything is
 * opened and recomputed first, so that nothing somebody wrote into the database by hand is ever signed.
 */
export async function signDetermination(services: Services, input: SignDetermination): Promise<void> {
  const { actor, requestId } = input;
  requirePermission(actor, "benchmarking:sign");
  await services.db.inTransaction(async (tx) => {
    const authority = await requireSigningAuthority(services, tx, actor);
    const request = await lockRequest(tx, requestId);
    if (!request) throw notFound();
    requireTransition(request, "sign", actor);
    const recommendation = openRecommendation(services, request);
    if (!recommendation) throw new BenchmarkingRefusal("record-altered", "The recommendation of this request is not there; restore it from your backup.");
    // Two people: whoever proposed it cannot be the one who decides.
    if (recommendation.recommendedBy === actor.personId) throw new BenchmarkingRefusal("same-person", "You recommended this outcome; another person has to sign.");
    if (recommendation.outcome !== input.outcome) {
      throw new BenchmarkingRefusal("outcome-not-by-rule", "outcome: this is not the outcome that was recommended; read it again", { field: "outcome" });
    }
    if (recommendation.answer === "stands") return signStanding(services, tx, { actor, authority, request, recommendation });
    const consultation = await readConsultation(services, tx, request);
    if (!consultation?.complete) throw new BenchmarkingRefusal("consultation-open", "Not every office was heard, and the time to be heard is not over.");
    const payload = await draftDetermination(services, tx, { request, recommendation, setsDirectory: input.setsDirectory });
    const envelope = signStatement({ payloadType: DETERMINATION_PAYLOAD_TYPE, payload }, authority.privateKeyPem);
    const { determinationId, outcome, releasableText, signedAt } = payload;
    await saveDetermination(tx, requestId, { determinationId, outcome, releasableText, signedAt, envelope });
    await reachState(services, tx, { request, event: "sign", actor });
    await appendEntry(services, tx, { kind: "benchmarking.determination-signed", subject: requestId, by: actor, data: { determinationId, outcome, digest: sha256Hex(envelope.payload), as: authority.as, delegationId: authority.delegationId } });
    await followEarlier(services, tx, request, "supersede");
    await sendBundle(services, tx, `determination-${requestId}.json`, { kind: "determination-signed", requestId, determination: { ...envelope } });
    await tellAll(services, tx, { role: "benchmark-analyst", kind: "benchmarking.determination-signed", requestId });
    await services.jobs.emit(tx, DETERMINATION_SIGNED, { requestId });
  });
}

/** Nothing was run again: the determination stays as it was signed, and that it does is signed too. */
async function signStanding(services: Services, tx: Transaction, { recommendation, request, ...by }: { readonly actor: Actor; readonly authority: SigningAuthority; readonly request: RequestRow; readonly recommendation: Recommendation }): Promise<void> {
  const earlier = await findEarlier(services, tx, request);
  if (!earlier) throw new BenchmarkingRefusal("record-altered", "The determination that was looked at again is not there; restore it from your backup.");
  requireFreeOfFigures(recommendation.releasableText, []);
  await signAct(services, tx, { ...by, request: earlier, act: "stands", releasableText: recommendation.releasableText, answers: request.id });
  await reachState(services, tx, { request, event: "sign", actor: by.actor });
  await followEarlier(services, tx, request, "stand");
  await tellAll(services, tx, { role: "benchmark-analyst", kind: "benchmarking.determination-signed", requestId: request.id });
}

async function findEarlier(services: Services, tx: Transaction, request: RequestRow): Promise<RequestRow | undefined> {
  const { reconsiders } = openModelAddress(services, request);
  return reconsiders === null ? undefined : findRequest(tx, reconsiders);
}

async function draftDetermination(services: Services, tx: Transaction, input: { readonly request: RequestRow; readonly recommendation: Recommendation; readonly setsDirectory: string }): Promise<DeterminationPayload> {
  const { request, recommendation } = input;
  const run = await findFinishedRun(tx, request.id);
  const standardRow = run && (await findStandard(tx, run.standard));
  if (!run || !standardRow) throw new BenchmarkingRefusal("record-altered", "The sealed results of this request are not there; restore them from your backup.");
  const now = services.clock();
  requireSealingRecorded(run, now);
  const standard = openCommittedStandard(services, standardRow);
  const results = openResults(services, run);
  const audit = await auditOpened({ requestId: request.id, modelDigest: request.model_digest, standard, results, outcome: recommendation.outcome });
  const failed = audit.checks.find(({ ok }) => !ok);
  if (failed) throw new BenchmarkingRefusal("record-altered", `The records do not hold together (${failed.name}); nothing is signed.`);
  await requireReleasable(recommendation.releasableText, standard.value, input.setsDirectory);
  const earlier = await findEarlier(services, tx, request);
  const proven = standard.proof && results.proof ? { rule: standard.proof.commitment, counts: results.proof.commitment } : undefined;
  return determinationPayload.parse({
    determinationId: results.value.determinationId,
    modelDigest: results.value.modelDigest,
    outcome: recommendation.outcome,
    releasableText: recommendation.releasableText,
    standard: { id: standard.value.standardId, version: standard.value.version, commitment: standard.commitment, ...(proven ? { ruleCommitment: proven.rule } : {}) },
    benchmarkSet: standard.value.benchmarkSet,
    resultsCommitment: results.commitment,
    ...(proven ? { countsCommitment: proven.counts } : {}),
    sealedAt: results.value.sealedAt,
    signedAt: now.toISOString(),
    supersedes: earlier ? (await openSigned(services, tx, earlier)).determinationId : null,
  });
}
