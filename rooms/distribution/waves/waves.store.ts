import type { Rollout, Wave, WavePolicy, WavePolicyWords } from "#contracts/deployment";
import { sql, type Queryable, type Transaction } from "#rooms/platform";
import type { WaveReports } from "./wave-order.ts";

const WORDS = sql`canary_hours AS "canaryHours", essential_hours AS "essentialHours", most_failed_percent AS "mostFailedPercent", most_canaries AS "mostCanaries", essential_sectors AS "essentialSectors", reason`;
const WAITS = sql`version IS NULL AND withdrawn_at IS NULL`;

/** Every version that was ever in force, the present one first. */
export function listWavePolicies(db: Queryable): Promise<WavePolicy[]> {
  return db.query(sql`SELECT version, in_force_at AS "inForceAt", ${WORDS} FROM distribution.wave_policy WHERE version IS NOT NULL ORDER BY version DESC LIMIT 50`);
}

export interface WaveProposal extends WavePolicyWords {
  readonly id: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
}

const PROPOSAL = sql`SELECT id, proposed_by AS "proposedBy", proposed_at AS "proposedAt", ${WORDS} FROM distribution.wave_policy`;

export function findWaveProposal(db: Queryable, id: string): Promise<WaveProposal | undefined> {
  return db.find(sql`${PROPOSAL} WHERE id = ${id} AND ${WAITS}`);
}

export function listWaveProposals(db: Queryable): Promise<WaveProposal[]> {
  return db.query(sql`${PROPOSAL} WHERE ${WAITS} ORDER BY proposed_at, id LIMIT 50`);
}

export async function insertWaveProposal(tx: Transaction, row: WavePolicyWords & { readonly id: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.wave_policy (id, canary_hours, essential_hours, most_failed_percent, most_canaries, essential_sectors, reason, proposed_by, proposed_at)
    VALUES (${row.id}, ${row.canaryHours}, ${row.essentialHours}, ${row.mostFailedPercent}, ${row.mostCanaries}, ${row.essentialSectors}, ${row.reason}, ${row.personId}, ${row.at})`);
}

/** @returns the version it became; undefined when it no longer waits */
export async function putWavePolicyInForce(tx: Transaction, row: { readonly id: string; readonly personId: string; readonly at: Date }): Promise<number | undefined> {
  const settled = await tx.find<{ version: number }>(sql`UPDATE distribution.wave_policy SET version = (SELECT coalesce(max(version), 0) + 1 FROM distribution.wave_policy), confirmed_by = ${row.personId}, in_force_at = ${row.at}
    WHERE id = ${row.id} AND ${WAITS} RETURNING version`);
  return settled?.version;
}

export function withdrawWaveProposal(tx: Transaction, id: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE distribution.wave_policy SET withdrawn_at = ${at} WHERE id = ${id} AND ${WAITS}`);
}

export interface RolloutRow {
  readonly id: string;
  readonly advisory_id: string;
  readonly patch_id: string;
  readonly policy_version: number;
  readonly wave: Wave;
  readonly state: Rollout["state"];
  readonly started_at: string;
  readonly wave_at: string;
  readonly next_at: string | null;
  readonly failures_seen: number;
  readonly skipped_by: string | null;
}

const ROLLOUT = sql`SELECT id, advisory_id, patch_id, policy_version, wave, state, started_at, wave_at, next_at, failures_seen, skipped_by FROM distribution.rollout`;

/** 0 when it is on its way already. */
export function insertRollout(tx: Transaction, row: { readonly id: string; readonly advisoryId: string; readonly patchId: string; readonly policyVersion: number; readonly at: Date; readonly nextAt: Date | null }): Promise<number> {
  return tx.execute(sql`INSERT INTO distribution.rollout (id, advisory_id, patch_id, policy_version, wave, state, started_at, wave_at, next_at)
    VALUES (${row.id}, ${row.advisoryId}, ${row.patchId}, ${row.policyVersion}, 'canary', 'going-out', ${row.at}, ${row.at}, ${row.nextAt}) ON CONFLICT (patch_id) DO NOTHING`);
}

