import type { RequestState, RunState } from "#contracts/benchmarking";
import type { Envelope } from "#engines/ledger";
import type { IsolationReport } from "#engines/sandbox";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";
import type { SignedRecord } from "./benchmarking.types.ts";

export interface StandardRow {
  readonly id: string;
  readonly standard_id: string;
  readonly version: string;
  readonly state: "draft" | "active" | "superseded";
  readonly sealed_content: string;
  readonly sealed_salt: string | null;
  readonly commitment: string | null;
  readonly written_at: string;
  readonly written_by: string | null;
  readonly committed_at: string | null;
}

export interface RequestRow {
  readonly id: string;
  readonly model_digest: string;
  readonly sealed_model: string;
  readonly sealed_credential: string | null;
  readonly state: RequestState;
  readonly state_since: string;
  readonly requested_at: string;
  readonly access_ended_at: string | null;
  readonly sealed_recommendation: string | null;
  readonly determination: SignedRecord | null;
  readonly origin: "requested" | "initiated";
  readonly reconsiders: string | null;
  readonly sealed_facts: string | null;
  readonly stop_reason: string | null;
  readonly sealed_lift: string | null;
}

export interface RunRow {
  readonly id: string;
  readonly request_id: string;
  readonly standard: string;
  readonly determination_id: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly done: number;
  readonly total: number;
  readonly reason: string | null;
  readonly isolation: IsolationReport | null;
  readonly sealed_results: string | null;
  readonly sealed_salt: string | null;
  readonly results_commitment: string | null;
  readonly sealed_at: string | null;
  readonly sealing_recorded_at: string | null;
  readonly started_at: string;
  readonly finished_at: string | null;
}

export interface ViewRow {
  readonly office: string;
  readonly person_id: string;
  readonly sealed_view: string;
  readonly given_at: string;
}

export interface OutgoingRow {
  readonly id: string;
  readonly file_name: string;
  readonly bundle: unknown;
}

const STANDARD = sql`id, standard_id, version, state, sealed_content, sealed_salt, commitment, written_at, written_by, committed_at FROM benchmarking.standard`;
const REQUEST = sql`id, model_digest, sealed_model, sealed_credential, state, state_since, requested_at, access_ended_at,
  sealed_recommendation, determination, origin, reconsiders, sealed_facts, stop_reason, sealed_lift FROM benchmarking.request`;
const RUN = sql`id, request_id, standard, determination_id, state, attempt, done, total, reason, isolation, sealed_results, sealed_salt, results_commitment,
  sealed_at, sealing_recorded_at, started_at, finished_at FROM benchmarking.run`;

export async function insertStandard(tx: Transaction, row: { id: string; standardId: string; version: string; sealedContent: string; writtenBy: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.standard (id, standard_id, version, state, sealed_content, written_by, written_at)
    VALUES (${row.id}, ${row.standardId}, ${row.version}, 'draft', ${row.sealedContent}, ${row.writtenBy}, ${row.at})`);
}

export function listStandardRows(db: Queryable): Promise<StandardRow[]> {
  return db.query(sql`SELECT ${STANDARD} ORDER BY sequence`);
}

export function findStandard(db: Queryable, id: string): Promise<StandardRow | undefined> {
  return db.find(sql`SELECT ${STANDARD} WHERE id = ${id}`);
}

/** Standards are published one after another, so that exactly one is active. */
export async function lockStandards(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('benchmarking-standards'))`);
}

export function findActiveStandard(db: Queryable): Promise<StandardRow | undefined> {
  return db.find(sql`SELECT ${STANDARD} WHERE state = 'active'`);
}

/** Those that were ever fixed. */
export async function countCommittedStandards(db: Queryable): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM benchmarking.standard WHERE state <> 'draft'`))?.count ?? 0;
}

export async function supersedeActiveStandard(tx: Transaction): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.standard SET state = 'superseded' WHERE state = 'active'`);
}

export async function activateStandard(tx: Transaction, row: { id: string; commitment: string; sealedSalt: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.standard SET state = 'active', commitment = ${row.commitment}, sealed_salt = ${row.sealedSalt}, committed_at = ${row.at} WHERE id = ${row.id}`);
}

export interface NewRequest {
  readonly id: string;
  readonly origin: "requested" | "initiated";
  readonly modelDigest: string;
  readonly sealedModel: string;
  readonly sealedCredential: string | null;
  readonly reconsiders: string | null;
  readonly sealedFacts: string | null;
  readonly requestedAt: string;
  readonly at: Date;
}

export async function insertRequest(tx: Transaction, row: NewRequest): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.request (id, origin, model_digest, sealed_model, sealed_credential, reconsiders, sealed_facts, state, state_since, requested_at)
    VALUES (${row.id}, ${row.origin}, ${row.modelDigest}, ${row.sealedModel}, ${row.sealedCredential}, ${row.reconsiders}, ${row.sealedFacts}, ${row.origin}, ${row.at}, ${row.requestedAt})`);
}

