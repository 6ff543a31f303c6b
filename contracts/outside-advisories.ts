/*
 * Operations (all below /api) for advisories that others publish, such as CISA's; the clearinghouse's analysts keep them.
 *   GET  /outside-advisories?after=           → outsideAdvisoryList       the newest first, 100 at a time; operators and the clearinghouse
 *   POST /outside-advisories?fileName=        application/octet-stream (one CSAF or OSV document, NDJSON, or a ZIP of them; ≤ 64 MiB)
 *                                             → importReport
 *   GET  /advisory-feeds                      → advisoryFeedList
 *   POST /advisory-feeds                      addFeed → advisoryFeed (201)   a CSAF provider-metadata.json or a ROLIE feed
 *   POST /advisory-feeds/{id}/check           → 204                          fetches what is new, now
 *   POST /advisory-feeds/{id}/stop            → 204                          what came from it stays
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

export const MAX_IMPORT_BYTES = 64 * 1024 * 1024;

/** `withdrawn`: its publisher took it back; it matches nothing. */
export const outsideAdvisoryState = z.enum(["current", "withdrawn"]).meta({ id: "OutsideAdvisoryState" });

export const outsideAdvisory = z
  .object({
    id: identifier,
    format: z.enum(["csaf", "osv"]),
    publisher: z.string(),
    /** The publisher's own name for it; the latest version of a name is the one that holds. */
    trackingId: z.string(),
    version: z.string().nullable(),
    releasedAt: instant.nullable(),
    title: z.string(),
    /** Where its publisher shows it. */
    url: z.string().nullable(),
    state: outsideAdvisoryState,
    digest: sha256,
    /** How we know that it is the publisher's: by a signature, by a digest fetched beside it, or by whoever uploaded it. */
    proof: z.enum(["signature", "digest", "uploaded"]),
    products: z.number().int(),
    vulnerabilities: z.array(z.string()),
    importedAt: instant,
  })
  .meta({ id: "OutsideAdvisory", "x-label": "coordination" });
export type OutsideAdvisory = z.infer<typeof outsideAdvisory>;
export const outsideAdvisoryList = z.object({ advisories: z.array(outsideAdvisory), total: z.number().int(), next: identifier.nullable() }).meta({ id: "OutsideAdvisoryList", "x-label": "coordination" });
export type OutsideAdvisoryList = z.infer<typeof outsideAdvisoryList>;
export const outsideAdvisoryQuery = z.object({ after: identifier.optional() });
export const importQuery = z.object({ fileName: plainText(200) });

/** What became of each document; those refused with the reason, at most 100 of them. */
export const importReport = z
  .object({ read: z.number().int(), added: z.number().int(), changed: z.number().int(), unchanged: z.number().int(), withdrawn: z.number().int(), refusedCount: z.number().int(), refused: z.array(z.object({ name: z.string(), reason: z.string() })) })
  .meta({ id: "ImportReport", "x-label": "coordination" });
export type ImportReport = z.infer<typeof importReport>;

export const addFeed = z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(500) }).meta({ id: "AddAdvisoryFeed" });
export const advisoryFeed = z
  .object({
    id: identifier,
    url: z.string(),
    publisher: z.string().nullable(),
    state: z.enum(["active", "stopped"]),
    addedAt: instant,
    /** When it was last asked, and when that last went well. */
    checkedAt: instant.nullable(),
    succeededAt: instant.nullable(),
    /** Whether that is longer ago than two days. */
    isStale: z.boolean(),
    /** What was wrong the last time. */
    fault: z.string().nullable(),
    documents: z.number().int(),
  })
  .meta({ id: "AdvisoryFeed", "x-label": "coordination" });
export type AdvisoryFeed = z.infer<typeof advisoryFeed>;
export const advisoryFeedList = z.object({ feeds: z.array(advisoryFeed) }).meta({ id: "AdvisoryFeedList" });