export function findRolloutOf(db: Queryable, patchId: string): Promise<RolloutRow | undefined> {
  return db.find(sql`${ROLLOUT} WHERE patch_id = ${patchId}`);
}

export function findRollout(db: Queryable, id: string): Promise<RolloutRow | undefined> {
  return db.find(sql`${ROLLOUT} WHERE id = ${id}`);
}

export function lockRollout(tx: Transaction, id: string): Promise<RolloutRow | undefined> {
  return tx.find(sql`${ROLLOUT} WHERE id = ${id} FOR UPDATE`);
}

export function listRollouts(db: Queryable, advisoryId: string | null): Promise<RolloutRow[]> {
  return db.query(sql`${ROLLOUT} WHERE ${advisoryId}::text IS NULL OR advisory_id = ${advisoryId} ORDER BY started_at DESC, id LIMIT 200`);
}

export async function updateRollout(tx: Transaction, row: Pick<RolloutRow, "id" | "wave" | "state" | "failures_seen" | "skipped_by"> & { readonly waveAt: Date; readonly nextAt: Date | null }): Promise<void> {
  await tx.execute(sql`UPDATE distribution.rollout SET wave = ${row.wave}, state = ${row.state}, wave_at = ${row.waveAt}, next_at = ${row.nextAt}, failures_seen = ${row.failures_seen}, skipped_by = ${row.skipped_by} WHERE id = ${row.id}`);
}

/** What operators that were told of this patch say of it, each once. */
export async function countReports(db: Queryable, advisoryId: string, patchId: string): Promise<WaveReports> {
  const row = await db.find<WaveReports>(sql`SELECT count(*) FILTER (WHERE is_failed) AS failed, count(*) FILTER (WHERE is_applied AND NOT is_failed) AS applied
    FROM (SELECT bool_or(state IN ('failed', 'rolled_back')) AS is_failed, bool_or(state IN ('applied', 'confirmed')) AS is_applied
      FROM distribution.match WHERE advisory_id = ${advisoryId} AND patch_id = ${patchId} GROUP BY organisation_id) AS operator`);
  return row ?? { applied: 0, failed: 0 };
}

/** How many have been told of this patch since an instant; a wave with none takes no time. */
export async function countToldSince(db: Queryable, advisoryId: string, patchId: string, since: Date): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(DISTINCT t.organisation_id) AS count FROM distribution.turn t JOIN distribution.match m ON m.organisation_id = t.organisation_id AND m.advisory_id = t.advisory_id AND m.asset_hash = t.asset_hash
    WHERE m.advisory_id = ${advisoryId} AND m.patch_id = ${patchId} AND t.to_state = 'notified' AND t.at >= ${since}`))?.count ?? 0;
}

export interface CanaryCount {
  readonly count: number;
  /** The operator asked for is one of them. */
  readonly isTold: boolean;
}

/** Volunteers that were told of this patch. */
export async function countCanaries(db: Queryable, { advisoryId, patchId, organisationId }: { readonly advisoryId: string; readonly patchId: string; readonly organisationId: string }): Promise<CanaryCount> {
  const row = await db.find<CanaryCount>(sql`SELECT count(DISTINCT m.organisation_id) AS count, coalesce(bool_or(m.organisation_id = ${organisationId}), false) AS "isTold"
    FROM distribution.match m JOIN distribution.mail_wish w ON w.organisation_id = m.organisation_id WHERE m.advisory_id = ${advisoryId} AND m.patch_id = ${patchId} AND w.tries_first`);
  return row ?? { count: 0, isTold: false };
}

/** Who is affected and was not told of this patch yet. */
export async function listWaitingOperators(db: Queryable, advisoryId: string, patchId: string): Promise<readonly string[]> {
  const rows = await db.query<{ organisation_id: string }>(sql`SELECT DISTINCT organisation_id FROM distribution.match WHERE advisory_id = ${advisoryId} AND (state = 'matched' OR patch_id IS DISTINCT FROM ${patchId}) ORDER BY organisation_id`);
  return rows.map((row) => row.organisation_id);
}
