import type { Queryable, Statement } from "#rooms/platform";
import { prepared, sql } from "#rooms/platform";
import { PERSON, type PersonRow } from "./access.store.ts";
import type { SignInSettings } from "./sign-in.rules.ts";

export type SignInMethod = "link" | "passkey" | "provider" | "card" | "exercise";

export interface SessionRow {
  readonly session_id: string;
  readonly method: SignInMethod;
  readonly carrier: "cookie" | "token";
  readonly created_at: string;
  readonly expires_at: string;
  readonly last_used_at: string | null;
  readonly rotated_at: string | null;
  readonly idle_minutes: number | null;
  readonly agent: string | null;
  readonly network: string | null;
  readonly stepped_up_at: string | null;
}

/** A session with its person, the organisations that named theirs as delegate, and which of its tokens was shown. */
export interface FoundSession extends SessionRow, PersonRow {
  readonly former: boolean;
  readonly token_hash: string;
  readonly former_token_hash: string | null;
  readonly person_seal: string | null;
  readonly session_seal: string | null;
  readonly principals: string[];
}

export interface NewSession {
  readonly tokenHash: string;
  readonly id: string;
  readonly personId: string;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly method: SignInMethod;
  readonly carrier: "cookie" | "token";
  readonly idleMinutes: number | null;
  readonly agent: string | null;
  readonly network: string | null;
  readonly steppedUpAt: Date | null;
}

const SESSION = sql`s.id AS session_id, s.method, s.carrier, s.created_at, s.expires_at, s.last_used_at, s.rotated_at, s.idle_minutes, s.agent, s.network, s.stepped_up_at`;

export async function insertSession(db: Queryable, row: NewSession): Promise<void> {
  await db.execute(sql`INSERT INTO access.session (token_hash, id, person_id, created_at, expires_at, method, carrier, idle_minutes, agent, network, stepped_up_at, last_used_at, rotated_at)
    VALUES (${row.tokenHash}, ${row.id}, ${row.personId}, ${row.at}, ${row.expiresAt}, ${row.method}, ${row.carrier}, ${row.idleMinutes}, ${row.agent}, ${row.network}, ${row.steppedUpAt}, ${row.at}, ${row.at})`);
}

/** Organisations that named this one as their delegate, as of now. */
export function principalsOf(organisationId: Statement, now: Date): Statement {
  return sql`ARRAY(SELECT d.organisation_id FROM access.delegation d WHERE d.delegate_organisation_id = ${organisationId} AND d.revoked_at IS NULL AND d.until > ${now})`;
}

export function findSession(db: Queryable, tokenHash: string, now: Date): Promise<FoundSession | undefined> {
  return db.find(prepared("access.find-session", sql`SELECT ${SESSION}, s.token_hash <> ${tokenHash} AS former, s.token_hash, s.former_token_hash, p.seal AS person_seal, s.seal AS session_seal, ${principalsOf(sql`p.organisation_id`, now)} AS principals, ${PERSON} JOIN access.session s ON s.person_id = p.id
    WHERE (s.token_hash = ${tokenHash} OR s.former_token_hash = ${tokenHash}) AND s.revoked_at IS NULL AND s.expires_at > ${now} AND p.left_at IS NULL`));
}

export function findSessionById(db: Queryable, id: string): Promise<SessionRow | undefined> {
  return db.find(sql`SELECT ${SESSION} FROM access.session s WHERE s.id = ${id} AND s.revoked_at IS NULL`);
}

export function listSessions(db: Queryable, personId: string, now: Date): Promise<SessionRow[]> {
  return db.query(sql`SELECT ${SESSION} FROM access.session s WHERE s.person_id = ${personId} AND s.revoked_at IS NULL AND s.expires_at > ${now}
    AND (s.idle_minutes IS NULL OR coalesce(s.last_used_at, s.created_at) + make_interval(mins => s.idle_minutes) > ${now}) ORDER BY s.created_at DESC, s.id LIMIT 100`);
}

export async function touchSession(db: Queryable, id: string, at: Date): Promise<void> {
  await db.execute(sql`UPDATE access.session SET last_used_at = ${at} WHERE id = ${id}`);
}

/** Replaces a session's token; 0 when another request was first. The one before is known for a while yet. */
export function rotateSession(db: Queryable, row: { id: string; formerHash: string; tokenHash: string; at: Date }): Promise<number> {
  return db.execute(sql`UPDATE access.session SET token_hash = ${row.tokenHash}, former_token_hash = ${row.formerHash}, rotated_at = ${row.at}, last_used_at = ${row.at}
    WHERE id = ${row.id} AND token_hash = ${row.formerHash} AND revoked_at IS NULL`);
}

/** Notes a fresh proof and gives the session a new token; what was shown before ends at once. */
export function stepUpSession(db: Queryable, row: { id: string; tokenHash: string; at: Date }): Promise<number> {
  return db.execute(sql`UPDATE access.session SET token_hash = ${row.tokenHash}, former_token_hash = NULL, rotated_at = ${row.at}, last_used_at = ${row.at}, stepped_up_at = ${row.at}
    WHERE id = ${row.id} AND revoked_at IS NULL`);
}

export function revokeSession(db: Queryable, personId: string, id: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.session SET revoked_at = ${at} WHERE id = ${id} AND person_id = ${personId} AND revoked_at IS NULL`);
}

/** Ends every session of a person, but for one if it is named. */
export function revokeSessionsOf(db: Queryable, personId: string, at: Date, except: string | null = null): Promise<number> {
  return db.execute(sql`UPDATE access.session SET revoked_at = ${at} WHERE person_id = ${personId} AND revoked_at IS NULL AND id IS DISTINCT FROM ${except}::text`);
}

interface SettingsRow {
  readonly mailed_links: boolean;
  readonly idle_minutes: number | null;
  readonly session_hours: number | null;
  readonly bind_network: boolean;
}

export async function findSettings(db: Queryable, organisationId: string): Promise<SignInSettings> {
  const row = await db.find<SettingsRow>(sql`SELECT mailed_links, idle_minutes, session_hours, bind_network FROM access.organisation WHERE id = ${organisationId}`);
  return { mailedLinks: row?.mailed_links ?? false, idleMinutes: row?.idle_minutes ?? null, sessionHours: row?.session_hours ?? null, bindNetwork: row?.bind_network ?? false };
}

export async function saveSettings(db: Queryable, organisationId: string, settings: SignInSettings): Promise<void> {
  await db.execute(sql`UPDATE access.organisation SET mailed_links = ${settings.mailedLinks}, idle_minutes = ${settings.idleMinutes}, session_hours = ${settings.sessionHours}, bind_network = ${settings.bindNetwork}
    WHERE id = ${organisationId}`);
}

/** What a person has to come in by, besides mail: passkeys and smart cards, and whether their organisation's provider knows them. */
export async function countProofs(db: Queryable, personId: string): Promise<{ readonly keys: number; readonly pinned: boolean }> {
  const row = await db.find<{ keys: number; pinned: boolean }>(sql`SELECT
    (SELECT count(*) FROM access.passkey WHERE person_id = ${personId} AND removed_at IS NULL)
      + (SELECT count(*) FROM access.smart_card WHERE person_id = ${personId} AND removed_at IS NULL) AS keys,
    EXISTS (SELECT 1 FROM access.provider_subject s JOIN access.identity_provider i ON i.id = s.provider_id WHERE s.person_id = ${personId} AND i.removed_at IS NULL) AS pinned`);
  return row ?? { keys: 0, pinned: false };
}
