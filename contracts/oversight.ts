import { z } from "zod";
import { identifier, instant, organisationKind, sha256 } from "./access.ts";

export const funnelStage = z.enum(["found", "reproduced", "validated", "notified", "patched", "published", "applied"]).meta({ id: "FunnelStage", "x-label": "public" });

export const funnel = z
  .object({
    asOf: instant,
    /** Counts below this are withheld, none included, so that nobody is recognised in a small number; others are the lower end of their band, a multiple of it. */
    smallCell: z.number().int(),
    stages: z.array(z.object({ key: funnelStage, label: z.string(), count: z.number().int().nullable() })),
  })
  .meta({ id: "Funnel", "x-label": "public" });
export type Funnel = z.infer<typeof funnel>;

/** Every room's counts as they are now; what is published and stays is a `PublishedReport`. */
export const liveCounts = z
  .object({
    asOf: instant,
    /** The ledger's checkpoint the counts were made at. */
    checkpoint: z.string(),
    rooms: z.array(z.object({ room: z.string(), counts: z.array(z.object({ name: z.string(), count: z.number().int().nullable() })) })),
  })
  .meta({ id: "LiveCounts", "x-label": "public" });
export type LiveCounts = z.infer<typeof liveCounts>;

// ── Figures: definitions over the ledger's entries. The same shapes stand in a report's file, so that it can be recomputed from it.

export const FIGURE_SECTIONS = ["engagements", "determinations", "partners", "scanning", "findings", "coordination", "patches", "advisories", "deployment", "assistance", "obligations", "policies", "incidents", "integrity"] as const;
export const figureSection = z.enum(FIGURE_SECTIONS).meta({ id: "FigureSection" });

