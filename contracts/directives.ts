/*
 * Directives of a civil authority, the agencies they bind, and each agency's own action items (all below /api).
 * For everybody:
 *   GET  /directives                                → directiveList        in force and of the past, the newest first
 *   GET  /directives/{id}                           → directive            one version, with counts; no agency is named
 *   GET  /directives/{id}/document                  → application/json     its words as they were issued: what `digest` is of
 * For directive officers:
 *   GET  /directive-work/drafts                     → directiveDraftList
 *   POST /directives             draftDirective     → directiveDraftList (201)   words, or from a text that ships with the software
 *   POST /directive-work/drafts/{id}/words          directiveWords → directiveDraftList
 *   POST /directive-work/drafts/{id}/issue          → directiveDraftList   none of its authors; agencies get their items by a job
 *   POST /directive-work/drafts/{id}/withdrawal     → directiveDraftList   takes the draft back
 *   POST /directives/{id}/revocation                proposeRevocation → directiveRevocations
 *   POST /directives/{id}/revocation/confirmation   → directiveRevocations another person than who proposed it
 *   POST /directives/{id}/revocation/withdrawal     → directiveRevocations
 *   GET  /directive-work/revocations                → directiveRevocations those that wait for a second person
 *   GET  /directive-work/agencies/list              → agencyList           listed, waiting, and who could be listed
 *   POST /directive-work/agencies/list              proposeAgency → agencyList (201)
 *   POST /directive-work/agencies/strike            strikeAgency → agencyList (201)
 *   POST /directive-work/agency-changes/{id}/confirmation  → agencyList    another person than who proposed it
 *   POST /directive-work/agency-changes/{id}/withdrawal    → agencyList
 *   GET  /directive-work/items?directiveId=&agencyId=&after=  → directiveItems   of every agency
 *   GET  /directive-work/items/{id}                 → directiveItemDetail
 *   POST /directive-work/items/{id}/more            askForMore → directiveItemDetail    what was handed in is not enough
 *   GET  /directive-work/exceptions                 → directiveExceptionList            those that wait
 *   POST /directive-work/exceptions/{id}/decide     decideDirectiveException → directiveExceptionList
 * For an agency's own CISO:
 *   GET  /agency/items                              → agencyItems          with how many are due when
 *   GET  /agency/items/{id}                         → directiveItemDetail
 *   POST /agency/items/{id}/start                   → directiveItemDetail
 *   POST /agency/items/{id}/done                    finishItem → directiveItemDetail
 *   POST /agency/items/{id}/reopening               reopenItem → directiveItemDetail
 *   POST /agency/items/{id}/exception               askDirectiveException → directiveItemDetail   also to extend one
 *   POST /agency/items/{id}/exception/withdrawal    → directiveItemDetail
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

/** The most items in one page of every agency's. */
export const DIRECTIVE_ITEMS_A_PAGE = 500;
/** Texts that ship with the software and can be taken up as a draft. */
export const SHIPPED_DIRECTIVES = ["BOD 26-04"] as const;

const day = z.iso.date({ message: "expected a day such as 2026-12-07" });
const count = z.number().int().nonnegative();
/** Null: withheld, as it would tell of single agencies. */
const published = count.nullable();

export const directiveNumber = z.string().regex(/^[A-Z][A-Za-z]{1,19} \d{2,4}-\d{1,3}$/, "expected a number such as BOD 26-04");
export const actionKey = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "expected a short name in lower case such as asset-inventory");

/** Guidance asks and assigns nothing; the others bind federal civilian executive branch agencies, and nobody else. */
export const directiveKind = z.enum(["binding-operational", "emergency", "guidance"]).meta({ id: "DirectiveKind" });
export type DirectiveKind = z.infer<typeof directiveKind>;
export const directiveState = z.enum(["draft", "issued", "superseded", "revoked"]).meta({ id: "DirectiveState" });
export type DirectiveState = z.infer<typeof directiveState>;

/** The tables by which a deadline can be said for each vulnerability on its own. */
export const decisionRule = z.enum(["cisa:BOD2604:1.0.0"]);

export const deadline = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("day"), on: day }),
    z.strictObject({ kind: z.literal("days-after-issue"), days: z.number().int().min(1).max(1825) }),
    /** Each vulnerability has its own due day, by this table; the action as such has none. */
    z.strictObject({ kind: z.literal("table"), rule: decisionRule }),
  ])
  .meta({ id: "DirectiveDeadline" });
