import type { ReceivedInvitation, SentInvitationList } from "#contracts/invitations";
import { filterFor, findOrganisationCard } from "#rooms/access";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { describeCriteria } from "./invitation-criteria.ts";
import { findInvitation, INVITATION_COLUMNS, listReceivedInvitations as listReceivedRows, listSentInvitations as listSentRows, listTakenUpFor, listTakenUpOf, type InvitationRow } from "./invitations.store.ts";

/** What the agency sent within the last 30 days, whatever became of it; and what developers themselves chose to tell it. */
export async function listSentInvitations(services: Services, actor: Actor): Promise<SentInvitationList> {
  const { db } = services;
  const rows = await listSentRows(db, filterFor(actor, "engagement:read-sent-invitations", INVITATION_COLUMNS), services.clock());
  const takenUp = await listTakenUpFor(db, actor.organisationId);
  return {
    sent: await Promise.all(rows.map(async (row) => ({ id: row.id, developerName: await nameOf(services, row.developer_organisation_id), sentAt: row.sent_at, forgottenAt: row.forget_at }))),
    takenUp: await Promise.all(takenUp.map(async (row) => ({ developerName: await nameOf(services, row.developer_organisation_id), invitedAt: row.invited_at, takenUpAt: row.taken_up_at }))),
  };
}

/** What the developer was sent and has neither set aside nor taken up. */
export async function listReceivedInvitations(services: Services, actor: Actor): Promise<ReceivedInvitation[]> {
  const rows = await listReceivedRows(services.db, filterFor(actor, "engagement:answer-invitation", INVITATION_COLUMNS), services.clock());
  return Promise.all(rows.map((row) => toReceived(services, row)));
}

export async function showInvitation(services: Services, id: string): Promise<ReceivedInvitation> {
  const row = await findInvitation(services.db, id, services.clock());
  if (!row) throw notFound();
  return toReceived(services, row);
}

/** The invitations that a developer's engagement answers. */
export async function listEngagementInvitations(services: Services, engagementId: string) {
  const rows = await listTakenUpOf(services.db, engagementId);
  return Promise.all(rows.map(async (row) => ({ agencyName: await nameOf(services, row.agency_organisation_id), invitedAt: row.invited_at, takenUpAt: row.taken_up_at, criteriaVersion: row.criteria_version })));
}

async function toReceived(services: Services, row: InvitationRow): Promise<ReceivedInvitation> {
  return {
    id: row.id, agencyName: await nameOf(services, row.agency_organisation_id), sentAt: row.sent_at, forgottenAt: row.forget_at, criteria: describeCriteria(services.messages, row.criteria_version), notice: services.messages.text("engagement.notice"),
  };
}

async function nameOf({ db }: Services, organisationId: string): Promise<string> {
  return (await findOrganisationCard(db, organisationId))?.name ?? "";
}
