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
 *   POST /paper-forms                    → paperForm (201)            public: a number to print on a form, and the terms to print with it; nothing is kept
 *   POST /paper-forms/entered            enterPaperForm → paperEntered (201)   clearinghouse analyst, CISA: types a signed form in; sees nothing of the operator afterwards
 *   POST /paper-forms/plan               paperNumber → paperPlan      clearinghouse analyst: the plan of an operator that nobody but us can tell, which it sees was read
 *   POST /paper-forms/answers            answerForPaper → paperPlan   clearinghouse analyst: what such an operator said of a step by telephone or post
 *   GET  /operator/slip/{slip}           → text/html                  public: the way to leave of who joined on paper; looking erases nothing
 *   POST /operator/slip/{slip}           → text/html                  public: leaves, and everything is erased
 *   GET  /sector-choices                 → sectorChoices              public
 *   POST /sector-choices                 setSectors → sectorChoices      clearinghouse director: a whole new list, under the next number
 * (POST /operator/profile of contracts/distribution.ts does it all in one; POST /operator/leave ends it from anywhere.)
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { deferStep, MAX_PASTED_CHARACTERS, region, sector, sizeBand, stepAction } from "./distribution.ts";

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
    /** It joined, or said something anew, on paper: which form, who typed it in and when, who signed it on which day. */
    paper: z
      .object({
        formNumber: z.string(), enteredBy: z.string(), enteredAt: instant, signedBy: z.string(), signedOn: z.iso.date(),
        /** Who helps it, as it wrote. That is no right to act for it: it names its delegate itself. */
        helper: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: "Enrolment", "x-label": "coordination" });
export type Enrolment = z.infer<typeof enrolment>;

export const inviteOperator = z.strictObject({ organisationId: identifier }).meta({ id: "InviteOperator" });

/** What is printed on a paper form: its own number, which nobody else gets, and the terms that are signed. */
export const paperForm = z.object({ formNumber: z.string(), terms: z.object({ version: z.string(), sentences: z.array(z.string()) }) }).meta({ id: "PaperForm", "x-label": "public" });
export type PaperForm = z.infer<typeof paperForm>;

/** How an operator that joined on paper is told: by mail it gets an account; by telephone or post somebody of the clearinghouse tells it. */
export const contactBy = z.enum(["mail", "telephone", "post"]).meta({ id: "ContactBy" });
export type ContactBy = z.infer<typeof contactBy>;

/** A signed form, as it is typed in. `organisationId`: as it stands on the paper of an organisation that is here; else `name`, and it is put in. */
export const enterPaperForm = z
  .strictObject({
    formNumber: plainText(20),
    organisationId: identifier.optional(),
    name: plainText(200).optional(),
    /** Where an organisation that is here has people, they are told, and this is not used. `address`: of mail, a telephone number, or where post goes. */
    contact: z.strictObject({ name: plainText(200), by: contactBy, address: plainText(500) }),
    profile: enrolmentProfile,
    /** Who helps it, and how they are reached. */
    helper: plainText(500).optional(),
    /** The terms under this number stood on the paper, and were signed there. */
    agreed: z.strictObject({ version: plainText(20), signedBy: plainText(200), signedOn: z.iso.date("expected a day such as 2026-12-01") }),
    /** What it owns, one thing a line. */
    list: z.string().min(1).max(MAX_PASTED_CHARACTERS).optional(),
    /** Which lines of the list, from 1, are marked as vital. */
    vital: z.array(z.number().int().min(1).max(MAX_PASTED_CHARACTERS)).min(1).max(1000).optional(),
  })
  .refine(({ organisationId, name }) => (organisationId === undefined) !== (name === undefined), { path: ["name"], message: "give either the organisation's number from the paper, or its name" })
  .refine(({ contact }) => contact.by !== "mail" || z.email().max(254).safeParse(contact.address).success, { path: ["contact", "address"], message: "expected an address of mail; choose telephone or post where there is none" })
  .refine(({ list, vital }) => vital === undefined || list !== undefined, { path: ["vital"], message: "type in the list whose lines these are" })
  .meta({ id: "EnterPaperForm" });
export type EnterPaperForm = z.infer<typeof enterPaperForm>;

/**
 * All that whoever typed it in gets, however often. `organisationId`: the operator's number here, for its later forms. `slip`: what to
 * read out or to send to the operator, with its way to leave; null where it was mailed.
 */
export const paperEntered = z.object({ formNumber: z.string(), organisationId: identifier, slip: z.string().nullable() }).meta({ id: "PaperEntered", "x-label": "coordination" });
export type PaperEntered = z.infer<typeof paperEntered>;
export const slipParams = z.object({ slip: z.string().regex(/^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9a-f]{32}$/) });

export const paperNumber = z.strictObject({ formNumber: plainText(20) }).meta({ id: "PaperNumber" });
/** What somebody of the house tells an operator that has no account. `printed`: its plan, to be read out or printed. */
export const paperPlan = z
  .object({
    formNumber: z.string(),
    organisationId: identifier,
    by: contactBy,
    helper: z.string().nullable(),
    printed: z.string(),
    steps: z.array(z.object({ id: identifier, title: z.string(), may: z.array(stepAction) })),
  })
  .meta({ id: "PaperPlan", "x-label": "coordination" });
export type PaperPlan = z.infer<typeof paperPlan>;

/** What an operator said of all that a step is about. */
export const paperAnswer = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("acknowledge") }),
  z.strictObject({ action: z.literal("apply") }),
  z.strictObject({ action: z.literal("defer"), ...deferStep.omit({ assets: true }).shape }),
]);
export type PaperAnswer = z.infer<typeof paperAnswer>;
export const answerForPaper = z.strictObject({ formNumber: plainText(20), stepId: identifier, answer: paperAnswer }).meta({ id: "AnswerForPaper" });