const figureId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/).max(80);
const field = z.string().regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/);
const word = z.string().regex(/^[^\s\p{C}<>"'`\\]{1,100}$/u);
const entryKind = z.string().regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/).max(100);

/** Which entries are meant: of these kinds, and, where it says so, whose field of the data holds one of these words, or anything but null. */
export const entrySelection = z
  .strictObject({
    kinds: z.array(entryKind).min(1).max(12),
    where: z.strictObject({ field, is: z.array(word).min(1).max(40).nullable() }).optional(),
    /** A field of the data that says how many there were in one act, such as the findings of a batch; otherwise an entry counts once. */
    times: field.optional(),
    /** A field of the data that names whom or what the act is about, for durations and pairs; otherwise the entry's subject. */
    about: field.optional(),
  })
  .meta({ id: "EntrySelection" });

export const figureForm = z
  .discriminatedUnion("form", [
    z.strictObject({ form: z.literal("count"), of: entrySelection }),
    /** By the words of a field of a closed list; what holds none of them counts as `not-stated`. */
    z.strictObject({ form: z.literal("table"), of: entrySelection, by: field, words: z.array(word).min(1).max(40) }),
    /** Whole days from an act to the next act of the second kind about the same, by steps: up to the first, up to the second, … more. */
    z.strictObject({ form: z.literal("duration"), from: entrySelection, to: entrySelection, stepsDays: z.array(z.number().int().min(1).max(3660)).min(1).max(12), goalDays: z.number().int().nullable() }),
    /** What stands at the end: some figures' totals less others'. */
    z.strictObject({ form: z.literal("standing"), plus: z.array(figureId).min(1).max(12), minus: z.array(figureId).max(12) }),
    /**
     * Acts that take two people: whether the one who did the second ever was one who did the first. `anew`: the same thing may be
     * proposed again after it was taken back or settled; only the last first act before the second counts.
     */
    z.strictObject({ form: z.literal("pairs"), first: entrySelection, second: entrySelection, anew: z.literal(true).optional() }),
    /**
     * What was due by a fixed instant: done in time, done late, begun and not done, or passed in silence, which is without any
     * sign. What was struck afterwards, known by its subject, counts no more. `on`: the field with the day it was done.
     */
    z.strictObject({ form: z.literal("deadlines"), items: z.array(z.strictObject({ about: word, dueAt: instant })).min(1).max(40), sign: entrySelection, done: entrySelection, struck: entrySelection, on: field }),
    /** What a room stated of itself last: counts that no entry may tell one by one, in bands, by words. */
    z.strictObject({ form: z.literal("stated"), of: entrySelection, words: z.array(field).min(1).max(40) }),
  ])
  .meta({ id: "FigureForm" });

export const figureDefinition = z
  .strictObject({
    id: figureId,
    section: figureSection,
    title: z.string().max(120),
    /** What is counted, in plain words, and what is not. */
    definition: z.string().max(600),
    /** `bands`: in steps of five, as it counts people, organisations or their records. `exact`: as it is, since anybody can count it from what is public. */
    shown: z.enum(["bands", "exact"]),
    how: figureForm,
  })
  .meta({ id: "FigureDefinition", "x-label": "public" });
export type FigureDefinition = z.infer<typeof figureDefinition>;

/** A count lies between these, both included; equal ones say it exactly. In bands the first is a multiple of five, and 0 to 4 may be none. */
export const countRange = z.strictObject({ least: z.number().int(), most: z.number().int() }).meta({ id: "CountRange" });
const counted = { toDate: countRange, inPeriod: countRange };

/** More days than the first and at most the second; null: without an end. */
export const daySpan = z.strictObject({ overDays: z.number().int(), upToDays: z.number().int().nullable() }).meta({ id: "DaySpan" });
const spans = z.strictObject({ toDate: daySpan.nullable(), inPeriod: daySpan.nullable() });

export const figureValue = z
  .discriminatedUnion("form", [
    z.strictObject({ form: z.literal("count"), ...counted }),
    z.strictObject({ form: z.literal("table"), total: z.strictObject(counted), rows: z.array(z.strictObject({ word, ...counted })) }),
    z.strictObject({
      form: z.literal("duration"),
      total: z.strictObject(counted),
      rows: z.array(z.strictObject({ ...daySpan.shape, ...counted })),
      /** Read off the rows; null where fewer than five cases are sure, or the rows leave it wholly open. */
      median: spans,
      ninetieth: spans,
      /** How many were within the goal; null where the definition has none. */
      withinGoal: z.strictObject(counted).nullable(),
    }),
    z.strictObject({ form: z.literal("standing"), atEnd: countRange }),
    z.strictObject({ form: z.literal("pairs"), checked: z.strictObject(counted), exceptions: z.strictObject(counted) }),
    z.strictObject({ form: z.literal("deadlines"), atEnd: z.strictObject({ notYetDue: countRange, inTime: countRange, late: countRange, begun: countRange, silent: countRange }) }),
    /** `asOf`: when it was stated; null where it never was, which is as long as there were fewer than five. */
    z.strictObject({ form: z.literal("stated"), asOf: instant.nullable(), rows: z.array(z.strictObject({ word: field, atEnd: countRange })) }),
  ])
  .meta({ id: "FigureValue" });
export type FigureValue = z.infer<typeof figureValue>;

// ── Reports: what `report.json` holds, in canonical JSON; its digest stands in the ledger.

export const reportedFigure = z.strictObject({ definition: figureDefinition, value: figureValue }).meta({ id: "ReportedFigure", "x-label": "public" });

export const reportDocument = z
  .strictObject({
    schema: z.literal("breakwater-report/1"),
    id: identifier,
    occasion: z.enum(["quarter", "at-will"]),
    /** From the first included to the last excluded, by each act's own instant. */
    period: z.strictObject({ from: instant, to: instant }),
    /** The ledger's head that the figures were computed at: its first `size` entries, and no other. */
    checkpoint: z.strictObject({ origin: z.string().max(200), size: z.number().int(), root: sha256 }),
    /** Of the canonical JSON of all definitions, in their order. */
    definitionsSha256: sha256,
    smallCell: z.number().int(),
    figures: z.array(reportedFigure).max(400),
  })
  .meta({ id: "ReportDocument", "x-label": "public" });
export type ReportDocument = z.infer<typeof reportDocument>;

export const reportSummary = z
  .object({
    id: identifier,
    occasion: reportDocument.shape.occasion,
    period: z.object({ from: instant, to: instant }),
    publishedAt: instant,
    /** Of `report.json`, and what stands in the ledger. */
    sha256,
    size: z.number().int(),
  })
  .meta({ id: "ReportSummary", "x-label": "public" });

/** `next`: the quarter whose report comes by itself, and when. */
export const reportList = z
  .object({ reports: z.array(reportSummary), next: z.object({ from: instant, to: instant, dueAt: instant }) })
  .meta({ id: "ReportList", "x-label": "public" });

/** Files: `/reports/{id}/report.json`, `report.csv`, `report.html`, the same bytes each time; and `receipt.json`, which proves that the digest stands in the ledger. */
export const publishedReport = z
  .object({ ...reportSummary.shape, /** The signed head it was computed at. */ checkpoint: z.string(), document: reportDocument })
  .meta({ id: "PublishedReport", "x-label": "public" });

/** From the beginning of this day, UTC, until now. */
export const publishReport = z.strictObject({ from: z.iso.date() }).meta({ id: "PublishReport" });

export const figureList = z
  .object({ definitionsSha256: sha256, smallCell: z.number().int(), figures: z.array(figureDefinition) })
  .meta({ id: "FigureList", "x-label": "public" });

// ── The inspector's view: whether the house keeps its rules, without what is in it.

export const anomalyKind = z.enum(["read-alert", "changed-row", "refused-bundle", "suspect-session", "isolation-failed", "refused-use"]).meta({ id: "AnomalyKind" });

export const inspection = z
  .object({
    asOf: instant,
    integrity: z.object({
      size: z.number().int(),
      /** The newest signed head, with the cosignatures there are of it. */
      checkpoint: z.string(),
      verifierKey: z.string(),
      furtherKeys: z.array(z.string()),
      /** `cosignedSize`: the newest head of which the witness's cosignature is kept; null where none is. */
      witnesses: z.array(z.object({ name: z.string(), cosignedSize: z.number().int().nullable(), cosignedAt: instant.nullable() })),
      /** When this person last looked, and proof that the log of today continues the one of then. */
      lastLook: z.object({ at: instant, size: z.number().int(), checkpoint: z.string(), proof: z.array(sha256) }).nullable(),
    }),
    /** Reads of others' records, by week (its Monday), purpose and kind of the reader's organisation. */
    reads: z.array(z.object({ week: z.iso.date(), purpose: z.string(), readerKind: organisationKind, reads: countRange })),
    anomalies: z.array(z.object({ kind: anomalyKind, week: z.iso.date(), count: countRange })),
    /** Computed over the whole ledger; `exceptions` names the entries where one person did both, by their place in the log. */
    twoPersonActs: z.array(z.object({ id: figureId, title: z.string(), definition: z.string(), checked: z.number().int(), exceptions: z.array(z.number().int()) })),
    /** Acts on keys, the newest first: made, handed over, lent, changed, ended. */
    ceremonies: z.array(z.object({ index: z.number().int(), at: instant, kind: entryKind })),
    /** Work that comes round by itself. `missed`: it should have run since and did not. */
    schedules: z.array(z.object({ job: z.string(), schedule: z.string(), lastRanAt: instant.nullable(), outcome: z.enum(["done", "failed", "running", "never"]), missed: z.boolean() })),
  })
  .meta({ id: "Inspection", "x-label": "coordination" });
export type Inspection = z.infer<typeof inspection>;

/** The head that was seen, so that the next look can be proven to continue it. */
export const look = z.strictObject({ size: z.number().int().min(1) }).meta({ id: "Look" });
export const lookReply = z.object({ at: instant, size: z.number().int() }).meta({ id: "LookReply", "x-label": "coordination" });
