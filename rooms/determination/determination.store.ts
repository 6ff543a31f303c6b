import type { DeterminationState } from "#contracts/determination";
import type { Envelope } from "#engines/ledger";
import type { FilterColumns } from "#rooms/access";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_REQUEST = ownedTable("determination.request", ["organisation_id", "engagement_id"]);

/** The enclave with the Director's key that is in force. */
export interface EnclaveRow {
  readonly transport_key: string;
  readonly sealing_key: string;
  readonly director_key_id: string;
  readonly director_key: string;
  readonly key_entry_id: string;
  readonly pinned_at: string;
}

export interface StandardRow {
  readonly commitment: string;
  readonly standard_id: string;
  readonly version: string;
  readonly set_id: string;
  readonly set_version: string;
  readonly set_digest: string;
  readonly committed_at: string;
  readonly recorded_at: string;
  readonly entry_id: string;
  /** This and the two after it: null for standards from before there were proofs. */
  readonly rule_commitment: string | null;
  readonly sequence: number | null;
  readonly supersedes: string | null;
}

export interface RequestRow {
  readonly id: string;
  /** Null for one that the government began itself, where nobody registered the model. */
  readonly engagement_id: string | null;
  readonly organisation_id: string | null;
  readonly origin: "requested" | "initiated";
  /** Whether the enclave may call the model for it. */
  readonly with_access: boolean;
  readonly sealed_facts: string | null;
  readonly stop_reason: string | null;
  readonly model_digest: string;
  readonly state: DeterminationState;
  readonly requested_at: string;
  readonly reconsiders: string | null;
  readonly exported_at: string | null;
  readonly leased_until: string | null;
  readonly access_ended_at: string | null;
}

/** What the policies ask of a request. */
export interface RequestFactsRow {
  readonly organisation_id: string | null;
  readonly evaluators: string[];
  readonly selection: boolean;
}

export interface SealingRow {
  readonly request_id: string;
  readonly determination_id: string;
  readonly results_commitment: string;
  readonly sealed_at: string;
  readonly entry_id: string;
}

export interface SignedRow {
  readonly determination_id: string;
  readonly request_id: string;
  readonly standard_commitment: string;
  readonly envelope: Envelope;
  readonly received_at: string;
  readonly director_key_id: string;
  readonly delegation_id: string | null;
}

const REQUEST = sql`id, engagement_id, organisation_id, origin, with_access, sealed_facts, stop_reason, model_digest, state, requested_at, reconsiders, exported_at, leased_until, access_ended_at, ${ownerMark(OWNED_REQUEST)} FROM determination.request`;
const STANDARD = sql`commitment, standard_id, version, set_id, set_version, set_digest, committed_at, recorded_at, entry_id, rule_commitment, sequence, supersedes FROM determination.standard`;

export function findEnclave(db: Queryable): Promise<EnclaveRow | undefined> {
  return db.find(sql`SELECT transport_key, sealing_key, key_id AS director_key_id, public_key AS director_key, entry_id AS key_entry_id, k.pinned_at
    FROM determination.enclave, determination.director_key k ORDER BY sequence DESC LIMIT 1`);
}

export async function insertEnclave(tx: Transaction, row: { transportKey: string; sealingKey: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO determination.enclave (transport_key, sealing_key, pinned_at) VALUES (${row.transportKey}, ${row.sealingKey}, ${row.at})`);
}

export async function isKnownIncoming(db: Queryable, digest: string): Promise<boolean> {
  return (await db.find(sql`SELECT 1 FROM determination.incoming WHERE digest = ${digest}`)) !== undefined;
}

/** 0 when another worker was first. */
export function recordIncoming(tx: Transaction, row: { digest: string; verdict: string; at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO determination.incoming (digest, verdict, at) VALUES (${row.digest}, ${row.verdict}, ${row.at}) ON CONFLICT DO NOTHING`);
}

export async function insertStandard(tx: Transaction, row: { commitment: string; standardId: string; version: string; set: { id: string; version: string; digest: string }; committedAt: string; at: Date; entryId: string; ruleCommitment: string | null; sequence: number | null; supersedes: string | null }): Promise<void> {
  await tx.execute(sql`INSERT INTO determination.standard (commitment, standard_id, version, set_id, set_version, set_digest, committed_at, recorded_at, entry_id, rule_commitment, sequence, supersedes)
    VALUES (${row.commitment}, ${row.standardId}, ${row.version}, ${row.set.id}, ${row.set.version}, ${row.set.digest}, ${row.committedAt}, ${row.at}, ${row.entryId}, ${row.ruleCommitment}, ${row.sequence}, ${row.supersedes})`);
}

