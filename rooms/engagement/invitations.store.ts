import type { FilterColumns } from "#rooms/access";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_INVITATION = ownedTable("engagement.invitation", ["agency_organisation_id", "developer_organisation_id"]);

export const OWNED_TAKEN_UP = ownedTable("engagement.engagement_invitation", ["engagement_id", "agency_organisation_id", "developer_organisation_id"]);

export interface InvitationRow {
  readonly id: string;
  readonly agency_organisation_id: string;
  readonly developer_organisation_id: string;
  readonly criteria_version: number;
  readonly sent_at: string;
  readonly forget_at: string;
  readonly salt: string;
  readonly commitment: string;
}

export interface TakenUpRow {
  readonly engagement_id: string;
  readonly agency_organisation_id: string;
  readonly developer_organisation_id: string;
  readonly criteria_version: number;
  readonly invited_at: string;
  readonly taken_up_at: string;
}

const INVITATION = sql`i.id, i.agency_organisation_id, i.developer_organisation_id, i.criteria_version, i.sent_at, i.forget_at, i.salt, i.commitment, ${ownerMark(OWNED_INVITATION, "i")} FROM engagement.invitation i`;
const TAKEN_UP = sql`engagement_id, agency_organisation_id, developer_organisation_id, criteria_version, invited_at, taken_up_at, ${ownerMark(OWNED_TAKEN_UP)} FROM engagement.engagement_invitation`;

/** Where a list of invitations (`i`) finds what policies may ask of each. */
export const INVITATION_COLUMNS = { agency: sql`i.agency_organisation_id`, developer: sql`i.developer_organisation_id` } satisfies FilterColumns;

export async function insertInvitation(tx: Transaction, row: { id: string; agencyId: string; developerId: string; criteriaVersion: number; by: string; at: Date; forgetAt: Date; salt: string; commitment: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.invitation (id, agency_organisation_id, developer_organisation_id, criteria_version, sent_by, sent_at, forget_at, salt, commitment, owner_seal)
    VALUES (${row.id}, ${row.agencyId}, ${row.developerId}, ${row.criteriaVersion}, ${row.by}, ${row.at}, ${row.forgetAt}, ${row.salt}, ${row.commitment}, ${sealOwner(OWNED_INVITATION, row.id, [row.agencyId, row.developerId])})`);
}

/** Whatever is stored: nobody is shown one whose time is over, however late the job is that forgets it. */
export function findInvitation(db: Queryable, id: string, now: Date): Promise<InvitationRow | undefined> {
  return db.find(sql`SELECT ${INVITATION} WHERE i.id = ${id} AND i.forget_at > ${now}`);
}

export function listSentInvitations(db: Queryable, visible: Statement, now: Date): Promise<InvitationRow[]> {
  return db.query(sql`SELECT ${INVITATION} WHERE ${visible} AND i.forget_at > ${now} ORDER BY i.sent_at DESC, i.id LIMIT 500`);
}

/** Those that the developer has neither set aside nor taken up. */
export function listReceivedInvitations(db: Queryable, visible: Statement, now: Date): Promise<InvitationRow[]> {
  return db.query(sql`SELECT ${INVITATION} WHERE ${visible} AND i.forget_at > ${now} AND NOT EXISTS (SELECT FROM engagement.invitation_set_aside s WHERE s.invitation_id = i.id) ORDER BY i.sent_at DESC, i.id LIMIT 500`);
}

/** For the developer's own file. */
export function listInvitationsTo(db: Queryable, developerId: string, now: Date): Promise<InvitationRow[]> {
  return db.query(sql`SELECT ${INVITATION} WHERE i.developer_organisation_id = ${developerId} AND i.forget_at > ${now} ORDER BY i.sent_at, i.id`);
}

export async function insertSetAside(tx: Transaction, invitationId: string, at: Date): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.invitation_set_aside (invitation_id, set_aside_at) VALUES (${invitationId}, ${at}) ON CONFLICT DO NOTHING`);
}

export async function insertTakenUp(tx: Transaction, row: { id: string; engagementId: string; invitation: InvitationRow; at: Date }): Promise<void> {
  const { agency_organisation_id, developer_organisation_id, criteria_version, sent_at, salt, commitment } = row.invitation;
  await tx.execute(sql`INSERT INTO engagement.engagement_invitation (id, engagement_id, agency_organisation_id, developer_organisation_id, criteria_version, invited_at, taken_up_at, salt, commitment, owner_seal)
    VALUES (${row.id}, ${row.engagementId}, ${agency_organisation_id}, ${developer_organisation_id}, ${criteria_version}, ${sent_at}, ${row.at}, ${salt}, ${commitment},
      ${sealOwner(OWNED_TAKEN_UP, row.id, [row.engagementId, agency_organisation_id, developer_organisation_id])})`);
}

export function listTakenUpOf(db: Queryable, engagementId: string): Promise<TakenUpRow[]> {
  return db.query(sql`SELECT ${TAKEN_UP} WHERE engagement_id = ${engagementId} ORDER BY taken_up_at, agency_organisation_id`);
}

export function listTakenUpFor(db: Queryable, agencyId: string): Promise<TakenUpRow[]> {
  return db.query(sql`SELECT ${TAKEN_UP} WHERE agency_organisation_id = ${agencyId} ORDER BY taken_up_at DESC, engagement_id LIMIT 500`);
}

export function listOwnedTakenUp(db: Queryable, organisationId: string): Promise<TakenUpRow[]> {
  return db.query(sql`SELECT ${TAKEN_UP} WHERE agency_organisation_id = ${organisationId} OR developer_organisation_id = ${organisationId} ORDER BY taken_up_at, engagement_id`);
}

export async function forgetInvitations(db: Queryable, now: Date): Promise<void> {
  await db.execute(sql`SELECT engagement.forget_invitations(${now})`);
}
