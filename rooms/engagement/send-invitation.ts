import { createHash } from "node:crypto";
import { INVITATION_DAYS, type SentInvitationList } from "#contracts/invitations";
import { findOrganisationCard, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, newSecret, type Actor, type Job, type Services } from "#rooms/platform";
import { z } from "zod";
import { EngagementRefusal } from "./engagement.errors.ts";
import { describeCriteria } from "./invitation-criteria.ts";
import { forgetInvitations, insertInvitation } from "./invitations.store.ts";
import { findHouseOfSpeaker, SPEAKER_OF } from "./speakers.ts";

/*
 * sent → taken up      by the developer, with an engagement of its own: from then on part of that engagement
 *      → set aside     by the developer, which only its own side ever sees
 *      → forgotten     30 days after it was sent, in every case
 *
 * Nobody at the agency can tell the second from silence (INV-8, INV-22): the agency's row, replies and counts are the same,
 * setting aside writes no entry whose place in the log would show, and the next invitation may be sent at the same instant.
 *
 * The ledger cannot forget and must show that an agency invites by the published text alone (INV-21). So it holds that an
 * officer sent an invitation under a version of the criteria, and to whom only as SHA-256(salt, developer): 256 random bits
 * that stand in the row. While the row stands its parties can open the hash; when the row is forgotten, nobody can. Backups
 * of the database are as old as their keeper lets them become; that is theirs to bound.
 */
const DAY_MS = 86_400_000;

/** Asks a developer whether it would take part: by the published text, and with no word beside it. */
export async function sendInvitation(services: Services, { actor, developerEmail }: { readonly actor: Actor; readonly developerEmail: string }): Promise<SentInvitationList["sent"][number]> {
  const developer = await findHouseOfSpeaker(services.db, developerEmail, "developer");
  if (!developer) throw new EngagementRefusal("developer-not-known", "developerEmail: no developer's release lead can be named by this address; ask the developer for the one they sign in with", { field: "developerEmail" });
  const [id, salt, at] = [newId("ivt"), newSecret(), services.clock()];
  const forgetAt = new Date(at.getTime() + INVITATION_DAYS * DAY_MS);
  const { version, digest } = describeCriteria(services.messages);
  const commitment = createHash("sha256").update(JSON.stringify([salt, developer.id])).digest("hex");
  try {
    await services.db.inTransaction(async (tx) => {
      // One whose time is over must not stand in the way of the next, however late the job is.
      await forgetInvitations(tx, at);
      await insertInvitation(tx, { id, agencyId: actor.organisationId, developerId: developer.id, criteriaVersion: version, by: actor.personId, at, forgetAt, salt, commitment });
      await services.jobs.enqueue(tx, forgetInvitationsJob, {}, { startAfter: forgetAt });
      await appendEntry(services, tx, { kind: "engagement.invitation-sent", subject: commitment, by: actor, data: { criteriaVersion: version, criteriaDigest: digest } });
      const agency = (await findOrganisationCard(tx, actor.organisationId))?.name ?? "";
      await tellHolders(services, tx, { roles: [SPEAKER_OF.developer], who: ({ organisationId }) => organisationId === developer.id, kind: "engagement.invited", params: { agency, days: INVITATION_DAYS }, link: `/invitations/${id}`, forgetAt });
    });
  } catch (error) {
    if (!isUniqueViolation(error, "invitation_one")) throw error;
    throw new EngagementRefusal("already-invited", `developerEmail: your agency invited this developer within the last ${INVITATION_DAYS} days; another invitation can be sent when that one is forgotten`, { field: "developerEmail", cause: error });
  }
  return { id, developerName: developer.name, sentAt: at.toISOString(), forgottenAt: forgetAt.toISOString() };
}

/** Forgets what is due; what it is asked names nobody, and it looks by itself too. */
export const forgetInvitationsJob: Job<Record<string, never>> = {
  name: "engagement.forget-invitations",
  payload: z.object({}),
  concurrency: 1,
  schedule: "29 * * * *",
  run: (services) => forgetInvitations(services.db, services.clock()),
};
