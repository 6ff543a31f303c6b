import type { Queryable, Transaction } from "#rooms/platform";
import { json, sql } from "#rooms/platform";

export interface OrganisationRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly exercise: boolean;
  readonly created_at: string;
}

export interface PersonRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly organisation_name: string;
  readonly name: string;
  readonly email: string;
  readonly roles: string[];
  readonly exercise: boolean;
}

export interface LinkRow {
  readonly id: string;
  readonly audience: string;
  readonly subject: string;
  readonly email: string | null;
  /** Who is reached by it, where they may bind passkeys. */
  readonly holder: string | null;
  /** The passkey that it was given for. */
  readonly proven_by: string | null;
  readonly expires_at: string;
  readonly single_use: boolean;
}

export interface GrantRow {
  readonly id: string;
  readonly subject: string;
  readonly person_id: string;
  readonly purpose: string;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly granted_at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
}

export const PERSON = sql`p.id, p.organisation_id, o.name AS organisation_name, p.name, p.email, p.roles, o.exercise
  FROM access.person p JOIN access.organisation o ON o.id = p.organisation_id`;

export async function insertOrganisation(tx: Transaction, row: { id: string; name: string; kind: string; exercise: boolean; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO access.organisation (id, name, kind, exercise, created_at)
    VALUES (${row.id}, ${row.name}, ${row.kind}, ${row.exercise}, ${row.at})`);
}

export function listOrganisations(db: Queryable): Promise<OrganisationRow[]> {
  return db.query(sql`SELECT id, name, kind, exercise, created_at FROM access.organisation ORDER BY name`);
}

export function findOrganisation(db: Queryable, id: string): Promise<OrganisationRow | undefined> {
  return db.find(sql`SELECT id, name, kind, exercise, created_at FROM access.organisation WHERE id = ${id}`);
}

export async function updateOrganisationName(tx: Transaction, id: string, name: string): Promise<void> {
  await tx.execute(sql`UPDATE access.organisation SET name = ${name} WHERE id = ${id}`);
}

export async function insertPerson(db: Queryable, row: { id: string; organisationId: string; name: string; email: string; roles: readonly string[]; isClient?: boolean; at: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.person (id, organisation_id, name, email, roles, is_client, created_at)
    VALUES (${row.id}, ${row.organisationId}, ${row.name}, ${row.email}, ${row.roles}, ${row.isClient ?? false}, ${row.at})`);
}

export function findPerson(db: Queryable, id: string): Promise<PersonRow | undefined> {
  return db.find(sql`SELECT ${PERSON} WHERE p.id = ${id} AND p.left_at IS NULL`);
}

export function findPersonByEmail(db: Queryable, email: string): Promise<PersonRow | undefined> {
  return db.find(sql`SELECT ${PERSON} WHERE p.email = ${email} AND p.left_at IS NULL AND NOT p.is_client`);
}

export function listPeople(db: Queryable, organisationId: string): Promise<PersonRow[]> {
  return db.query(sql`SELECT ${PERSON} WHERE p.organisation_id = ${organisationId} AND p.left_at IS NULL AND NOT p.is_client ORDER BY p.name`);
}

export function listPeopleWithRole(db: Queryable, role: string): Promise<PersonRow[]> {
  return db.query(sql`SELECT ${PERSON} WHERE ${role} = ANY (p.roles) AND p.left_at IS NULL AND NOT p.is_client ORDER BY p.id`);
}

export function listExercisePeople(db: Queryable): Promise<PersonRow[]> {
  return db.query(sql`SELECT ${PERSON} WHERE o.exercise AND p.left_at IS NULL AND NOT p.is_client ORDER BY o.name, p.name`);
}

/** Who keeps this organisation's people. */
export function listManagers(db: Queryable, organisationId: string): Promise<PersonRow[]> {
  return db.query(sql`SELECT ${PERSON} WHERE p.organisation_id = ${organisationId} AND 'organisation-manager' = ANY (p.roles) AND p.left_at IS NULL AND NOT p.is_client ORDER BY p.id`);
}

export async function saveRoles(db: Queryable, personId: string, roles: readonly string[]): Promise<void> {
  await db.execute(sql`UPDATE access.person SET roles = ${roles} WHERE id = ${personId}`);
}

/** The person has left; 0 when they already had. */
export function markLeft(db: Queryable, personId: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.person SET left_at = ${at} WHERE id = ${personId} AND left_at IS NULL`);
}

export function revokeGrantsTo(db: Queryable, personId: string, at: Date): Promise<number> {
  return db.execute(sql`UPDATE access.access_grant SET revoked_at = ${at} WHERE person_id = ${personId} AND revoked_at IS NULL AND expires_at > ${at}`);
}

export async function countPeople(db: Queryable): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM access.person WHERE NOT is_client`))?.count ?? 0;
}

export async function insertLink(tx: Queryable, row: { tokenHash: string; id: string; audience: string; subject: string; email: string | null; holder: string | null; provenBy: string | null; at: Date; expiresAt: Date; singleUse: boolean }): Promise<void> {
  await tx.execute(sql`INSERT INTO access.link (token_hash, id, audience, subject, email, holder, proven_by, created_at, expires_at, single_use)
    VALUES (${row.tokenHash}, ${row.id}, ${row.audience}, ${row.subject}, ${row.email}, ${row.holder}, ${row.provenBy}, ${row.at}, ${row.expiresAt}, ${row.singleUse})`);
}

