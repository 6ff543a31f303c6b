import { determinationPayload } from "#contracts/benchmarking";
import { DETERMINATION_PAYLOAD_TYPE, sha256Hex, signStatement, type DeterminationPayload } from "#engines/ledger";
import { requirePermission } from "#rooms/access";
import { appendEntry, listActsNaming } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { auditOpened } from "./audit-determination.ts";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findFinishedRun, findStandard, lockRequest, saveDetermination, type RequestRow } from "./benchmarking.store.ts";
import type { Outcome, Recommendation } from "./benchmarking.types.ts";
import { readConsultation } from "./consultation.ts";
import { directorKey } from "./enclave-keys.ts";
import { sendBundle } from "./guard.ts";
import { reachState, requireTransition } from "./reach-state.ts";
import { requireReleasable } from "./recommend-outcome.ts";
import { openCommittedStandard, openRecommendation, openResults } from "./sealed-records.ts";
import { tellAll } from "./tell-all.ts";

export interface SignDetermination {
  readonly actor: Actor;
  readonly requestId: string;
  /** What the Director read and signs; must be what was recommended. */
  readonly outcome: Outcome;
  readonly setsDirectory: string;
}

/**
 * The Director signs the recommended determination: the only place where the Director's key is used. Everything is opened
 * and recomputed first, so that nothing somebody wrote into the database by hand is ever signed.
 */
export async function signDetermination(services: Services, input: SignDetermination): Promise<void> {
  const { actor, requestId } = input;
  requirePermission(actor, "benchmarking:sign");
  await requireAppointment(services, actor);
  await services.db.inTransaction(async (tx) => {
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
    const consultation = await readConsultation(services, tx, request);
    if (!consultation?.complete) throw new BenchmarkingRefusal("consultation-open", "Not every office was heard, and the time to be heard is not over.");
    const payload = await draftDetermination(services, tx, { request, recommendation, setsDirectory: input.setsDirectory });
    const envelope = signStatement({ payloadType: DETERMINATION_PAYLOAD_TYPE, payload }, directorKey(services).privateKeyPem);
    const { determinationId, outcome, releasableText, signedAt } = payload;
    await saveDetermination(tx, requestId, { determinationId, outcome, releasableText, signedAt, envelope });
    await reachState(services, tx, { request, event: "sign", actor });
    await appendEntry(services, tx, { kind: "benchmarking.determination-signed", subject: requestId, by: actor, data: { determinationId, outcome, digest: sha256Hex(envelope.payload) } });
    await sendBundle(services, tx, `determination-${requestId}.json`, { kind: "determination-signed", requestId, determination: { ...envelope } });
    await tellAll(services, tx, { role: "benchmark-analyst", kind: "benchmarking.determination-signed", requestId });
  });
}

async function draftDetermination(services: Services, tx: Transaction, input: { readonly request: RequestRow; readonly recommendation: Recommendation; readonly setsDirectory: string }): Promise<DeterminationPayload> {
  const { request, recommendation } = input;
  const run = await findFinishedRun(tx, request.id);
  const standardRow = run && (await findStandard(tx, run.standard));
  if (!run || !standardRow) throw new BenchmarkingRefusal("record-altered", "The sealed results of this request are not there; restore them from your backup.");
  const standard = openCommittedStandard(services, standardRow);
  const results = openResults(services, run);
  const audit = auditOpened({ requestId: request.id, modelDigest: request.model_digest, standard, results, outcome: recommendation.outcome });
  const failed = audit.checks.find(({ ok }) => !ok);
  if (failed) throw new BenchmarkingRefusal("record-altered", `The records do not hold together (${failed.name}); nothing is signed.`);
  await requireReleasable(recommendation.releasableText, standard.value, input.setsDirectory);
  return determinationPayload.parse({
    determinationId: results.value.determinationId,
    modelDigest: results.value.modelDigest,
    outcome: recommendation.outcome,
    releasableText: recommendation.releasableText,
    standard: { id: standard.value.standardId, version: standard.value.version, commitment: standard.commitment },
    benchmarkSet: standard.value.benchmarkSet,
    resultsCommitment: results.commitment,
    sealedAt: results.value.sealedAt,
    signedAt: services.clock().toISOString(),
    supersedes: null,
  });
}

// By which a person comes to a role: added in an exercise, invited, or given other roles, which takes two.
const APPOINTING = ["access.person-added", "access.invitation-accepted", "access.roles-changed"];

/**
 * The role of Director must stand in the ledger, where roles are given by an act; the newest counts. A role written
 * straight into the database is not an appointment.
 */
async function requireAppointment(services: Services, actor: Actor): Promise<void> {
  const newest = (await listActsNaming(services, { personId: actor.personId, kinds: APPOINTING })).at(-1);
  const given = newest?.data["to"] ?? newest?.data["roles"];
  if (!Array.isArray(given) || !given.includes("nsa-director")) throw new BenchmarkingRefusal("not-appointed", "The ledger knows no act by which you became Director; nothing is signed.");
}