export function listRequestRows(db: Queryable): Promise<RequestRow[]> {
  return db.query(sql`SELECT ${REQUEST} ORDER BY requested_at DESC, id LIMIT 500`);
}

export function findRequest(db: Queryable, id: string): Promise<RequestRow | undefined> {
  return db.find(sql`SELECT ${REQUEST} WHERE id = ${id}`);
}

export function lockRequest(tx: Transaction, id: string): Promise<RequestRow | undefined> {
  return tx.find(sql`SELECT ${REQUEST} WHERE id = ${id} FOR UPDATE`);
}

export async function moveRequest(tx: Transaction, id: string, state: RequestState, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.request SET state = ${state}, state_since = ${at} WHERE id = ${id}`);
}

export async function setStopReason(tx: Transaction, id: string, reason: string): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.request SET stop_reason = ${reason} WHERE id = ${id}`);
}

export async function saveLifting(tx: Transaction, id: string, sealed: string): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.request SET sealed_lift = ${sealed} WHERE id = ${id}`);
}

/** Those that look again at this one, oldest first. */
export function listReconsidering(db: Queryable, requestId: string): Promise<RequestRow[]> {
  return db.query(sql`SELECT ${REQUEST} WHERE reconsiders = ${requestId} ORDER BY requested_at, id`);
}

export interface ActRow {
  readonly id: string;
  readonly request_id: string;
  readonly act: "lifted" | "stands";
  readonly answers: string | null;
  readonly envelope: Envelope;
  readonly signed_at: string;
}

export async function insertAct(tx: Transaction, row: { id: string; requestId: string; act: ActRow["act"]; answers: string | null; envelope: Envelope; signedAt: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.determination_act (id, request_id, act, answers, envelope, signed_at)
    VALUES (${row.id}, ${row.requestId}, ${row.act}, ${row.answers}, ${json(row.envelope)}, ${row.signedAt})`);
}

export function listActRows(db: Queryable, requestId: string): Promise<ActRow[]> {
  return db.query(sql`SELECT id, request_id, act, answers, envelope, signed_at FROM benchmarking.determination_act WHERE request_id = ${requestId} ORDER BY sequence`);
}

export interface InspectionRow {
  readonly id: string;
  readonly request_id: string;
  readonly sealed_record: string;
  readonly proposed_by: string;
  readonly proposed_at: string;
  readonly expires_at: string;
  readonly sealed_word: string | null;
}

const INSPECTION = sql`id, request_id, sealed_record, proposed_by, proposed_at, expires_at, sealed_word FROM benchmarking.inspection`;

export async function insertInspection(tx: Transaction, row: { id: string; requestId: string; sealedRecord: string; by: string; at: Date; expiresAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.inspection (id, request_id, sealed_record, proposed_by, proposed_at, expires_at)
    VALUES (${row.id}, ${row.requestId}, ${row.sealedRecord}, ${row.by}, ${row.at}, ${row.expiresAt})`);
}

export function findInspection(db: Queryable, id: string): Promise<InspectionRow | undefined> {
  return db.find(sql`SELECT ${INSPECTION} WHERE id = ${id}`);
}

export function lockInspection(tx: Transaction, id: string): Promise<InspectionRow | undefined> {
  return tx.find(sql`SELECT ${INSPECTION} WHERE id = ${id} FOR UPDATE`);
}

export function listInspections(db: Queryable, requestId: string): Promise<InspectionRow[]> {
  return db.query(sql`SELECT ${INSPECTION} WHERE request_id = ${requestId} ORDER BY proposed_at, id LIMIT 50`);
}

export async function saveInspectionWord(tx: Transaction, id: string, sealed: string): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.inspection SET sealed_word = ${sealed} WHERE id = ${id}`);
}

export async function eraseCredential(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.request SET sealed_credential = NULL WHERE id = ${id}`);
}

export async function markAccessEnded(tx: Transaction, id: string, endedAt: string): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.request SET access_ended_at = coalesce(access_ended_at, ${endedAt}) WHERE id = ${id}`);
}

