import type { Envelope } from "#engines/ledger";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";

export interface DirectorKeyRow {
  readonly key_id: string;
  readonly public_key: string;
  readonly came_by: "announced" | "rotated" | "replaced";
  readonly handover: Envelope | null;
  readonly entry_id: string;
  readonly pinned_at: string;
}

export interface OfferedKeyRow {
  readonly key_id: string;
  readonly public_key: string;
  readonly offered_at: string;
  readonly sealed_proposal: string | null;
  readonly taken_at: string | null;
}

export interface DelegationRow {
  readonly delegation_id: string;
  readonly key_id: string;
  readonly public_key: string;
  readonly director_key_id: string;
  readonly statement: Envelope;
  readonly valid_from: string;
  readonly valid_until: string;
  readonly entry_id: string;
  readonly end_statement: Envelope | null;
  readonly ended_at: string | null;
  readonly end_entry_id: string | null;
}

export interface ActRow {
  readonly act_id: string;
  readonly request_id: string;
  readonly act: "lifted" | "stands";
  readonly answers: string | null;
  readonly director_key_id: string;
  readonly delegation_id: string | null;
  readonly envelope: Envelope;
}

/** The Director's keys, oldest first; the last is in force. */
export function listDirectorKeys(db: Queryable): Promise<DirectorKeyRow[]> {
  return db.query(sql`SELECT key_id, public_key, came_by, handover, entry_id, pinned_at FROM determination.director_key ORDER BY sequence`);
}

export async function insertDirectorKey(tx: Transaction, row: { keyId: string; publicKey: string; cameBy: DirectorKeyRow["came_by"]; handover: Envelope | null; entryId: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO determination.director_key (key_id, public_key, came_by, handover, entry_id, pinned_at)
    VALUES (${row.keyId}, ${row.publicKey}, ${row.cameBy}, ${row.handover === null ? null : json(row.handover)}, ${row.entryId}, ${row.at})`);
}

/** 0 when it was offered before. */
export function insertOfferedKey(tx: Transaction, row: { keyId: string; publicKey: string; at: string }): Promise<number> {
  return tx.execute(sql`INSERT INTO determination.offered_key (key_id, public_key, offered_at) VALUES (${row.keyId}, ${row.publicKey}, ${row.at}) ON CONFLICT DO NOTHING`);
}

/** Those that were not taken up, oldest first. */
export function listOfferedKeys(db: Queryable): Promise<OfferedKeyRow[]> {
  return db.query(sql`SELECT key_id, public_key, offered_at, sealed_proposal, taken_at FROM determination.offered_key WHERE taken_at IS NULL ORDER BY offered_at, key_id`);
}

export function lockOfferedKey(tx: Transaction, keyId: string): Promise<OfferedKeyRow | undefined> {
  return tx.find(sql`SELECT key_id, public_key, offered_at, sealed_proposal, taken_at FROM determination.offered_key WHERE key_id = ${keyId} AND taken_at IS NULL FOR UPDATE`);
}

export async function proposeOfferedKey(tx: Transaction, row: { keyId: string; by: string; sealed: string }): Promise<void> {
  await tx.execute(sql`UPDATE determination.offered_key SET sealed_proposal = ${row.sealed}, proposed_by = ${row.by} WHERE key_id = ${row.keyId}`);
}

export async function takeOfferedKey(tx: Transaction, keyId: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE determination.offered_key SET taken_at = ${at} WHERE key_id = ${keyId}`);
}

const DELEGATION = sql`delegation_id, key_id, public_key, director_key_id, statement, valid_from, valid_until, entry_id, end_statement, ended_at, end_entry_id FROM determination.delegation`;

export function findDelegation(db: Queryable, delegationId: string): Promise<DelegationRow | undefined> {
  return db.find(sql`SELECT ${DELEGATION} WHERE delegation_id = ${delegationId}`);
}

export function findDelegationByKey(db: Queryable, keyId: string): Promise<DelegationRow | undefined> {
  return db.find(sql`SELECT ${DELEGATION} WHERE key_id = ${keyId}`);
}

export function listDelegations(db: Queryable): Promise<DelegationRow[]> {
  return db.query(sql`SELECT ${DELEGATION} ORDER BY valid_from, delegation_id LIMIT 1000`);
}

/** 0 when it is known. */
export function insertDelegation(tx: Transaction, row: { delegationId: string; keyId: string; publicKey: string; directorKeyId: string; statement: Envelope; validFrom: string; validUntil: string; entryId: string }): Promise<number> {
  return tx.execute(sql`INSERT INTO determination.delegation (delegation_id, key_id, public_key, director_key_id, statement, valid_from, valid_until, entry_id)
    VALUES (${row.delegationId}, ${row.keyId}, ${row.publicKey}, ${row.directorKeyId}, ${json(row.statement)}, ${row.validFrom}, ${row.validUntil}, ${row.entryId}) ON CONFLICT DO NOTHING`);
}

export async function endDelegation(tx: Transaction, row: { delegationId: string; statement: Envelope; endedAt: string; entryId: string }): Promise<void> {
  await tx.execute(sql`UPDATE determination.delegation SET end_statement = ${json(row.statement)}, ended_at = ${row.endedAt}, end_entry_id = ${row.entryId} WHERE delegation_id = ${row.delegationId} AND end_statement IS NULL`);
}

/** 0 when it is known. */
export function insertAct(tx: Transaction, row: { actId: string; requestId: string; act: ActRow["act"]; answers: string | null; directorKeyId: string; delegationId: string | null; envelope: Envelope; at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO determination.act (act_id, request_id, act, answers, director_key_id, delegation_id, envelope, received_at)
    VALUES (${row.actId}, ${row.requestId}, ${row.act}, ${row.answers}, ${row.directorKeyId}, ${row.delegationId}, ${json(row.envelope)}, ${row.at}) ON CONFLICT DO NOTHING`);
}

export function listActs(db: Queryable, requestId: string): Promise<ActRow[]> {
  return db.query(sql`SELECT act_id, request_id, act, answers, director_key_id, delegation_id, envelope FROM determination.act WHERE request_id = ${requestId} ORDER BY sequence`);
}
