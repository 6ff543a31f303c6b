import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, type Actor, type Services } from "#rooms/platform";
import { EngagementRefusal, refuseNotLive } from "./engagement.errors.ts";
import { isLive } from "./engagement.rules.ts";
import { holdEngagement } from "./hold-engagement.ts";
import { findInvitation, insertSetAside, insertTakenUp } from "./invitations.store.ts";
import { SPEAKER_OF } from "./speakers.ts";

/** The developer does not want to see it any more. It is nobody else's to know, so nothing is written of it that outlives the invitation. */
export async function setAsideInvitation(services: Services, { invitationId }: { readonly invitationId: string }): Promise<void> {
  await services.db.inTransaction((tx) => insertSetAside(tx, invitationId, services.clock()));
}

/** The developer opened an engagement after an invitation, and says so to the agency. */
export async function takeUpInvitation(services: Services, input: { readonly actor: Actor; readonly invitationId: string; readonly engagementId: string }): Promise<void> {
  const { actor, invitationId, engagementId } = input;
  const at = services.clock();
  try {
    await services.db.inTransaction(async (tx) => {
      const invitation = await findInvitation(tx, invitationId, at);
      if (!invitation) throw notFound();
      const engagement = await holdEngagement(tx, engagementId);
      if (!isLive(engagement.state)) throw refuseNotLive(engagement.state);
      await insertTakenUp(tx, { id: newId("ivt"), engagementId, invitation, at });
      await insertSetAside(tx, invitationId, at);
      const { agency_organisation_id: agencyId, commitment, criteria_version: criteriaVersion } = invitation;
      await appendEntry(services, tx, { kind: "engagement.invitation-taken-up", subject: engagementId, by: actor, data: { commitment, criteriaVersion }, visibleTo: [agencyId] });
      await tellHolders(services, tx, { roles: [SPEAKER_OF.government], who: ({ organisationId }) => organisationId === agencyId, kind: "engagement.invitation-taken-up", link: "/invitations" });
    });
  } catch (error) {
    if (!isUniqueViolation(error, "engagement_invitation_engagement_id_agency_organisation_id_key")) throw error;
    throw new EngagementRefusal("already-taken-up", "engagementId: this engagement answers an invitation of that agency already", { field: "engagementId", cause: error });
  }
}