export function findStandard(db: Queryable, commitment: string): Promise<StandardRow | undefined> {
  return db.find(sql`SELECT ${STANDARD} WHERE commitment = ${commitment}`);
}

export function findStandardByName(db: Queryable, standardId: string, version: string): Promise<StandardRow | undefined> {
  return db.find(sql`SELECT ${STANDARD} WHERE standard_id = ${standardId} AND version = ${version}`);
}

export function listStandards(db: Queryable): Promise<StandardRow[]> {
  return db.query(sql`SELECT ${STANDARD} ORDER BY recorded_at, commitment LIMIT 1000`);
}

export interface NewRequest {
  readonly id: string;
  readonly origin: RequestRow["origin"];
  readonly engagementId: string | null;
  readonly organisationId: string | null;
  readonly modelDigest: string;
  readonly by: string;
  readonly reconsiders: string | null;
  readonly withAccess: boolean;
  readonly sealedFacts: string | null;
  readonly at: Date;
}

export async function insertRequest(tx: Transaction, row: NewRequest): Promise<void> {
  await tx.execute(sql`INSERT INTO determination.request (id, origin, engagement_id, organisation_id, model_digest, state, requested_by, requested_at, reconsiders, with_access, sealed_facts, owner_seal)
    VALUES (${row.id}, ${row.origin}, ${row.engagementId}, ${row.organisationId}, ${row.modelDigest}, ${row.origin}, ${row.by}, ${row.at}, ${row.reconsiders}, ${row.withAccess}, ${row.sealedFacts},
      ${sealOwner(OWNED_REQUEST, row.id, [row.organisationId, row.engagementId])})`);
}

export function findRequest(db: Queryable, id: string): Promise<RequestRow | undefined> {
  return db.find(sql`SELECT ${REQUEST} WHERE id = ${id}`);
}

export function findRequestFacts(db: Queryable, id: string, now: Date): Promise<RequestFactsRow | undefined> {
  return db.find(sql`SELECT organisation_id, engagement.evaluating_people(engagement_id, ${now}) AS evaluators, 'partner-selection' = ANY (engagement.consent_of(engagement_id)) AS selection,
    ${ownerMark(OWNED_REQUEST)} FROM determination.request WHERE id = ${id}`);
}

export function lockRequest(tx: Transaction, id: string): Promise<RequestRow | undefined> {
  return tx.find(sql`SELECT ${REQUEST} WHERE id = ${id} FOR UPDATE`);
}

/** Those that `visible` lets through, the newest first. */
export function listRequests(db: Queryable, visible: Statement): Promise<RequestRow[]> {
  return db.query(sql`SELECT ${REQUEST} WHERE ${visible} ORDER BY requested_at DESC, id LIMIT 200`);
}

/** Requests that may still have access, oldest first; another worker's are skipped when each is locked. */
export async function listRequestIdsWithAccess(db: Queryable, engagementId: string | null = null): Promise<readonly string[]> {
  return (await db.query<{ id: string }>(sql`SELECT id FROM determination.request WHERE origin = 'requested' AND access_ended_at IS NULL AND (with_access OR exported_at IS NULL) AND (${engagementId}::text IS NULL OR engagement_id = ${engagementId}) ORDER BY requested_at, id LIMIT 1000`)).map((row) => row.id);
}

/** The requests that look again at this one, oldest first. */
export function listReconsidering(db: Queryable, requestId: string): Promise<RequestRow[]> {
  return db.query(sql`SELECT ${REQUEST} WHERE reconsiders = ${requestId} ORDER BY requested_at, id`);
}

export async function setStopReason(tx: Transaction, id: string, reason: string): Promise<void> {
  await tx.execute(sql`UPDATE determination.request SET stop_reason = ${reason} WHERE id = ${id}`);
}

export async function setState(tx: Transaction, id: string, state: DeterminationState): Promise<void> {
  await tx.execute(sql`UPDATE determination.request SET state = ${state} WHERE id = ${id}`);
}

