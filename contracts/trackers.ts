/*
 * What is tracked of paragraphs 2(e) and 2(f): which grant programmes could pay, and which ways into federal service are open.
 * The schemas are closed. They hold programmes, ways and counts; nothing of an applicant has a place in them.
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { day, publicLink } from "./obligations.ts";

const said = { link: publicLink, /** The day on which the office said so. */ statedOn: day };

/** Whether a programme has funds for finding vulnerabilities with AI. */
export const fundsAvailable = z.enum(["undetermined", "available", "none"]).meta({ id: "FundsAvailable" });
/** In US dollars. */
export const amountBand = z.enum(["not-stated", "under-1m", "1m-to-10m", "10m-to-100m", "over-100m"]).meta({ id: "AmountBand" });
export const grantStep = z.enum(["not-begun", "under-review", "determined", "open", "closed"]).meta({ id: "GrantStep" });

const grantFacts = { name: plainText(200), payer: plainText(200), funds: fundsAvailable, amountBand, step: grantStep, ...said };
/** Without `programmeId` it begins a new programme; else it is the programme's latest, and takes the place of the one before. */
export const recordGrant = z.strictObject({ programmeId: identifier.nullable().default(null), ...grantFacts }).meta({ id: "RecordGrant" });
export const grantRecorded = z.object({ programmeId: identifier }).meta({ id: "GrantRecorded", "x-label": "public" });

const recorded = { recordedAt: instant };
export const grantTracker = z
  .object({
    programmes: z.array(z.object({ id: identifier, ...grantFacts, ...recorded, /** Latest first, without the one that stands. */ earlier: z.array(z.object({ ...grantFacts, ...recorded })) })),
  })
  .meta({ id: "GrantTracker", "x-label": "public" });
export type GrantTracker = z.infer<typeof grantTracker>;

export const pathwayStep = z.enum(["planned", "announced", "open", "hiring", "closed"]).meta({ id: "PathwayStep" });
const pathwayFacts = { name: plainText(120), step: pathwayStep, ...said };
/** Without `pathwayId` it begins a new way. */
export const recordPathway = z.strictObject({ pathwayId: identifier.nullable().default(null), ...pathwayFacts }).meta({ id: "RecordPathway" });
export const pathwayRecorded = z.object({ pathwayId: identifier }).meta({ id: "PathwayRecorded", "x-label": "public" });

export const quarter = z.string().regex(/^20\d\d-Q[1-4]$/, "expected a quarter of a calendar year such as 2026-Q3");
const MOST_POSTS = 1_000_000;
const posts = z.number().int().min(0).max(MOST_POSTS);
/** The latest count of a quarter stands. */
export const recordHiring = z.strictObject({ pathwayId: identifier, quarter, openings: posts, filled: posts, ...said }).meta({ id: "RecordHiring" });

export const hiringTracker = z
  .object({
    /** Counts below this are withheld, and so is what would give them away. */
    smallestShown: z.number().int(),
    pathways: z.array(
      z.object({
        id: identifier,
        ...pathwayFacts,
        ...recorded,
        earlier: z.array(z.object({ ...pathwayFacts, ...recorded })),
        /** Latest quarter first; null is withheld. */
        quarters: z.array(z.object({ quarter, openings: z.number().int().nullable(), filled: z.number().int().nullable(), ...said, ...recorded })),
      }),
    ),
  })
  .meta({ id: "HiringTracker", "x-label": "public" });
export type HiringTracker = z.infer<typeof hiringTracker>;
