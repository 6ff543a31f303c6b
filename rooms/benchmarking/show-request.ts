import type { z } from "zod";
import { OFFICES, type EgressAlarm, type enclaveStatus, type request as requestReply, type RequestAct, type requestSummary, type Standard } from "#contracts/benchmarking";
import { computeKeyId } from "#engines/ledger";
import type { IsolationReport } from "#engines/sandbox";
import { findPersonCard, isAllowed, mayEver } from "#rooms/access";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { auditDetermination } from "./audit-determination.ts";
import { standardResource, toStandardFacts } from "./benchmarking.resources.ts";
import { decideTransition } from "./benchmarking.rules.ts";
import { countBundles, findNewestRun, findPeer, findQuarantined, findRequest, findStandard, hasAnnouncedKeys, listReconsidering, listRequestRows, listStandardRows, type RequestRow, type RunRow, type StandardRow } from "./benchmarking.store.ts";
import { showClaims } from "./confirm-developer.ts";
import { readConsultation, type ConsultationRecord } from "./consultation.ts";
import { transportKey } from "./enclave-keys.ts";
import { findLease } from "./lease.ts";
import { showInspections } from "./inspect-determination.ts";
import { isLiftable } from "./lift-determination.ts";
import { showFiles } from "./receive-files.ts";
import { openAlarms, openFacts, openLifting, openModelAddress, openRecommendation, openResults, openStandard } from "./sealed-records.ts";
import { listActs as listSignedActs } from "./signed-records.ts";
import { findDirectorKey, maySignNow } from "./signing-authority.ts";

const COMMAND_CHARACTERS = 2000;

/** Every standard with its thresholds: for the analyst and the Director. */
export async function listStandards(services: Services, actor: Actor): Promise<Standard[]> {
  return (await listStandardRows(services.db)).map((row) => toStandard(services, actor, row));
}

export async function showStandard(services: Services, actor: Actor, id: string): Promise<Standard> {
  const row = await findStandard(services.db, id);
  if (!row) throw notFound();
  return toStandard(services, actor, row);
}

function toStandard(services: Services, actor: Actor, row: StandardRow): Standard {
  const { schema: _schema, ...content } = openStandard(services, row);
  const mayPublish = row.state === "draft" && isAllowed(actor, "benchmarking:publish-standard", { type: standardResource.type, id: row.id, facts: toStandardFacts(row) });
  return { ...content, mayPublish, id: row.id, state: row.state, measures: [...content.measures], commitment: row.commitment, writtenAt: row.written_at, committedAt: row.committed_at };
}

export async function listRequests(services: Services, actor: Actor): Promise<z.infer<typeof requestSummary>[]> {
  return (await listRequestRows(services.db)).map((row) => toSummary(services, row, actor));
}

/** A request as this person may see it. Consultees see where it stands and their own view, and no score. */
export async function showRequest(services: Services, actor: Actor, id: string): Promise<z.infer<typeof requestReply>> {
  const row = await findRequest(services.db, id);
  if (!row) throw notFound();
  const seesResults = maySeeResults(actor);
  const run = await findNewestRun(services.db, id);
  const standard = run && (await findStandard(services.db, run.standard));
  const consultation = await readConsultation(services, services.db, row);
  const leaseEnd = await findLease(services, id);
  return {
    ...toSummary(services, row, actor),
    accessMode: openModelAddress(services, row).accessMode,
    facts: seesResults ? openFacts(services, row) : null,
    claims: seesResults ? await showClaims(services, actor, row.id) : [],
    files: seesResults ? await showFiles(services, row.id) : [],
    stopReason: row.stop_reason === "access-mode" ? "access-mode" : null,
    line: await traceLine(services, row),
    laterActs: (await listSignedActs(services, services.db, row.id)).map(({ act, releasableText, signedAt, answers }) => ({ act, releasableText, signedAt, answers })),
    lifting: seesResults ? await showLifting(services, row) : null,
    inspections: seesResults ? await showInspections(services, actor, row.id) : [],
    endpoint: seesResults ? openModelAddress(services, row).endpoint : null,
    standard: standard?.commitment ? { standardId: standard.standard_id, version: standard.version, commitment: standard.commitment } : null,
    lease: { inForce: leaseEnd !== null, notAfter: leaseEnd },
    run: run ? { state: run.state, done: run.done, total: run.total, attempt: run.attempt, reason: seesResults ? run.reason : null, alarms: seesResults ? await showAlarms(services, run) : null, startedAt: run.started_at, finishedAt: run.finished_at } : null,
    isolation: run?.isolation ? showIsolation(run.isolation) : null,
    results: seesResults && run?.state === "finished" ? await showResults(services, row, run) : null,
    consultation: consultation && showConsultation(consultation, actor),
    recommendation: seesResults ? await showRecommendation(services, row) : null,
    determination: row.determination,
    acts: listActs(services, { maySign: await maySignNow(services, services.db, actor), row, run, consultation, actor }),
  };
}

const maySeeResults = (actor: Actor): boolean =>
  mayEver(actor, "benchmarking:read-results");

function toSummary(services: Services, row: RequestRow, actor: Actor): z.infer<typeof requestSummary> {
  const modelName = maySeeResults(actor) ? openModelAddress(services, row).modelName : null;
  return { id: row.id, origin: row.origin, reconsiders: row.reconsiders, modelDigest: row.model_digest, modelName, state: row.state, stateSince: row.state_since, requestedAt: row.requested_at };
}

function showIsolation({ program = "native", probes, untried = [], ...rest }: IsolationReport) {
  return { ...rest, program, probes: [...probes], untried: [...untried] };
}

