import type { Role } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { findOrganisation, findPerson, findPersonByEmail, insertPerson, type PersonRow } from "./access.store.ts";
import { acceptInvitationRow, insertInvitation, lockWaitingInvitation, withdrawInvitationRow, withdrawLapsedInvitation, type InvitationRow } from "./house.store.ts";
import { issueLink, redeemLink, revokeLinksTo } from "./links.ts";
import { openSession, type Arrival, type OpenedSession } from "./open-session.ts";
import { findProvider } from "./providers.store.ts";
import { isSealed, sealRow } from "./row-seals.ts";

/*
 * sent → accepted     by whoever holds the mailed secret, or whom the organisation's own identity provider vouches for
 * sent → withdrawn    by a manager
 * It lapses after seven days. The person exists from its acceptance on; before, nothing but the invitation does.
 */
const INVITATION_DAYS = 7;
const AUDIENCE = "invitation";

export interface InvitationTerms {
  readonly organisationId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/**
 * Mails an invitation. Whether the address belongs to somebody elsewhere shows to its reader alone: the manager who
 * invites sees the same either way.
 */
export async function sendInvitation(services: Services, tx: Transaction, actor: Actor, terms: InvitationTerms): Promise<string> {
  const id = newId("inv");
  const at = services.clock();
  const email = terms.email.toLowerCase();
  const house = tx.asSystem("a second person may carry this out, and addresses are known beyond one organisation");
  const organisation = await findOrganisation(tx, terms.organisationId);
  if (!organisation) throw notFound();
  const known = await findPersonByEmail(house, email);
  if (known?.organisation_id === terms.organisationId) throw new AccessRefusal("email-taken", "email: a person of your organisation has this address", { field: "email" });
  await withdrawLapsedInvitation(house, terms.organisationId, email, at);
  const expiresAt = new Date(at.getTime() + INVITATION_DAYS * 86_400_000);
  try {
    await insertInvitation(house, { id, organisationId: terms.organisationId, email, name: terms.name, roles: terms.roles, invitedBy: actor.personId, at, expiresAt });
  } catch (error) {
    if (isUniqueViolation(error)) throw new AccessRefusal("already-invited", "email: this address was invited already; withdraw that invitation first", { field: "email" });
    throw error;
  }
  await sealRow(services, house, "invitation", id);
  await appendEntry(services, tx, { kind: "access.invited", subject: id, by: actor, data: { organisationId: terms.organisationId, roles: [...terms.roles] }, visibleTo: [terms.organisationId] });
  await mailInvitation(services, tx, { id, email, organisationName: organisation.name, organisationId: terms.organisationId, expiresAt, isKnown: known !== undefined });
  return id;
}

async function mailInvitation(services: Services, tx: Transaction, invitation: { id: string; email: string; organisationId: string; organisationName: string; expiresAt: Date; isKnown: boolean }): Promise<void> {
  const { email, organisationName } = invitation;
  const params = { organisation: organisationName, days: INVITATION_DAYS };
  if (invitation.isKnown) return notify(services, tx, { to: { email }, kind: "access.invited-elsewhere", params, link: "/account" });
  const provider = await findProvider(tx.asSystem("a second person may carry this out"), invitation.organisationId);
  if (provider) return notify(services, tx, { to: { email }, kind: "access.invited-by-provider", params, link: `/sign-in/provider?with=${provider.id}` });
  const token = await issueLink(services, tx, { audience: AUDIENCE, subject: invitation.id, email, expiresAt: invitation.expiresAt, singleUse: true });
  return notify(services, tx, { to: { email }, kind: "access.invited", params, link: `/sign-in/invitation#${token}` });
}

/** Makes the person who was invited, and opens their first session. */
export function acceptInvitation(services: Services, token: string, arrival: Omit<Arrival, "method">): Promise<OpenedSession> {
  return services.db.inTransaction(async (tx) => {
    const link = await redeemLink(services, tx, AUDIENCE, token);
    const invitation = await lockWaitingInvitation(tx.asSystem("whoever was invited is nobody yet"), link.subject, services.clock());
    if (!invitation) throw notValid();
    const person = await enterInvited(services, tx, invitation);
    return openSession(services, tx, person, { ...arrival, method: "link" });
  });
}

/** The invited becomes a person of the organisation, under the address that was invited; whoever invited is told. */
export async function enterInvited(services: Services, tx: Transaction, invitation: InvitationRow): Promise<PersonRow> {
  const house = tx.asSystem("whoever was invited is nobody yet");
  if (!(await isSealed(services, house, "invitation", invitation.id))) throw notValid();
  const id = newId("per");
  try {
    await insertPerson(house, { id, organisationId: invitation.organisation_id, name: invitation.name, email: invitation.email, roles: invitation.roles, at: services.clock() });
    await sealRow(services, house, "person", id);
  } catch (error) {
    if (isUniqueViolation(error)) throw notValid(error);
    throw error;
  }
  await acceptInvitationRow(house, invitation.id, id);
  await revokeLinksTo(services, tx, AUDIENCE, invitation.id);
  await appendEntry(services, tx, { kind: "access.invitation-accepted", subject: invitation.id, by: { personId: id, organisationId: invitation.organisation_id }, data: { personId: id, roles: invitation.roles } });
  const inviter = await findPerson(house, invitation.invited_by);
  if (inviter) await notify(services, tx, { to: { personId: inviter.id, email: inviter.email }, kind: "access.invitation-accepted", params: { name: invitation.name }, link: "/people" });
  const person = await findPerson(house, id);
  if (!person) throw notValid();
  return person;
}

/** Takes an invitation back; its link opens nothing from now on. */
export function withdrawInvitation(services: Services, actor: Actor, invitationId: string): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    if ((await withdrawInvitationRow(tx, invitationId)) === 0) throw notFound();
    await revokeLinksTo(services, tx, AUDIENCE, invitationId);
    await appendEntry(services, tx, { kind: "access.invitation-withdrawn", subject: invitationId, by: actor, data: {} });
  });
}

function notValid(cause?: unknown): AccessRefusal {
  return new AccessRefusal("link-not-valid", "This invitation is not valid any more. Ask whoever invited you for a new one.", { field: "token", cause });
}
