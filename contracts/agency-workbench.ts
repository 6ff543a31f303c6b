/*
 * A federal civilian agency's own workbench (all below /api). *Instance*: one vulnerability on one asset of one agency.
 *   GET  /agency/workbench                             → agencyWorkbench           counts, spans, forecast; own agency
 *   GET  /agency/due?span=                             → dueGroups                 what to fix, grouped by vulnerability
 *   GET  /agency/assets?after=                         → assetPage
 *   POST /agency/assets          saveAssets            → assetReceipt              by the agency's own key
 *   POST /agency/assets/import   application/octet-stream (CSV)   → assetReceipt
 *   POST /agency/assets/{id}/judge  judgeAsset         → asset                     exposure and environment are the agency's judgement
 *   POST /agency/assets/{id}/retirement  retireAsset → retiredAsset          out of use; what is open on it is fixed
 *   GET  /agency/instances?state=&tier=&environment=&exposed=&cveId=&span=&after=  → instancePage
 *   GET  /agency/instances/export?…  the same filters  → text/csv
 *   GET  /agency/instances/{id}                        → instanceDetail            with the history of its due day
 *   POST /agency/instances/{id}/move  moveInstance     → instanceDetail
 *   POST /agency/instances/confirm-gone  confirmGone   → confirmedGone             what a complete scan saw no more
 *   POST /agency/imports?scanner=&scannedOn=&complete=&gone=  application/octet-stream  → importReceipt   CSV or NDJSON, streamed
 *   GET  /agency/imports                               → importList
 *   GET  /agency/templates                             → templateList
 *   GET  /agency/templates/{scanner}                   → text/csv                  a file to begin with
 *   GET  /agency/forensics                             → forensicList
 *   POST /agency/forensics/{id}/step  tickForensicStep → forensicTask
 *   POST /agency/forensics/{id}/done  endForensicTask  → forensicTask              the report's digest, never the report
 *   GET  /agency/instance-exceptions                   → instanceExceptionList     own agency
 *   POST /agency/instance-exceptions  askException     → instanceException
 *   POST /agency/instance-exceptions/{id}/withdrawal  → instanceException
 * For directive officers; never a name of an asset:
 *   GET  /directive-work/agencies                      → agencyCounts
 *   GET  /directive-work/instance-exceptions           → instanceExceptionList     those that wait, of every agency
 *   POST /directive-work/instance-exceptions/{id}/decide  decideException → instanceException
 *   POST /directive-work/vulnerability-metadata        application/x-ndjson, CVE records → metadataReceipt
 * For everybody:
 *   GET  /instance-counts                              → publicInstanceCounts      null is withheld; no agency is named
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";

/** The most assets in one JSON body. */
export const MAX_ASSETS = 1000;
/** The longest line, or CSV record with its quoted line breaks, that an import takes; a longer one is refused by its number. */
export const MAX_RECORD_BYTES = 64 * 1024;
/** The most records in one import. */
export const MAX_RECORDS = 1_000_000;
/** Refused and skipped records are told one by one up to this many; all are counted. */
export const MOST_TOLD = 1000;
export const INSTANCES_A_PAGE = 100;
/** The most lines of one CSV export; a longer list says so in its last line. */
export const MOST_EXPORTED = 100_000;

const day = z.iso.date({ message: "expected a day such as 2026-12-07" });
const count = z.number().int().nonnegative();
export const cveId = z.string().trim().toUpperCase().regex(/^CVE-\d{4}-\d{4,19}$/, "expected a CVE id such as CVE-2026-12345");

/** Whether the asset can be reached from the public internet: the agency's own judgement. `unknown` counts as yes until the agency has said. */
export const exposure = z.enum(["yes", "no", "unknown"]).meta({ id: "AgencyExposure" });
export type AgencyExposure = z.infer<typeof exposure>;

export const environment = z.enum(["production", "test", "development", "cloud", "ot", "end-user", "unknown"]).meta({ id: "AgencyEnvironment" });
export type AgencyEnvironment = z.infer<typeof environment>;

