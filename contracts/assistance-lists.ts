/*
 * What is offered to operators, and what could pay for it. Operations (all below /api):
 *   GET  /assistance/catalogue?search=&need=&sector=&sizeBand=&region=&publicBody= → catalogue      public
 *   GET  /assistance/grants?…                                                      → grants         public; the same questions
 *   GET  /assistance/list-history?list=&key=                                       → listHistory    public
 *   GET  /operator/grants?organisationId=                                          → planGrants     what could pay for which step of the plan
 *   GET  /assistance/proposals                                                     → listProposals  keepers
 *   POST /assistance/catalogue/proposals    proposeOffer → listProposals (201)     keeper of the catalogue
 *   POST /assistance/grants/proposals       proposeGrant → listProposals (201)     keeper of the grants
 *   POST /assistance/proposals/{id}/publication → listProposals                    a second keeper
 *   POST /assistance/proposals/{id}/withdrawal  → listProposals
 */
import { z } from "zod";
import { identifier, instant, plainText as typedText } from "./access.ts";
import { operatorQuery, region, sector, sizeBand } from "./distribution.ts";

/** What an operator may need, each in one plain word or two on the pages. */
export const NEEDS = ["know-what-we-have", "find-weaknesses", "plan-updates", "no-update-exists", "safe-window", "watch-for-attacks", "train-people", "recover"] as const;
export const need = z.enum(NEEDS).meta({ id: "Need" });
export type Need = z.infer<typeof need>;

// Kept as JSON, which PostgreSQL takes in whole characters only.
const plainText = (maximum: number) => typedText(maximum).refine((text) => text.isWellFormed(), "must not hold half of a character");
const day = z.iso.date("expected a day such as 2026-12-01");
const source = z.url({ protocol: /^https$/, error: "expected an address that begins with https://" }).max(300).refine((text) => text.isWellFormed(), "must not hold half of a character");
/** An empty list stands for every one. */
const audience = {
  needs: z.array(need).min(1).max(NEEDS.length),
  sectors: z.array(sector).max(16),
  sizes: z.array(sizeBand).max(4),
  regions: z.array(region).max(5),
  publicBodiesOnly: z.boolean(),
};

export const offerKind = z.enum(["tool", "service", "frontier-model"]).meta({ id: "OfferKind" });
export const offerCost = z.enum(["free", "paid", "depends"]).meta({ id: "OfferCost" });
/** `frontier-model`: reached only through a partner whose terms with the model's developer include it, and shown only while one is there. */
export const offer = z
  .strictObject({
    name: plainText(120),
    kind: offerKind,
    what: plainText(600),
    ...audience,
    /** For whom, in words. */
    eligibility: plainText(400),
    cost: offerCost,
    costWords: plainText(200),
    skillsNeeded: plainText(300),
    /** What leaves the operator's house when they use it, and to whom. */
    dataSent: plainText(400),
    dataGoesTo: plainText(300),
    contact: plainText(200),
    source: source.nullable(),
    /** When somebody last looked whether this still holds; null: nobody has. */
    checkedOn: day.nullable(),
  })
  .meta({ id: "Offer" });
export type Offer = z.infer<typeof offer>;

export const grant = z
  .strictObject({
    name: plainText(120),
    payer: plainText(120),
    /** Who may apply, in words. */
    who: plainText(400),
    ...audience,
    pays: plainText(400),
    amount: plainText(200).nullable(),
    /** When one may apply; null: not known here, ask at the source. */
    opensOn: day.nullable(),
    closesOn: day.nullable(),
    source,
    checkedOn: day.nullable(),
  })
  .refine(({ opensOn, closesOn }) => opensOn === null || closesOn === null || opensOn <= closesOn, { path: ["closesOn"], message: "must not be before the day it opens" })
  .meta({ id: "Grant" });
export type Grant = z.infer<typeof grant>;

const key = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "must be lower case letters, digits and dashes");
/** `offer` or `grant` null: from this version on it is off the list. */
export const proposeOffer = z.strictObject({ key, offer: offer.nullable(), reason: plainText(500) }).meta({ id: "ProposeOffer" });
export const proposeGrant = z.strictObject({ key, grant: grant.nullable(), reason: plainText(500) }).meta({ id: "ProposeGrant" });

/** Who asks and for what; what is left out excludes nothing. */
export const listQuery = z.object({ search: z.string().max(200).optional(), need: need.optional(), sector: sector.optional(), sizeBand: sizeBand.optional(), region: region.optional(), publicBody: z.enum(["yes", "no"]).optional() });
export type ListQuestion = z.infer<typeof listQuery>;

/** `stale`: nobody has looked for 90 days whether it still holds. `reasons`: why it fits what was asked. */
const listed = { key: z.string(), version: z.number().int(), stale: z.boolean(), reasons: z.array(z.string()) };
export const catalogueEntry = z.object({ ...offer.shape, ...listed }).meta({ id: "CatalogueEntry", "x-label": "public" });
export type CatalogueEntry = z.infer<typeof catalogueEntry>;
export const catalogue = z.object({ entries: z.array(catalogueEntry) }).meta({ id: "Catalogue", "x-label": "public" });

/** `ask`: its days are not known here. */
export const grantState = z.enum(["open", "opens-later", "closed", "ask"]).meta({ id: "GrantState" });
export const listedGrant = z.object({ ...grant.shape, ...listed, state: grantState }).meta({ id: "ListedGrant", "x-label": "public" });
export type ListedGrant = z.infer<typeof listedGrant>;
export const grants = z.object({ grants: z.array(listedGrant) }).meta({ id: "Grants", "x-label": "public" });

/** Which programmes could pay for which step of the operator's plan. Status alone: nobody applies here, and nothing of an application is kept. */
export const planGrants = z
  .object({ grants: z.array(listedGrant.extend({ steps: z.array(z.object({ id: identifier, title: z.string() })) })) })
  .meta({ id: "PlanGrants", "x-label": "coordination" });
export type PlanGrants = z.infer<typeof planGrants>;
export const planGrantsQuery = operatorQuery;

export const listName = z.enum(["catalogue", "grants"]).meta({ id: "ListName" });
export type ListName = z.infer<typeof listName>;
export const historyQuery = z.object({ list: listName, key });
const content = { offer: z.object(offer.shape).nullable(), grant: z.object(grant.shape).nullable() };
export const listHistory = z
  .object({ versions: z.array(z.object({ version: z.number().int(), reason: z.string(), publishedAt: instant, ...content })) })
  .meta({ id: "ListHistory", "x-label": "public" });

export const listProposals = z
  .object({
    keeps: z.array(listName),
    proposals: z.array(z.object({ id: identifier, list: listName, key: z.string(), reason: z.string(), proposedByName: z.string(), proposedAt: instant, mayPublish: z.boolean(), ...content })),
  })
  .meta({ id: "ListProposals", "x-label": "coordination" });
export type ListProposals = z.infer<typeof listProposals>;