export type Deadline = z.infer<typeof deadline>;

export const directiveAction = z
  .strictObject({ id: actionKey, title: plainText(160), words: plainText(2000), appliesTo: plainText(400), deadline })
  .meta({ id: "DirectiveAction" });
export type DirectiveAction = z.infer<typeof directiveAction>;

/** One row of such a table: what is known of a vulnerability on an asset, and what follows. */
export const decisionRow = z
  .object({
    /** From 1, in the table's own order. */
    row: z.number().int(),
    inKev: z.boolean(), exposed: z.boolean(), automatable: z.boolean(), technicalImpact: z.enum(["partial", "total"]),
    /** From the start of the clock; null: at the next upgrade of the system. */
    days: z.number().int().nullable(),
    /** Whether traces of an attack are looked for as well. */
    forensic: z.boolean(),
  })
  .meta({ id: "DirectiveDecisionRow", "x-label": "public" });
export type DecisionRow = z.infer<typeof decisionRow>;

/** All that officers write. It is frozen when the directive is issued. */
export const directiveWords = z
  .strictObject({
    number: directiveNumber,
    kind: directiveKind,
    title: plainText(200),
    summary: plainText(1000),
    scope: plainText(2000),
    effectiveOn: day,
    sections: z.array(z.strictObject({ heading: plainText(160), text: plainText(4000) })).max(20),
    definitions: z.array(z.strictObject({ term: plainText(80), meaning: plainText(600) })).max(40),
    actions: z.array(directiveAction).max(30),
    phases: z.array(z.strictObject({ on: day, what: plainText(400) })).max(12),
    source: z.url({ protocol: /^https$/, message: "expected a public https address" }).max(500).nullable(),
    /** Numbers of directives that end when this one is issued. */
    supersedes: z.array(directiveNumber).max(20),
    /** Where sources differ, and which is followed. */
    notes: z.array(plainText(600)).max(12),
    /** What this version changes and why; null for a first version. */
    changes: plainText(1000).nullable(),
  })
  .meta({ id: "DirectiveWords" });
export type DirectiveWords = z.infer<typeof directiveWords>;

export const draftDirective = z
  .strictObject({ from: z.enum(SHIPPED_DIRECTIVES).optional(), words: directiveWords.optional() })
  .refine((given) => (given.from === undefined) !== (given.words === undefined), { message: "give either from or words", path: ["from"] })
  .meta({ id: "DraftDirective" });
export type DraftDirective = z.infer<typeof draftDirective>;

const version = z.object({ id: identifier, version: z.number().int(), state: directiveState, issuedOn: day, changes: z.string().nullable() });

const heading = {
  id: identifier,
  number: z.string(),
  version: z.number().int(),
  kind: directiveKind,
  /** False for guidance, which assigns nothing to anybody. */
  binding: z.boolean(),
  title: z.string(),
  summary: z.string(),
  state: directiveState,
  /** A short record of one from before this installation. */
  isRecord: z.boolean(),
  effectiveOn: day,
  issuedOn: day,
  endedOn: day.nullable(),
  supersededBy: z.object({ id: identifier, number: z.string(), version: z.number().int() }).nullable(),
};

export const directiveHeading = z.object(heading).meta({ id: "DirectiveHeading", "x-label": "public" });
export type DirectiveHeading = z.infer<typeof directiveHeading>;
export const directiveList = z.object({ directives: z.array(directiveHeading) }).meta({ id: "DirectiveList", "x-label": "public" });

export const directive = z
  .object({
    ...heading,
    scope: z.string(),
    sections: z.array(z.object({ heading: z.string(), text: z.string() })),
    definitions: z.array(z.object({ term: z.string(), meaning: z.string() })),
    actions: z.array(
      z.object({
        id: z.string(), title: z.string(), words: z.string(), appliesTo: z.string(), deadline,
        /** Null where a table dates each vulnerability on its own. */
        dueOn: day.nullable(),
        /** Agencies that have done it, and those that are past its day without; withheld where small. */
        agenciesDone: published, agenciesLate: published,
      }),
    ),
    phases: z.array(z.object({ on: day, what: z.string() })),
    source: z.string().nullable(),
    supersedes: z.array(z.string()),
    notes: z.array(z.string()),
    changes: z.string().nullable(),
    revocationReason: z.string().nullable(),
    /** SHA-256 of its content as issued. */
    digest: sha256,
    versions: z.array(version),
    /** Deadlines that this version changed against the one before it. */
    movedDeadlines: z.array(z.object({ actionId: z.string(), title: z.string(), from: day.nullable(), to: day.nullable() })),
    /** Every row of the table by which an action dates each vulnerability; empty where no action does. */
    table: z.array(decisionRow),
    /** How many agencies owe something under it. */
    agencies: published,
  })
  .meta({ id: "Directive", "x-label": "public" });