/** Outcomes of the directive's table. */
export const tier = z.enum(["3-days-forensic", "3-days", "14-days", "60-days", "on-upgrade"]).meta({ id: "DueTier" });
export type DueTier = z.infer<typeof tier>;

/** Lateness is no state: it follows from the due day. */
export const instanceState = z.enum(["open", "fixed", "not_affected", "exception"]).meta({ id: "InstanceState" });
export type InstanceState = z.infer<typeof instanceState>;

/** `this-week` is today and the six days after it, as for action items. */
export const span = z.enum(["overdue", "this-week", "next-30-days", "later", "on-upgrade"]).meta({ id: "DueSpan" });
export type DueSpan = z.infer<typeof span>;

/** Why an asset with the vulnerable product is not affected; the words of VEX. */
export const justification = z
  .enum(["component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path", "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"])
  .meta({ id: "NotAffectedJustification" });

export const scanner = z.enum(["generic", "ndjson", "nessus", "qualys", "defender", "openvas"]).meta({ id: "ScannerFormat" });
export type ScannerFormat = z.infer<typeof scanner>;

/** `now`: this day. `binding`: whether due days bind on this day; before `fullUseOn` they are shown as binding from that day. */
export const datingPhase = z
  .object({ today: day, directive: z.string(), rule: z.string(), effectiveOn: day, policiesOn: day, fullUseOn: day, phase: z.enum(["before", "preparing", "binding"]) })
  .meta({ id: "DatingPhase", "x-label": "public" });
export type DatingPhase = z.infer<typeof datingPhase>;

const assetFields = {
  /** The agency's own key of the asset: importing it again changes the same asset. */
  key: plainText(200),
  name: plainText(200),
  kind: plainText(80).nullable(),
  environment,
  exposed: exposure,
  ownerUnit: plainText(200).nullable(),
};

export const asset = z.object({ id: identifier, ...assetFields, openInstances: count, updatedAt: instant }).meta({ id: "AgencyAsset", "x-label": "coordination" });
export type AgencyAsset = z.infer<typeof asset>;

export const assetPage = z.object({ assets: z.array(asset), total: count, next: z.string().nullable() }).meta({ id: "AgencyAssetPage", "x-label": "coordination" });
export const assetQuery = z.object({ environment: environment.optional(), exposed: exposure.optional(), after: z.string().max(300).optional() });

export const saveAsset = z.strictObject({
  key: assetFields.key,
  /** The key, when left out. */
  name: plainText(200).optional(),
  kind: plainText(80).optional(),
  environment: environment.optional(),
  exposed: exposure.optional(),
  ownerUnit: plainText(200).optional(),
});
export type SaveAsset = z.infer<typeof saveAsset>;
export const saveAssets = z.strictObject({ assets: z.array(saveAsset).min(1).max(MAX_ASSETS) }).meta({ id: "SaveAgencyAssets" });
export const judgeAsset = z
  .strictObject({ exposed: exposure.optional(), environment: environment.optional() })
  .refine((given) => given.exposed !== undefined || given.environment !== undefined, { message: "say exposed, environment, or both", path: ["exposed"] })
  .meta({ id: "JudgeAgencyAsset" });

/** The reason is kept sealed, with the asset. */
export const retireAsset = z.strictObject({ reason: plainText(2000) }).meta({ id: "RetireAgencyAsset" });
/** How many instances on it were open or under an exception, and are fixed. */
export const retiredAsset = z.object({ fixed: count }).meta({ id: "RetiredAgencyAsset", "x-label": "coordination" });

/** One record that was not taken, by its line in the file as it was sent. */
export const toldLine = z.object({ line: z.number().int().positive(), reason: z.string() }).meta({ id: "ToldLine", "x-label": "coordination" });
export type ToldLine = z.infer<typeof toldLine>;