export async function saveRecommendation(tx: Transaction, id: string, sealed: string): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.request SET sealed_recommendation = ${sealed} WHERE id = ${id}`);
}

export async function saveDetermination(tx: Transaction, id: string, signed: SignedRecord): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.request SET determination = ${json(signed)} WHERE id = ${id}`);
}

export async function insertRun(tx: Transaction, row: { id: string; requestId: string; standard: string; determinationId: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.run (id, request_id, standard, determination_id, state, started_at)
    VALUES (${row.id}, ${row.requestId}, ${row.standard}, ${row.determinationId}, 'queued', ${row.at})`);
}

export function findNewestRun(db: Queryable, requestId: string): Promise<RunRow | undefined> {
  return db.find(sql`SELECT ${RUN} WHERE request_id = ${requestId} ORDER BY sequence DESC LIMIT 1`);
}

export function findFinishedRun(db: Queryable, requestId: string): Promise<RunRow | undefined> {
  return db.find(sql`SELECT ${RUN} WHERE request_id = ${requestId} AND state = 'finished'`);
}

/** 0 where no finished run of this request was sealed so. A later word counts: the one before it may not have come to stand. */
export function saveSealingRecorded(tx: Transaction, row: { requestId: string; determinationId: string; commitment: string; at: string }): Promise<number> {
  return tx.execute(sql`UPDATE benchmarking.run SET sealing_recorded_at = greatest(sealing_recorded_at, ${row.at})
    WHERE request_id = ${row.requestId} AND determination_id = ${row.determinationId} AND results_commitment = ${row.commitment} AND state = 'finished'`);
}

/** What there was of a run that ended without results, as it is sealed. */
export async function findQuarantined(db: Queryable, runId: string): Promise<string | null> {
  return (await db.find<{ quarantined: string | null }>(sql`SELECT quarantined FROM benchmarking.run WHERE id = ${runId}`))?.quarantined ?? null;
}

export function listUnfinishedRuns(db: Queryable): Promise<RunRow[]> {
  return db.query(sql`SELECT ${RUN} WHERE state IN ('queued', 'running') ORDER BY sequence`);
}

/** Begins the next attempt of a run that is still to be done; undefined when there is nothing left to do. */
export function beginAttempt(tx: Transaction, id: string): Promise<RunRow | undefined> {
  return tx.find(sql`UPDATE benchmarking.run SET state = 'running', attempt = attempt + 1, done = 0, total = 0
    WHERE id = ${id} AND state IN ('queued', 'running')
    RETURNING id, request_id, standard, determination_id, state, attempt, done, total, reason, isolation, sealed_results, sealed_salt, results_commitment,
      sealed_at, sealing_recorded_at, started_at, finished_at`);
}

/** False when another attempt has taken over or the run is over. */
export async function isCurrentAttempt(db: Queryable, run: Pick<RunRow, "id" | "attempt">): Promise<boolean> {
  return (await db.find(sql`SELECT 1 FROM benchmarking.run WHERE id = ${run.id} AND attempt = ${run.attempt} AND state = 'running'`)) !== undefined;
}

/** 0 as above. */
export function saveProgress(db: Queryable, row: { id: string; attempt: number; done: number; total: number }): Promise<number> {
  return db.execute(sql`UPDATE benchmarking.run SET done = ${row.done}, total = ${row.total} WHERE id = ${row.id} AND attempt = ${row.attempt} AND state = 'running'`);
}

export interface RunEnd {
  readonly id: string;
  readonly attempt: number;
  readonly state: Exclude<RunState, "queued" | "running" | "finished">;
  readonly reason: string;
  readonly isolation: IsolationReport | null;
  readonly quarantined: string | null;
  readonly at: Date;
}

/** Ends a run without results; 0 as above. */
export function endRun(tx: Transaction, row: RunEnd): Promise<number> {
  return tx.execute(sql`UPDATE benchmarking.run SET state = ${row.state}, reason = ${row.reason}, isolation = ${row.isolation === null ? null : json(row.isolation)},
      quarantined = ${row.quarantined}, finished_at = ${row.at}
    WHERE id = ${row.id} AND attempt = ${row.attempt} AND state = 'running'`);
}

export interface FinishedRun {
  readonly id: string;
  readonly attempt: number;
  readonly isolation: IsolationReport | null;
  readonly samples: number;
  readonly sealedResults: string;
  readonly sealedSalt: string;
  readonly commitment: string;
  readonly at: Date;
}

/** Ends a run with its sealed results; 0 as above. */
export function finishRun(tx: Transaction, row: FinishedRun): Promise<number> {
  return tx.execute(sql`UPDATE benchmarking.run SET state = 'finished', done = ${row.samples}, total = ${row.samples}, isolation = ${row.isolation === null ? null : json(row.isolation)}, sealed_results = ${row.sealedResults},
      sealed_salt = ${row.sealedSalt}, results_commitment = ${row.commitment}, sealed_at = ${row.at}, finished_at = ${row.at}
    WHERE id = ${row.id} AND attempt = ${row.attempt} AND state = 'running'`);
}

export async function insertView(tx: Transaction, row: { requestId: string; office: string; personId: string; sealedView: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.view (request_id, office, person_id, sealed_view, given_at)
    VALUES (${row.requestId}, ${row.office}, ${row.personId}, ${row.sealedView}, ${row.at})`);
}