export type Directive = z.infer<typeof directive>;

export const directiveDraft = z
  .object({
    id: identifier, version: z.number().int(), words: directiveWords, authors: z.array(z.string()), draftedAt: instant,
    /** Whether the reader may issue it: a directive officer who did not write in it. */
    mayIssue: z.boolean(),
  })
  .meta({ id: "DirectiveDraft", "x-label": "coordination" });
export type DirectiveDraft = z.infer<typeof directiveDraft>;
export const directiveDraftList = z.object({ drafts: z.array(directiveDraft), shipped: z.array(z.enum(SHIPPED_DIRECTIVES)) }).meta({ id: "DirectiveDraftList", "x-label": "coordination" });
export type DirectiveDraftList = z.infer<typeof directiveDraftList>;

export const proposeRevocation = z.strictObject({ reason: plainText(1000) }).meta({ id: "ProposeRevocation" });
export const directiveRevocations = z
  .object({ waiting: z.array(z.object({ id: identifier, number: z.string(), title: z.string(), reason: z.string(), proposedByName: z.string(), mayConfirm: z.boolean() })) })
  .meta({ id: "DirectiveRevocations", "x-label": "coordination" });
export type DirectiveRevocations = z.infer<typeof directiveRevocations>;

/** Only federal civilian executive branch agencies (`fceb`) can be listed; any other word is refused with the reason (INV-19). */
export const branch = z.enum(["fceb", "defense", "intelligence", "legislative", "judicial", "state-local"]).meta({ id: "GovernmentBranch" });
export type Branch = z.infer<typeof branch>;
export const proposeAgency = z.strictObject({ organisationId: identifier, branch, reason: plainText(500) }).meta({ id: "ProposeAgency" });
export type ProposeAgency = z.infer<typeof proposeAgency>;
export const strikeAgency = z.strictObject({ organisationId: identifier, reason: plainText(500) }).meta({ id: "StrikeAgency" });
export const agencyList = z
  .object({
    agencies: z.array(z.object({ organisationId: identifier, name: z.string(), listedAt: instant })),
    waiting: z.array(z.object({ id: identifier, organisationId: identifier, name: z.string(), change: z.enum(["list", "strike"]), reason: z.string(), proposedByName: z.string(), proposedAt: instant, mayConfirm: z.boolean() })),
    /** Government organisations that have a CISO here and are neither listed nor waiting. */
    candidates: z.array(z.object({ organisationId: identifier, name: z.string() })),
  })
  .meta({ id: "AgencyList", "x-label": "coordination" });
export type AgencyList = z.infer<typeof agencyList>;

export const ITEM_STATES = ["assigned", "in_progress", "done", "exception_requested", "exception_granted", "exception_refused", "closed"] as const;
/** Lateness is no state: it follows from the due day and the exception. */
export const itemState = z.enum(ITEM_STATES).meta({ id: "DirectiveItemState" });
export type ItemState = z.infer<typeof itemState>;
export const closedBecause = z.enum(["superseded", "revoked", "left_out", "struck_off"]).meta({ id: "DirectiveItemClosedBecause" });
export type ClosedBecause = z.infer<typeof closedBecause>;
/** When an open item presses: by its due day, or by the end of an exception in force. `no-day`: a table dates each vulnerability. */
export const ITEM_SPANS = ["overdue", "this-week", "next-30-days", "later", "no-day"] as const;
export const itemSpan = z.enum(ITEM_SPANS).meta({ id: "DirectiveItemSpan" });
export type ItemSpan = z.infer<typeof itemSpan>;

export const directiveItem = z
  .object({
    id: identifier, agencyId: identifier, agencyName: z.string(),
    directiveId: identifier, number: z.string(), actionId: z.string(), title: z.string(), words: z.string(), appliesTo: z.string(),
    state: itemState, closedBecause: closedBecause.nullable(),
    /** The directive's own day: an exception does not change it. Null where a table dates each vulnerability. */
    dueOn: day.nullable(), rule: z.string().nullable(),
    /** Last day of an exception in force. */
    exceptionUntil: day.nullable(),
    /** Null when it is done or closed. */
    span: itemSpan.nullable(), isLate: z.boolean(),
    assignedAt: instant, changedAt: instant,
  })
  .meta({ id: "DirectiveItem", "x-label": "coordination" });