export const assetReceipt = z
  .object({ records: count, added: count, changed: count, same: count, refused: count, told: z.array(toldLine) })
  .meta({ id: "AgencyAssetReceipt", "x-label": "coordination" });
export type AssetReceipt = z.infer<typeof assetReceipt>;

export const importQuery = z.object({
  scanner,
  /** The day of the scan, for records that carry none; today when left out. */
  scannedOn: day.optional(),
  /** `yes`: the scan looked at every asset, so that what it does not name is gone. */
  complete: z.enum(["yes", "no"]).optional(),
  /** What becomes of what a complete scan names no more: proposed as fixed (default), or fixed at once. */
  gone: z.enum(["propose", "fix"]).optional(),
});
export type ImportQuery = z.infer<typeof importQuery>;

export const importReceipt = z
  .object({
    id: identifier, scanner, scannedOn: day, complete: z.boolean(), state: z.enum(["running", "taken", "broken-off"]), startedAt: instant, endedAt: instant.nullable(),
    /** Records read; instances may be more or fewer, as a record may name several CVEs or none. */
    records: count,
    /** Instances that were not known; known and open, seen again; closed, and seen again. Assets that were not known, or out of use. */
    added: count, seenAgain: count, reopened: count, newAssets: count,
    /** Records without a CVE id, which the directive's table cannot date. */
    withoutCve: count,
    /** Records that say themselves that it is fixed: no detection. */
    saidFixed: count,
    refused: count,
    proposedFixed: count, fixed: count,
    /** Why a complete scan proposed nothing, and the like. */
    notes: z.array(z.string()), told: z.array(toldLine),
  })
  .meta({ id: "ScannerImport", "x-label": "coordination" });
export type ImportReceipt = z.infer<typeof importReceipt>;
export const importList = z.object({ imports: z.array(importReceipt) }).meta({ id: "ScannerImportList", "x-label": "coordination" });

export const template = z.object({ scanner, name: z.string(), columns: z.array(z.object({ field: z.string(), heading: z.string(), needed: z.boolean() })), note: z.string() }).meta({ id: "ScannerTemplate", "x-label": "coordination" });
export const templateList = z.object({ templates: z.array(template) }).meta({ id: "ScannerTemplateList", "x-label": "coordination" });
export type ScannerTemplate = z.infer<typeof template>;
export const templateParams = z.object({ scanner });

/** What the table asked, and what it said. `assumed`: nobody has published it, so the directive's default stands in. */
export const dating = z
  .object({
    tier,
    /** Of the table's 16 rows, from 1, in the order of its inputs: KEV, exposure, automatable, technical impact. */
    row: z.number().int().min(1).max(16),
    inKev: z.boolean(), exposed: z.boolean(), automatable: z.boolean(), technicalImpact: z.enum(["partial", "total"]),
    assumed: z.array(z.enum(["exposed", "automatable", "technicalImpact"])),
    /** Earlier of the listing in KEV and the detection on the asset. */
    clockStart: day, startedBy: z.enum(["kev", "detection"]),
    dueOn: day.nullable(), forensic: z.boolean(), rule: z.string(), reason: z.string(),
  })
  .meta({ id: "InstanceDating", "x-label": "coordination" });
export type InstanceDating = z.infer<typeof dating>;

export const instance = z
  .object({
    id: identifier, cveId, assetId: identifier, assetName: z.string(), environment, exposed: exposure,
    state: instanceState, justification: justification.nullable(), exceptionUntil: day.nullable(),
    detectedOn: day, lastSeenOn: day,
    /** The day of the complete scan that saw it no more; the agency confirms. */
    goneOn: day.nullable(),
    tier, dueOn: day.nullable(), isLate: z.boolean(), exceptionAsked: z.boolean(),
  })
  .meta({ id: "AgencyInstance", "x-label": "coordination" });
export type AgencyInstance = z.infer<typeof instance>;

