import type { Queryable } from "#rooms/platform";
import { sql } from "#rooms/platform";

export type AttemptPurpose = "sign-in" | "step-up" | "connect";

export interface ProviderRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly issuer: string;
  readonly client_id: string;
  readonly sealed_secret: string;
  readonly registered_at: string;
}

export interface AttemptRow {
  readonly attempt_hash: string;
  readonly provider_id: string;
  readonly purpose: AttemptPurpose;
  readonly person_id: string | null;
  readonly session_id: string | null;
  readonly sealed_checks: string;
  readonly started_at: string;
}

const PROVIDER = sql`id, organisation_id, issuer, client_id, sealed_secret, registered_at`;

export async function insertProvider(db: Queryable, row: { id: string; organisationId: string; issuer: string; clientId: string; sealedSecret: string; by: string; at: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.identity_provider (id, organisation_id, issuer, client_id, sealed_secret, registered_by, registered_at)
    VALUES (${row.id}, ${row.organisationId}, ${row.issuer}, ${row.clientId}, ${row.sealedSecret}, ${row.by}, ${row.at})`);
}

export async function replaceProviderSecret(db: Queryable, id: string, sealedSecret: string): Promise<void> {
  await db.execute(sql`UPDATE access.identity_provider SET sealed_secret = ${sealedSecret} WHERE id = ${id}`);
}

export function removeProviderOf(db: Queryable, organisationId: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.identity_provider SET removed_at = ${at} WHERE organisation_id = ${organisationId} AND removed_at IS NULL`);
}

export function findProvider(db: Queryable, organisationId: string): Promise<ProviderRow | undefined> {
  return db.find(sql`SELECT ${PROVIDER} FROM access.identity_provider WHERE organisation_id = ${organisationId} AND removed_at IS NULL`);
}

export function findProviderById(db: Queryable, id: string): Promise<ProviderRow | undefined> {
  return db.find(sql`SELECT ${PROVIDER} FROM access.identity_provider WHERE id = ${id} AND removed_at IS NULL`);
}

export async function insertSubject(db: Queryable, row: { providerId: string; subject: string; personId: string; at: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.provider_subject (provider_id, subject, person_id, pinned_at) VALUES (${row.providerId}, ${row.subject}, ${row.personId}, ${row.at})`);
}

export async function findPinned(db: Queryable, providerId: string, subject: string): Promise<string | undefined> {
  return (await db.find<{ person_id: string }>(sql`SELECT person_id FROM access.provider_subject WHERE provider_id = ${providerId} AND subject = ${subject}`))?.person_id;
}

export async function deleteSubjectsOf(db: Queryable, personId: string): Promise<void> {
  await db.execute(sql`DELETE FROM access.provider_subject WHERE person_id = ${personId}`);
}

export async function insertAttempt(db: Queryable, row: { attemptHash: string; providerId: string; purpose: AttemptPurpose; personId: string | null; sessionId: string | null; sealedChecks: string; at: Date; expiresAt: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.provider_attempt (attempt_hash, provider_id, purpose, person_id, session_id, sealed_checks, started_at, expires_at)
    VALUES (${row.attemptHash}, ${row.providerId}, ${row.purpose}, ${row.personId}, ${row.sessionId}, ${row.sealedChecks}, ${row.at}, ${row.expiresAt})`);
}

/** Uses an attempt up and gives what it was; undefined when it was never made, was used or has ended. */
export function useAttempt(db: Queryable, attemptHash: string, at: Date): Promise<AttemptRow | undefined> {
  return db.find(sql`UPDATE access.provider_attempt SET used_at = ${at} WHERE attempt_hash = ${attemptHash} AND used_at IS NULL AND expires_at > ${at}
    RETURNING attempt_hash, provider_id, purpose, person_id, session_id, sealed_checks, started_at`);
}
