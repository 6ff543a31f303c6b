import { z } from "zod";
import { identifier, instant, sha256 } from "./access.ts";

/** An invitation that was not taken up is forgotten after this: by both sides, and by us. */
export const INVITATION_DAYS = 30;

/** The published criteria, one text for all developers; each version stays readable. */
export const invitationCriteria = z
  .object({ version: z.int(), digest: sha256, criteria: z.array(z.string()), statement: z.string() })
  .meta({ id: "InvitationCriteria", "x-label": "public" });

/** Body of `POST /invitations`. The developer is named by a release lead's address; nothing can be said beside the published text. */
export const sendInvitation = z.strictObject({ developerEmail: z.email().max(254) }).meta({ id: "SendInvitation" });

/** As the agency sees it: that it was sent, and when it is forgotten. What became of it has no word here, on purpose. */
export const sentInvitation = z.object({ id: identifier, developerName: z.string(), sentAt: instant, forgottenAt: instant });

export const sentInvitationList = z
  .object({
    /** Those of the last 30 days, the newest first, whatever became of them. */
    sent: z.array(sentInvitation),
    /** What developers chose to say: that they opened an engagement after an invitation. */
    takenUp: z.array(z.object({ developerName: z.string(), invitedAt: instant, takenUpAt: instant })),
  })
  .meta({ id: "SentInvitationList", "x-label": "developer-confidential" });
export type SentInvitationList = z.infer<typeof sentInvitationList>;

export const receivedInvitation = z
  .object({ id: identifier, agencyName: z.string(), sentAt: instant, forgottenAt: instant, criteria: invitationCriteria, notice: z.string() })
  .meta({ id: "ReceivedInvitation", "x-label": "developer-confidential" });
export type ReceivedInvitation = z.infer<typeof receivedInvitation>;
export const receivedInvitationList = z.object({ invitations: z.array(receivedInvitation) }).meta({ id: "ReceivedInvitationList" });

/** Body of `POST /invitations/{id}/engagement`: which of the developer's engagements answers it. */
export const takeUpInvitation = z.strictObject({ engagementId: identifier }).meta({ id: "TakeUpInvitation" });

export const engagementInvitationList = z
  .object({ invitations: z.array(z.object({ agencyName: z.string(), invitedAt: instant, takenUpAt: instant, criteriaVersion: z.int() })) })
  .meta({ id: "EngagementInvitationList", "x-label": "developer-confidential" });

/*
 * Routes (all below /api):
 * public      GET /invitations/criteria
 * agency      POST /invitations · GET /invitations/sent                                            → SentInvitationList
 * developer   GET /invitations/received · GET /invitations/{id}                                    → ReceivedInvitation
 *             POST /invitations/{id}/set-aside (no body) · POST /invitations/{id}/engagement
 *             GET /engagements/{id}/invitations                                                    → EngagementInvitationList
 */