export const instanceQuery = z.object({
  state: instanceState.optional(), tier: tier.optional(), environment: environment.optional(), exposed: exposure.optional(), cveId: cveId.optional(), span: span.optional(),
  gone: z.enum(["yes"]).optional(), after: z.string().max(300).optional(),
});
export type InstanceQuery = z.infer<typeof instanceQuery>;
export const instancePage = z.object({ instances: z.array(instance), next: z.string().nullable() }).meta({ id: "AgencyInstancePage", "x-label": "coordination" });

export const redatingCause = z.enum(["kev-listed", "kev-left", "kev-day-changed", "metadata-changed", "rule-changed", "exposure-changed", "seen-again", "detected-earlier"]).meta({ id: "RedatingCause" });
export type RedatingCause = z.infer<typeof redatingCause>;

export const dueChange = z
  .object({ at: instant, cause: redatingCause, fromTier: tier, toTier: tier, fromDueOn: day.nullable(), toDueOn: day.nullable() })
  .meta({ id: "DueChange", "x-label": "coordination" });
export const instanceDetail = z.object({ instance, dating, history: z.array(dueChange), phase: datingPhase }).meta({ id: "AgencyInstanceDetail", "x-label": "coordination" });
export type InstanceDetail = z.infer<typeof instanceDetail>;

export const moveInstance = z
  .discriminatedUnion("to", [
    z.strictObject({ to: z.literal("fixed") }),
    z.strictObject({ to: z.literal("not_affected"), justification }),
    /** It was closed in error, or is there again; also takes back that it was proposed as fixed. */
    z.strictObject({ to: z.literal("open") }),
  ])
  .meta({ id: "MoveAgencyInstance" });
export type MoveInstance = z.infer<typeof moveInstance>;

/** All that complete scans saw no more, or only of one vulnerability. */
export const confirmGone = z.strictObject({ cveId: cveId.optional() }).meta({ id: "ConfirmGone" });
export const confirmedGone = z.object({ fixed: count }).meta({ id: "ConfirmedGone", "x-label": "coordination" });

export const dueGroup = z
  .object({
    cveId, tier, dueOn: day.nullable(), inKev: z.boolean(), assets: count,
    byEnvironment: z.array(z.object({ environment, assets: count })),
    forensic: z.boolean(),
  })
  .meta({ id: "DueGroup", "x-label": "coordination" });
export const dueQuery = z.object({ span, environment: environment.optional(), after: z.string().max(300).optional() });
export const dueGroups = z.object({ span, phase: datingPhase, groups: z.array(dueGroup), instances: count, next: z.string().nullable() }).meta({ id: "DueGroups", "x-label": "coordination" });
export type DueGroups = z.infer<typeof dueGroups>;

export const forecastWeek = z
  .object({
    /** Monday to Sunday, UTC. The first week holds what is left of this one. */
    from: day, to: day,
    /** Open instances that fall due in it, and instances whose exception has ended by then: on the day after it, or on their due day if that is later. */
    due: count,
    /** Expected on top, if as much is detected as in the last eight whole weeks; `low` to `high` holds 95 of 100 such weeks. */
    expected: z.number().nonnegative(), low: z.number().nonnegative(), high: z.number().nonnegative(),
  })
  .meta({ id: "ForecastWeek", "x-label": "coordination" });
export type ForecastWeek = z.infer<typeof forecastWeek>;

export const agencyWorkbench = z
  .object({
    phase: datingPhase,
    open: count, overdue: count, dueThisWeek: count, dueIn30Days: count, later: count, onUpgrade: count, inException: count, proposedFixed: count, fixed: count, notAffected: count,
    assets: count, assetsNotJudged: count,
    forensics: z.object({ open: count, overdue: count, done: count }),
    tiers: z.array(z.object({ tier, open: count, overdue: count, share: z.number().min(0).max(1) })),
    environments: z.array(z.object({ environment, open: count, overdue: count })),
    forecast: z.array(forecastWeek),
    /** How many were detected in each of the last eight whole weeks, the oldest first. */
    arrivals: z.array(z.object({ from: day, instances: count })),
  })
  .meta({ id: "AgencyWorkbench", "x-label": "coordination" });
