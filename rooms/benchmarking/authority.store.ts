import type { Envelope } from "#engines/ledger";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";

export type CeremonyKind = "first" | "rotation" | "replacement";

export interface CeremonyRow {
  readonly id: string;
  readonly kind: CeremonyKind;
  readonly state: "open" | "done" | "withdrawn";
  readonly sealed_record: string;
  readonly begun_by: string;
  readonly begun_at: string;
  readonly expires_at: string;
  readonly confirmed_by: string | null;
  readonly ended_at: string | null;
}

export interface DirectorKeyRow {
  readonly key_id: string;
  readonly sealed_record: string;
  readonly in_force_from: string;
}

export interface AppointmentRow {
  readonly id: string;
  readonly person_id: string;
  readonly statement: Envelope;
  readonly appointed_at: string;
  readonly ended_at: string | null;
}

export interface DelegationRow {
  readonly id: string;
  readonly person_id: string;
  readonly sealed_record: string;
  readonly statement: Envelope;
  readonly valid_from: string;
  readonly valid_until: string;
  readonly ended_at: string | null;
}

const CEREMONY = sql`id, kind, state, sealed_record, begun_by, begun_at, expires_at, confirmed_by, ended_at FROM benchmarking.key_ceremony`;

export async function insertCeremony(tx: Transaction, row: { id: string; kind: CeremonyKind; sealedRecord: string; by: string; at: Date; expiresAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.key_ceremony (id, kind, state, sealed_record, begun_by, begun_at, expires_at)
    VALUES (${row.id}, ${row.kind}, 'open', ${row.sealedRecord}, ${row.by}, ${row.at}, ${row.expiresAt})`);
}

export function listCeremonies(db: Queryable): Promise<CeremonyRow[]> {
  return db.query(sql`SELECT ${CEREMONY} ORDER BY (state = 'open') DESC, begun_at DESC, id LIMIT 50`);
}

export function lockOpenCeremony(tx: Transaction): Promise<CeremonyRow | undefined> {
  return tx.find(sql`SELECT ${CEREMONY} WHERE state = 'open' FOR UPDATE`);
}

export async function endCeremony(tx: Transaction, row: { id: string; state: "done" | "withdrawn"; by: string | null; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.key_ceremony SET state = ${row.state}, confirmed_by = ${row.by}, ended_at = ${row.at} WHERE id = ${row.id}`);
}

/** Ceremonies whose time is over are put away, so that the next one can begin. */
export async function lapseCeremonies(tx: Transaction, now: Date): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.key_ceremony SET state = 'withdrawn', ended_at = expires_at WHERE state = 'open' AND expires_at <= ${now}`);
}

/** Oldest first. */
export function listDirectorKeyRows(db: Queryable): Promise<DirectorKeyRow[]> {
  return db.query(sql`SELECT key_id, sealed_record, in_force_from FROM benchmarking.director_key ORDER BY sequence`);
}

export async function insertDirectorKey(tx: Transaction, row: { keyId: string; sealedRecord: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.director_key (key_id, sealed_record, in_force_from) VALUES (${row.keyId}, ${row.sealedRecord}, ${row.at})`);
}

const APPOINTMENT = sql`id, person_id, statement, appointed_at, ended_at FROM benchmarking.appointment`;

/** Oldest first, those that ended too. */
export function listAppointmentRows(db: Queryable): Promise<AppointmentRow[]> {
  return db.query(sql`SELECT ${APPOINTMENT} ORDER BY appointed_at, id LIMIT 500`);
}

export async function insertAppointment(tx: Transaction, row: { id: string; personId: string; statement: Envelope; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.appointment (id, person_id, statement, appointed_at) VALUES (${row.id}, ${row.personId}, ${json(row.statement)}, ${row.at})`);
}

export async function markAppointmentEnded(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.appointment SET ended_at = coalesce(ended_at, ${at}) WHERE id = ${id}`);
}

const DELEGATION = sql`id, person_id, sealed_record, statement, valid_from, valid_until, ended_at FROM benchmarking.delegation`;

/** Newest first. */
export function listDelegationRows(db: Queryable): Promise<DelegationRow[]> {
  return db.query(sql`SELECT ${DELEGATION} ORDER BY valid_from DESC, id LIMIT 500`);
}

export function findDelegationRow(db: Queryable, id: string): Promise<DelegationRow | undefined> {
  return db.find(sql`SELECT ${DELEGATION} WHERE id = ${id}`);
}

export async function insertDelegation(tx: Transaction, row: { id: string; personId: string; sealedRecord: string; statement: Envelope; validFrom: Date; validUntil: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO benchmarking.delegation (id, person_id, sealed_record, statement, valid_from, valid_until)
    VALUES (${row.id}, ${row.personId}, ${row.sealedRecord}, ${json(row.statement)}, ${row.validFrom}, ${row.validUntil})`);
}

export async function markDelegationEnded(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE benchmarking.delegation SET ended_at = coalesce(ended_at, ${at}) WHERE id = ${id}`);
}

/** Keys are made, handed over and lent one after another. */
export async function lockAuthority(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('benchmarking-authority'))`);
}

/** Whoever reads them sees them between two such acts, and never half of one. */
export async function holdAuthority(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock_shared(hashtext('benchmarking-authority'))`);
}