export type DirectiveItem = z.infer<typeof directiveItem>;
/** `next`: ask again with it as `after`; null when there is no more. */
export const directiveItems = z.object({ items: z.array(directiveItem), next: identifier.nullable() }).meta({ id: "DirectiveItems", "x-label": "coordination" });
export type DirectiveItems = z.infer<typeof directiveItems>;
export const directiveItemQuery = z.object({ directiveId: identifier.optional(), agencyId: identifier.optional(), after: identifier.optional() });
export type DirectiveItemQuery = z.infer<typeof directiveItemQuery>;
export const agencyItems = z
  .object({ items: z.array(directiveItem), due: z.object({ overdue: count, thisWeek: count, next30Days: count, later: count, noDay: count }) })
  .meta({ id: "AgencyDirectiveItems", "x-label": "coordination" });
export type AgencyItems = z.infer<typeof agencyItems>;

export const directiveException = z
  .object({
    id: identifier, itemId: identifier, agencyId: identifier, agencyName: z.string(), number: z.string(), title: z.string(), dueOn: day.nullable(),
    state: z.enum(["requested", "granted", "refused", "withdrawn"]), askedUntil: day, grantedUntil: day.nullable(), reason: z.string(), control: z.string(),
    answer: z.string().nullable(), requestedAt: instant, decidedAt: instant.nullable(),
  })
  .meta({ id: "DirectiveException", "x-label": "coordination" });
export type DirectiveException = z.infer<typeof directiveException>;
/** `longestDays`: no exception runs longer than so many days from the day it is decided. */
export const directiveExceptionList = z.object({ exceptions: z.array(directiveException), longestDays: count }).meta({ id: "DirectiveExceptionList", "x-label": "coordination" });

export const ITEM_EVENTS = ["assign", "start", "finish", "reopen", "ask-exception", "take-back", "grant", "refuse", "exception-ends", "ask-for-more", "carry-over", "close"] as const;
export const itemEvent = z.enum(ITEM_EVENTS).meta({ id: "DirectiveItemEvent" });
export type ItemEvent = z.infer<typeof itemEvent>;
export const itemTurn = z
  .object({ event: itemEvent, from: itemState.nullable(), to: itemState, side: z.enum(["agency", "officer", "house"]), at: instant, words: z.string().nullable(), link: z.string().nullable(), digest: sha256.nullable() })
  .meta({ id: "DirectiveItemTurn", "x-label": "coordination" });
export type ItemTurn = z.infer<typeof itemTurn>;
export const directiveItemDetail = z
  .object({
    item: directiveItem, turns: z.array(itemTurn), exceptions: z.array(directiveException),
    /** What the reader can do with it now. */
    next: z.array(itemEvent),
    longestDays: count,
  })
  .meta({ id: "DirectiveItemDetail", "x-label": "coordination" });
export type DirectiveItemDetail = z.infer<typeof directiveItemDetail>;

export const finishItem = z
  .strictObject({
    words: plainText(2000),
    link: z.url({ protocol: /^https$/, message: "expected an https address" }).max(500).optional(),
    /** SHA-256 of the document that shows it; the document stays with the agency. */
    digest: sha256.optional(),
  })
  .refine((given) => given.link !== undefined || given.digest !== undefined, { message: "give a link, or the digest of a document", path: ["link"] })
  .meta({ id: "FinishDirectiveItem" });
export const reopenItem = z.strictObject({ reason: plainText(1000) }).meta({ id: "ReopenDirectiveItem" });
export const askForMore = z.strictObject({ words: plainText(1000) }).meta({ id: "AskForMoreEvidence" });
export const askDirectiveException = z.strictObject({ reason: plainText(2000), control: plainText(2000), until: day }).meta({ id: "AskDirectiveException" });
export const decideDirectiveException = z
  .strictObject({
    decision: z.enum(["granted", "refused"]),
    /** Earlier than what was asked for, or left out for just that. */
    until: day.optional(),
    answer: plainText(1000),
  })
  .meta({ id: "DecideDirectiveException" });
