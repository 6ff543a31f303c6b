/*
 * Operations (all below /api):
 *   GET  /findings/{id}/priority        → priorityView                     who may see the finding
 *   POST /findings/{id}/references      referVulnerability → priorityView  assigned analyst
 *   POST /findings/{id}/exploitation    sayExploited → priorityView        assigned analyst
 *   GET  /feeds                         → feedList                         clearinghouse
 *   POST /feeds/kev?insist=             CISA's JSON → feedList             analyst
 *   POST /feeds/epss?insist=            FIRST's CSV, plain or .gz → feedList  analyst
 *   POST /feeds/source                  setFeedSource → feedList           analyst
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { labelled } from "./labels.ts";

/** By which published table: BOD 26-04 (the order of work), CISA's and CERT/CC's for coordinators, a supplier's, a deployer's. */
export const decisionTable = z.enum(["bod-26-04", "cisa-coordinator", "coordinator-triage", "coordinator-publish", "supplier", "deployer"]).meta({ id: "DecisionTable" });
export type DecisionTableName = z.infer<typeof decisionTable>;

/** Who said an input: a person's word, a feed, a count, or the table's own default. */
export const inputSource = z.enum(["kev", "exploited-now", "analyst", "finder", "maintainer", "exposure", "default"]).meta({ id: "InputSource" });
export type InputSource = z.infer<typeof inputSource>;

/** Why the house decided again; a person's own decision has none. */
export const redecisionCause = z.enum(["kev-listed", "epss-rose", "exposure-rose", "exploited-now"]).meta({ id: "RedecisionCause" });
export type RedecisionCause = z.infer<typeof redecisionCause>;

/** What was known when it was decided. */
export const priorityFacts = z.object({
  kev: z.object({ cveId: z.string(), addedOn: z.string() }).nullable(),
  epss: z.object({ cveId: z.string(), score: z.number(), percentile: z.number() }).nullable(),
  exploitedNow: z.boolean(),
  operators: z.number().int().nullable(),
});
export type PriorityFacts = z.infer<typeof priorityFacts>;

const words = z.record(z.string(), z.string());

/** One decision by one table; a later one stands beside the earlier ones. */
export const decision = z
  .object({
    id: identifier,
    table: decisionTable,
    /** The table's id with its version. */
    rule: z.string(),
    outcome: z.string(),
    sentence: z.string(),
    inputs: words,
    saidBy: z.record(z.string(), inputSource),
    facts: priorityFacts.nullable(),
    /** Null for a person's decision. */
    because: redecisionCause.nullable(),
    /** The same as a sentence. */
    reason: z.string().nullable(),
    at: instant,
  })
  .meta({ id: "PriorityDecision", "x-label": "coordination" });
export type PriorityDecision = z.infer<typeof decision>;

export const vulnerabilityReference = z
  .string()
  .trim()
  .regex(/^(cve-\d{4}-\d{4,19}|ghsa(-[23456789cfghjmpqrvwx]{4}){3})$/i, "expected an id such as CVE-2026-12345 or GHSA-xxxx-xxxx-xxxx")
  .transform((text) => (/^cve/i.test(text) ? text.toUpperCase() : `GHSA${text.slice(4).toLowerCase()}`));

/** An id that a CNA or GitHub gave the same weakness; we give none. */
export const referVulnerability = z.strictObject({ reference: vulnerabilityReference }).meta({ id: "ReferVulnerability" });

/** That it is exploited now, or no longer said to be, with what shows it. */
export const sayExploited = z.strictObject({ exploited: z.boolean(), evidence: plainText(2000) }).meta({ id: "SayExploited" });

export const priorityView = z
  .object({
    /** Oldest first; the newest of each table stands. */
    decisions: z.array(decision),
    references: z.array(z.object({ reference: z.string(), by: z.enum(["coordinator", "maintainer"]), at: instant })),
    kev: z.array(z.object({ cveId: z.string(), addedOn: z.string(), dueOn: z.string().nullable(), inRansomware: z.boolean() })),
    epss: z.array(z.object({ cveId: z.string(), score: z.number(), percentile: z.number() })),
    exploitation: z.object({ exploited: z.boolean(), evidence: labelled("embargoed", z.string().nullable()), at: instant }).nullable(),
    /** Enrolled operators that run the product; null for who may not see it, or while nobody has counted. */
    exposure: z
      .object({
        /** Null: some, but fewer than may be told. */
        operators: z.number().int().nullable(),
        sectors: z.array(z.object({ sector: z.string(), operators: z.number().int().nullable() })),
        at: instant,
      })
      .nullable(),
    /** Order of scarce work, 0 to 1000; not a measure of severity. */
    harm: z.number().int(),
  })
  .meta({ id: "PriorityView", "x-label": "coordination" });
export type PriorityView = z.infer<typeof priorityView>;

export const feedName = z.enum(["kev", "epss"]).meta({ id: "FeedName" });
export type FeedName = z.infer<typeof feedName>;

/** `insist`: take what looks suspicious (older, shrunk) all the same. What cannot be read is never taken. */
export const feedQuery = z.object({ insist: z.enum(["true", "false"]).default("false") });

export const MAX_FEED_BYTES = 32 * 1024 * 1024;

/** Where to fetch it from each day; null: it comes by file. */
export const setFeedSource = z.strictObject({ feed: feedName, url: z.url({ protocol: /^https?$/, message: "expected a web address" }).max(500).nullable() }).meta({ id: "SetFeedSource" });

export const feedFault = z.enum(["unreadable", "older", "from-the-future", "shrunk", "unreachable"]).meta({ id: "FeedFault" });
export type FeedFault = z.infer<typeof feedFault>;

export const feedState = z
  .object({
    feed: feedName,
    source: z.string().nullable(),
    /** The last good one, on which decisions stand; null before the first. */
    taken: z
      .object({
        version: z.string(),
        releasedAt: instant,
        records: z.number().int(),
        /** Releases between this one and the one before that were never seen. */
        missed: z.number().int(),
        takenAt: instant,
        ageHours: z.number(),
      })
      .nullable(),
    /** A new release is expected within so many hours. */
    cadenceHours: z.number(),
    /** Older than two cadences, or never taken: decisions on it may be wrong. */
    isStale: z.boolean(),
    /** The newest file that was not taken, while none was taken after it. */
    refused: z.object({ fault: feedFault, detail: z.string(), at: instant }).nullable(),
  })
  .meta({ id: "FeedState", "x-label": "coordination" });
export type FeedState = z.infer<typeof feedState>;

export const feedList = z.object({ feeds: z.array(feedState) }).meta({ id: "FeedList" });
export type FeedList = z.infer<typeof feedList>;