export function listViewRows(db: Queryable, requestId: string): Promise<ViewRow[]> {
  return db.query(sql`SELECT office, person_id, sealed_view, given_at FROM benchmarking.view WHERE request_id = ${requestId} ORDER BY given_at`);
}

export function findPeer(db: Queryable): Promise<{ transport_key: string; pinned_at: string } | undefined> {
  return db.find(sql`SELECT transport_key, pinned_at FROM benchmarking.peer`);
}

/** 0 when a key is pinned already. */
export function pinPeer(tx: Transaction, transportKey: string, at: Date): Promise<number> {
  return tx.execute(sql`INSERT INTO benchmarking.peer (transport_key, pinned_at) VALUES (${transportKey}, ${at}) ON CONFLICT DO NOTHING`);
}

export async function isKnownIncoming(db: Queryable, digest: string): Promise<boolean> {
  return (await db.find(sql`SELECT 1 FROM benchmarking.incoming WHERE digest = ${digest}`)) !== undefined;
}

/** 0 when this bundle was already judged. */
export function recordIncoming(tx: Transaction, row: { digest: string; verdict: string; at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO benchmarking.incoming (digest, verdict, at) VALUES (${row.digest}, ${row.verdict}, ${row.at}) ON CONFLICT DO NOTHING`);
}

/** 0 when something of this name was already handed to the guard. */
export function insertOutgoing(tx: Queryable, row: { id: string; fileName: string; bundle: unknown; at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO benchmarking.outgoing (id, file_name, bundle, created_at) VALUES (${row.id}, ${row.fileName}, ${json(row.bundle)}, ${row.at}) ON CONFLICT (file_name) DO NOTHING`);
}

export async function hasOutgoing(db: Queryable, fileName: string): Promise<boolean> {
  return (await db.find(sql`SELECT 1 FROM benchmarking.outgoing WHERE file_name = ${fileName}`)) !== undefined;
}

/** Of what was signed, that of which no proof was handed to the guard: their files are named by prefix and request. */
export async function listUnprovenRequestIds(db: Queryable, prefix: string): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT id FROM benchmarking.request r WHERE determination IS NOT NULL
    AND NOT EXISTS (SELECT FROM benchmarking.outgoing o WHERE o.file_name = ${prefix} || r.id || '.json') ORDER BY state_since, id`);
  return rows.map(({ id }) => id);
}

export function lockUnwritten(tx: Transaction, id: string): Promise<OutgoingRow | undefined> {
  return tx.find(sql`SELECT id, file_name, bundle FROM benchmarking.outgoing WHERE id = ${id} AND written_at IS NULL AND withheld_at IS NULL FOR UPDATE`);
}

export async function markWritten(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.outgoing SET written_at = ${at} WHERE id = ${id}`);
}

export async function markWithheld(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.outgoing SET withheld_at = ${at} WHERE id = ${id}`);
}

export async function hasAnnouncedKeys(db: Queryable): Promise<boolean> {
  return (await db.find(sql`SELECT 1 FROM benchmarking.outgoing WHERE file_name = 'enclave-keys.json' AND written_at IS NOT NULL`)) !== undefined;
}

export interface BundleCounts {
  readonly imported: number;
  readonly refused: number;
  readonly written: number;
  readonly withheld: number;
}

export async function countBundles(db: Queryable): Promise<BundleCounts> {
  const row = await db.find<BundleCounts>(sql`SELECT
    (SELECT count(*) FROM benchmarking.incoming WHERE verdict = 'imported') AS imported,
    (SELECT count(*) FROM benchmarking.incoming WHERE verdict <> 'imported') AS refused,
    (SELECT count(*) FROM benchmarking.outgoing WHERE written_at IS NOT NULL) AS written,
    (SELECT count(*) FROM benchmarking.outgoing WHERE withheld_at IS NOT NULL) AS withheld`);
  return row ?? { imported: 0, refused: 0, written: 0, withheld: 0 };
}