export function findLink(db: Queryable, tokenHash: string, audience: string, now: Date): Promise<LinkRow | undefined> {
  return db.find(sql`SELECT id, audience, subject, email, holder, proven_by, expires_at, single_use FROM access.link
    WHERE token_hash = ${tokenHash} AND audience = ${audience} AND revoked_at IS NULL AND expires_at > ${now} AND NOT (single_use AND used_at IS NOT NULL)`);
}

export async function countLinksSince(db: Queryable, audience: string, subject: string, since: Date): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM access.link WHERE audience = ${audience} AND subject = ${subject} AND created_at > ${since}`))?.count ?? 0;
}

/** Marks a link used; 0 when another request was first. */
export function useLink(tx: Queryable, id: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE access.link SET used_at = ${at} WHERE id = ${id} AND NOT (single_use AND used_at IS NOT NULL)`);
}

export function revokeLinks(tx: Queryable, audience: string, subject: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE access.link SET revoked_at = ${at} WHERE audience = ${audience} AND subject = ${subject} AND revoked_at IS NULL`);
}

export async function insertGrant(tx: Transaction, row: { id: string; subject: string; personId: string; purpose: string; conditions: object; grantedBy: string; at: Date; expiresAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO access.access_grant (id, subject, person_id, purpose, conditions, granted_by, granted_at, expires_at)
    VALUES (${row.id}, ${row.subject}, ${row.personId}, ${row.purpose}, ${json(row.conditions)}, ${row.grantedBy}, ${row.at}, ${row.expiresAt})`);
}

export function findLiveGrant(db: Queryable, subject: string, personId: string, now: Date): Promise<GrantRow | undefined> {
  return db.find(sql`SELECT id, subject, person_id, purpose, conditions, granted_at, expires_at, revoked_at FROM access.access_grant
    WHERE subject = ${subject} AND person_id = ${personId} AND revoked_at IS NULL AND expires_at > ${now} ORDER BY granted_at DESC LIMIT 1`);
}

export function listGrantsOf(db: Queryable, subject: string): Promise<(GrantRow & { person_name: string; organisation_name: string })[]> {
  return db.query(sql`SELECT g.id, g.subject, g.person_id, g.purpose, g.conditions, g.granted_at, g.expires_at, g.revoked_at, access.name_of(g.person_id) AS person_name, access.house_of(g.person_id) AS organisation_name
    FROM access.access_grant g
    WHERE g.subject = ${subject} ORDER BY g.granted_at`);
}

export function revokeGrantsOf(tx: Queryable, { subject, personId, at }: { readonly subject: string; readonly personId: string | null; readonly at: Date }): Promise<number> {
  return tx.execute(sql`UPDATE access.access_grant SET revoked_at = ${at} WHERE subject = ${subject} AND (${personId}::text IS NULL OR person_id = ${personId}) AND revoked_at IS NULL`);
}

export function shortenGrantsOf(tx: Queryable, subject: string, end: Date): Promise<number> {
  return tx.execute(sql`UPDATE access.access_grant SET expires_at = ${end} WHERE subject = ${subject} AND expires_at > ${end}`);
}

export async function insertRead(tx: Transaction, row: { id: string; owner: string; subject: string; personId: string; purpose: string; what: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO access.read_record (id, owner_organisation_id, subject, person_id, purpose, what, at)
    VALUES (${row.id}, ${row.owner}, ${row.subject}, ${row.personId}, ${row.purpose}, ${row.what}, ${row.at})`);
}

/** Whether this very read is on record since an instant. */
export async function wasReadSince(db: Queryable, read: { readonly subject: string; readonly personId: string; readonly purpose: string; readonly what: string; readonly since: Date }): Promise<boolean> {
  const found = await db.find(sql`SELECT 1 FROM access.read_record
    WHERE subject = ${read.subject} AND person_id = ${read.personId} AND purpose = ${read.purpose} AND what = ${read.what} AND at > ${read.since} LIMIT 1`);
  return found !== undefined;
}

export interface ReadRow {
  readonly id: string;
  readonly subject: string;
  readonly purpose: string;
  readonly what: string;
  readonly person_name: string;
  readonly organisation_name: string;
  readonly at: string;
}

export function listReads(db: Queryable, { owner, subject, personId }: { readonly owner: string; readonly subject: string | null; readonly personId: string | null }): Promise<ReadRow[]> {
  return db.query(sql`SELECT r.id, r.subject, r.purpose, r.what, access.name_of(r.person_id) AS person_name, access.house_of(r.person_id) AS organisation_name, r.at
    FROM access.read_record r
    WHERE r.owner_organisation_id = ${owner} AND (${subject}::text IS NULL OR r.subject = ${subject}) AND (${personId}::text IS NULL OR r.person_id = ${personId})
    ORDER BY r.at DESC, r.id LIMIT 500`);
}