export async function markExported(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE determination.request SET exported_at = ${at} WHERE id = ${id}`);
}

export async function setLease(tx: Transaction, id: string, until: Date): Promise<void> {
  await tx.execute(sql`UPDATE determination.request SET leased_until = ${until} WHERE id = ${id}`);
}

export async function markAccessEnded(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE determination.request SET access_ended_at = ${at}, leased_until = NULL WHERE id = ${id}`);
}

export function insertStage(tx: Transaction, row: { requestId: string; stage: DeterminationState; at: string }): Promise<number> {
  return tx.execute(sql`INSERT INTO determination.stage (request_id, stage, at) VALUES (${row.requestId}, ${row.stage}, ${row.at}) ON CONFLICT DO NOTHING`);
}

export function listStages(db: Queryable, requestId: string): Promise<{ stage: DeterminationState; at: string }[]> {
  return db.query(sql`SELECT stage, at FROM determination.stage WHERE request_id = ${requestId} ORDER BY sequence`);
}

export async function insertSealing(tx: Transaction, row: { requestId: string; determinationId: string; commitment: string; sealedAt: string; entryId: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO determination.sealing (request_id, determination_id, results_commitment, sealed_at, entry_id)
    VALUES (${row.requestId}, ${row.determinationId}, ${row.commitment}, ${row.sealedAt}, ${row.entryId})`);
}

export function findSealing(db: Queryable, requestId: string): Promise<SealingRow | undefined> {
  return db.find(sql`SELECT request_id, determination_id, results_commitment, sealed_at, entry_id FROM determination.sealing WHERE request_id = ${requestId}`);
}

export async function insertSigned(tx: Transaction, row: { determinationId: string; requestId: string; standardCommitment: string; outcome: string; envelope: Envelope; directorKeyId: string; delegationId: string | null; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO determination.signed (determination_id, request_id, standard_commitment, outcome, envelope, director_key_id, delegation_id, received_at)
    VALUES (${row.determinationId}, ${row.requestId}, ${row.standardCommitment}, ${row.outcome}, ${json(row.envelope)}, ${row.directorKeyId}, ${row.delegationId}, ${row.at})`);
}

export function findSigned(db: Queryable, requestId: string): Promise<SignedRow | undefined> {
  return db.find(sql`SELECT determination_id, request_id, standard_commitment, envelope, director_key_id, delegation_id, received_at FROM determination.signed WHERE request_id = ${requestId}`);
}

/** The determination that came of asking again, if one was signed. */
export async function findSupersedingId(db: Queryable, requestId: string): Promise<string | undefined> {
  return (await db.find<{ determination_id: string }>(sql`SELECT s.determination_id FROM determination.request r JOIN determination.signed s ON s.request_id = r.id
    WHERE r.reconsiders = ${requestId} ORDER BY s.received_at DESC LIMIT 1`))?.determination_id;
}

export async function countDeterminations(db: Queryable): Promise<{ requested: number; stopped: number; covered: number; notCovered: number; insufficient: number; standards: number; refusedBundles: number }> {
  const row = await db.find<{ requested: number; stopped: number; covered: number; not_covered: number; insufficient: number; standards: number; refused: number }>(sql`SELECT
      (SELECT count(*) FROM determination.request WHERE origin = 'requested') AS requested, (SELECT count(*) FROM determination.request WHERE state = 'stopped') AS stopped,
      (SELECT count(*) FROM determination.signed WHERE outcome = 'covered') AS covered, (SELECT count(*) FROM determination.signed WHERE outcome = 'not_covered') AS not_covered,
      (SELECT count(*) FROM determination.signed WHERE outcome = 'insufficient') AS insufficient, (SELECT count(*) FROM determination.standard) AS standards,
      (SELECT count(*) FROM determination.incoming WHERE verdict <> 'imported') AS refused`);
  return { requested: row?.requested ?? 0, stopped: row?.stopped ?? 0, covered: row?.covered ?? 0, notCovered: row?.not_covered ?? 0, insufficient: row?.insufficient ?? 0, standards: row?.standards ?? 0, refusedBundles: row?.refused ?? 0 };
}

/** The same facts where a list of requests looks for them, at one instant. */
export function requestColumns(now: Date): FilterColumns {
  return {
    organisation: sql`organisation_id`,
    evaluators: sql`engagement.evaluating_people(engagement_id, ${now})`,
    selection: sql`('partner-selection' = ANY (engagement.consent_of(engagement_id)))`,
  };
}