async function showAlarms(services: Services, run: RunRow): Promise<EgressAlarm[]> {
  // Only these two ends may have them; the others need not open what was sealed.
  const sealed = run.state === "halted" || run.state === "stopped" ? await findQuarantined(services.db, run.id) : null;
  if (sealed === null) return [];
  return openAlarms(services, run.id, sealed).map(({ sandboxId, at, argv, attempts, lastWords }) => ({ sandboxId, at, command: argv.join(" ").slice(0, COMMAND_CHARACTERS), attempts, lastWords }));
}

async function showResults(services: Services, row: RequestRow, run: RunRow) {
  const { value, commitment } = openResults(services, run);
  const { measures, outcomeByRule } = await auditDetermination(services, row.id);
  const samples = value.samples.map(({ taskId, kind, epoch, outcome, score, turns, tokens }) => ({ taskId, kind, epoch, outcome, passed: score === 1, turns, tokens }));
  const { setId, setVersion, setDigest, harness, solverDigest, seed, epochs, startedAt, finishedAt } = value.manifest;
  const tokensUsed = value.samples.reduce((sum, sample) => sum + sample.tokens, 0);
  const manifest = {
    modelDigest: value.modelDigest, benchmarkSet: { id: setId, version: setVersion, digest: setDigest }, harness, solverDigest, seed, epochs, startedAt, finishedAt, tokenBudget: value.tokenBudget ?? null, tokensUsed,
  };
  return { determinationId: value.determinationId, commitment, sealedAt: value.sealedAt, recordedAt: run.sealing_recorded_at, manifest, measures: [...measures], outcomeByRule, samples };
}

function showConsultation(consultation: ConsultationRecord, actor: Actor) {
  const offices = OFFICES.map((office) => {
    const view = consultation.views.get(office);
    if (!view) return { office, state: consultation.lapsed ? ("lapsed" as const) : ("awaited" as const), view: null, heardAt: null };
    return { office, state: "heard" as const, view: maySeeResults(actor) || view.personId === actor.personId ? view.view : null, heardAt: view.givenAt };
  });
  return { lapsesAt: consultation.lapsesAt, complete: consultation.complete, offices };
}

async function showRecommendation(services: Services, row: RequestRow) {
  const recommendation = openRecommendation(services, row);
  if (!recommendation) return null;
  const person = await findPersonCard(services.db, recommendation.recommendedBy);
  const { answer, ...rest } = recommendation;
  return { ...rest, stands: answer === "stands", recommendedBy: person?.name ?? recommendation.recommendedBy };
}

async function showLifting(services: Services, row: RequestRow) {
  const lifting = openLifting(services, row);
  if (!lifting || !isLiftable(row)) return null;
  const person = await findPersonCard(services.db, lifting.proposedBy);
  return { ...lifting, proposedBy: person?.name ?? lifting.proposedBy };
}

// A line is as long as somebody asked again, which nothing bounds.
const LONGEST_LINE = 100;

/** All requests about one determination, from the first one on. */
async function traceLine({ db }: Services, row: RequestRow) {
  let first = row;
  for (let steps = 0; first.reconsiders !== null && steps < LONGEST_LINE; steps += 1) first = (await findRequest(db, first.reconsiders)) ?? { ...first, reconsiders: null };
  const line: RequestRow[] = [];
  const waiting = [first];
  for (let next = waiting.shift(); next && line.length < LONGEST_LINE; next = waiting.shift()) {
    line.push(next);
    waiting.push(...(await listReconsidering(db, next.id)));
  }
  return line.map(({ id, origin, state, requested_at }) => ({ id, origin, state, requestedAt: requested_at }));
}

function listActs(services: Services, input: { readonly row: RequestRow; readonly run: RunRow | undefined; readonly consultation: ConsultationRecord | null; readonly actor: Actor; readonly maySign: boolean }): RequestAct[] {
  const { row, run, consultation, actor, maySign } = input;
  const may = (event: "start-run" | "recommend" | "recommend-standing" | "sign" | "lift") => "to" in decideTransition(row.state, event, actor.roles);
  const acts: RequestAct[] = [];
  const address = openModelAddress(services, row);
  if (may("start-run") && address.endpoint !== null && !(run && ["queued", "running", "finished"].includes(run.state))) acts.push("run");
  const spoke = [...(consultation?.views.values() ?? [])].some((view) => view.personId === actor.personId);
  if (row.state === "consultation" && actor.roles.includes("consultee") && consultation && !consultation.complete && !spoke) acts.push("give-view");
  if (may("recommend") && consultation?.complete) acts.push("recommend");
  if (may("recommend-standing") && address.reconsiders !== null) acts.push("recommend-standing");
  if (actor.roles.includes("benchmark-analyst") && row.determination?.outcome === "covered" && isLiftable(row)) acts.push("propose-lifting");
  const lifting = openLifting(services, row);
  if (may("lift") && maySign && lifting && lifting.proposedBy !== actor.personId) acts.push("lift");
  if (maySeeResults(actor) && run?.state === "finished") acts.push("open-to-inspector");
  if (may("sign") && maySign && openRecommendation(services, row)?.recommendedBy !== actor.personId) acts.push("sign");
  return acts;
}

/** Whether keys and guard work; says nothing of any request. */
export async function showStatus(services: Services): Promise<z.infer<typeof enclaveStatus>> {
  const peer = await findPeer(services.db);
  const house = services.db.asSystem("status says how many crossed and not what");
  return {
    keys: { announced: await hasAnnouncedKeys(house), transportKeyId: transportKey(services).keyId, directorKeyId: (await findDirectorKey(services, services.db))?.keyId ?? null },
    peer: peer ? { keyId: computeKeyId(peer.transport_key), pinnedAt: peer.pinned_at } : null,
    bundles: await countBundles(house),
  };
}