export type AgencyWorkbench = z.infer<typeof agencyWorkbench>;

export const FORENSIC_STEPS = ["preserve", "collect", "examine", "decide", "report"] as const;
export const forensicStep = z.enum(FORENSIC_STEPS).meta({ id: "ForensicStep" });
export const forensicTask = z
  .object({
    id: identifier, cveId, assets: count, state: z.enum(["open", "done", "lifted"]), dueOn: day, isLate: z.boolean(),
    steps: z.array(z.object({ step: forensicStep, text: z.string(), doneOn: day.nullable() })),
    reportDigest: sha256.nullable(), startedAt: instant, endedAt: instant.nullable(),
  })
  .meta({ id: "ForensicTask", "x-label": "coordination" });
export type ForensicTask = z.infer<typeof forensicTask>;
export const forensicList = z.object({ tasks: z.array(forensicTask) }).meta({ id: "ForensicTaskList", "x-label": "coordination" });
export const tickForensicStep = z.strictObject({ step: forensicStep }).meta({ id: "TickForensicStep" });
export const endForensicTask = z.strictObject({ reportDigest: sha256 }).meta({ id: "EndForensicTask" });

export const askException = z
  .strictObject({
    cveId,
    /** Only the instances in this environment; all of the vulnerability when left out. Those open, and those under an exception that runs. */
    environment: environment.optional(),
    reason: plainText(2000), control: plainText(2000), until: day,
  })
  .meta({ id: "AskInstanceException" });
export type AskException = z.infer<typeof askException>;
export const instanceException = z
  .object({
    id: identifier, agencyId: identifier, agencyName: z.string(), cveId, environment: environment.nullable(), instances: count,
    /** `withdrawn`: taken back, or the agency was struck off the list. */
    state: z.enum(["asked", "granted", "refused", "withdrawn", "ended"]), reason: z.string(), control: z.string(), until: day,
    /** Why it was granted or refused. */
    answer: z.string().nullable(), askedAt: instant, decidedAt: instant.nullable(),
  })
  .meta({ id: "InstanceException", "x-label": "coordination" });
export type InstanceException = z.infer<typeof instanceException>;
export const instanceExceptionList = z.object({ exceptions: z.array(instanceException), longestDays: count }).meta({ id: "InstanceExceptionList", "x-label": "coordination" });
export const decideException = z.strictObject({ decision: z.enum(["granted", "refused"]), answer: plainText(2000) }).meta({ id: "DecideInstanceException" });
export type DecideException = z.infer<typeof decideException>;

export const agencyCount = z
  .object({ agencyId: identifier, agencyName: z.string(), open: count, overdue: count, dueThisWeek: count, inException: count, fixed: count, forensicsOpen: count, lastImportOn: day.nullable() })
  .meta({ id: "AgencyInstanceCount", "x-label": "coordination" });
export const agencyCounts = z.object({ phase: datingPhase, agencies: z.array(agencyCount) }).meta({ id: "AgencyInstanceCounts", "x-label": "coordination" });
export type AgencyCounts = z.infer<typeof agencyCounts>;

/** What CISA publishes of each vulnerability, from CVE records with its own container. */
export const metadataReceipt = z.object({ records: count, taken: count, same: count, withoutMetadata: count, refused: count, redated: count, told: z.array(toldLine) }).meta({ id: "MetadataReceipt", "x-label": "coordination" });
export type MetadataReceipt = z.infer<typeof metadataReceipt>;

export const publicInstanceCounts = z
  .object({ phase: datingPhase, open: count.nullable(), overdue: count.nullable(), fixed: count.nullable(), notAffected: count.nullable(), inException: count.nullable() })
  .meta({ id: "PublicInstanceCounts", "x-label": "public" });
export type PublicInstanceCounts = z.infer<typeof publicInstanceCounts>;
