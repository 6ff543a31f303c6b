/*
 * Operations (all below /api): how an operator enrols, step by step; it may stop and go on at any of them.
 *   GET  /operator/enrolment             → enrolment                  where one stands, what is next, the terms, the sectors offered
 *   POST /operator/enrolment/start       → enrolment                  begins; or says yes to an invitation
 *   POST /operator/enrolment/profile     enrolmentProfile → enrolment
 *   POST /operator/enrolment/terms       acceptTerms → enrolment
 *   POST /operator/enrolment/finish      → enrolment                  enrolled; a delegate may be named before (POST /organisations/{id}/delegates)
 *   POST /operator/enrolment/decline     → 204                        what was begun, or the invitation, is erased
 *   POST /operator/pause                 → enrolment                  nothing new is matched or told; all stays as it is
 *   POST /operator/resume                → enrolment                  and what came in between is matched
 *   POST /operator-invitations           inviteOperator → 204         clearinghouse analyst: a letter to the organisation's people, and no more
 *   GET  /sector-choices                 → sectorChoices              public
 *   POST /sector-choices                 setSectors → sectorChoices      clearinghouse director: a whole new list, under the next number
 * (POST /operator/profile of contracts/distribution.ts does it all in one; POST /operator/leave ends it from anywhere.)
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { region, sector, sizeBand } from "./distribution.ts";

/** There is no state for having left, none for saying no, and none for "non-compliant". */
export const ENROLMENT_STATES = ["invited", "self_started", "identity_checked", "profile", "terms", "delegate_named", "enrolled", "paused"] as const;
export const enrolmentState = z.enum(ENROLMENT_STATES).meta({ id: "EnrolmentState" });
export type EnrolmentState = z.infer<typeof enrolmentState>;

/** A sector in words that its people use, such as "Hospital or clinic", and the critical infrastructure sector it counts as. */
export const sectorChoice = z
  .strictObject({ code: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "must be lower case letters, digits and dashes"), name: plainText(80), sector })
  .meta({ id: "SectorChoice", "x-label": "public" });
export type SectorChoice = z.infer<typeof sectorChoice>;
export const sectorChoices = z.object({ version: z.number().int(), since: instant.nullable(), choices: z.array(sectorChoice) }).meta({ id: "SectorChoices", "x-label": "public" });
export type SectorChoices = z.infer<typeof sectorChoices>;
export const setSectors = z.strictObject({ choices: z.array(sectorChoice).min(1).max(60), reason: plainText(1000) }).meta({ id: "SetSectors" });
export type SetSectors = z.infer<typeof setSectors>;

/** `choice`: a code of the sectors offered. */
export const enrolmentProfile = z.strictObject({ choice: plainText(40), sizeBand, region }).meta({ id: "EnrolmentProfile" });
export type EnrolmentProfile = z.infer<typeof enrolmentProfile>;
/** `version`: of the terms that were shown. */
export const acceptTerms = z.strictObject({ version: plainText(20) }).meta({ id: "AcceptTerms" });

export const ENROLMENT_TASKS = ["start", "profile", "terms", "finish", "resume"] as const;
export const enrolment = z
  .object({
    /** Null: nothing is begun. */
    state: enrolmentState.nullable(),
    /** What comes next; null: nothing is left to do. */
    next: z.enum(ENROLMENT_TASKS).nullable(),
    profile: z.object({ choice: z.string().nullable(), sector, sizeBand, region }).nullable(),
    terms: z.object({ version: z.string(), sentences: z.array(z.string()), acceptedVersion: z.string().nullable() }),
    sectors: z.array(sectorChoice),
    /** Those who act for the operator now. */
    delegates: z.array(z.object({ organisationId: identifier, name: z.string(), until: instant })),
  })
  .meta({ id: "Enrolment", "x-label": "coordination" });
export type Enrolment = z.infer<typeof enrolment>;

export const inviteOperator = z.strictObject({ organisationId: identifier }).meta({ id: "InviteOperator" });
