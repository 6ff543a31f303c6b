/*
 * Operations (all below /api). "operator" is the actor's own organisation, which must be enrolled, or the one that
 * `organisationId` names in the query (GET, and the upload), when it named the actor's as its delegate.
 *   POST /operator/profile                  enrolOperator → operatorProfile (201)     operator; again: changes the profile
 *   GET  /operator/profile                  → operatorProfile                         409 not-enrolled before
 *   POST /operator/leave                    → erasureRecord                           always works; inventories, matches and profile are erased
 *   POST /operator/inventories?fileName=    application/octet-stream (CycloneDX JSON or CSV, ≤ 16 MiB) → inventoryPreview (201);
 *                                           a file of the same name replaces the earlier one
 *   GET  /operator/inventories              → inventoryList
 *   GET  /operator/inventories/{id}         → inventoryPreview
 *   POST /operator/inventories/{id}/remove  → 204
 *   GET  /operator/plan                     → plan                                    at most 5 steps, the first is to be done first
 *   GET  /operator/plan/print               → text/html, self-contained, for printing
 *   GET  /operator/plan/print.txt           → text/plain
 *   POST /operator/plan/{id}/acknowledge    stepAssets → planStep
 *   POST /operator/plan/{id}/schedule       scheduleStep → planStep
 *   POST /operator/plan/{id}/apply          stepAssets → planStep
 *   POST /operator/plan/{id}/confirm        stepAssets → planStep
 *   POST /operator/plan/{id}/defer          deferStep → planStep
 *   POST /operator/plan/{id}/not-affected   stepNotAffected → planStep
 *   POST /operator/plan/{id}/fail           failStep → planStep
 *   POST /operator/plan/{id}/roll-back      stepAssets → planStep
 *   GET  /operator/opt-ins                  → optInList                               to whom the operator's counts are open
 *   POST /operator/opt-ins                  optIn → 204                               the operator lets an authority see its counts
 *   POST /operator/opt-ins/end              optIn → 204
 *   GET  /distribution/municipalities       → municipalityList                        the authority: counts of those who opted in
 *   GET  /distribution/roll-up              → rollUp                                  clearinghouse analyst and director: counts only
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { trackingId } from "./publication.ts";

/** The sixteen critical infrastructure sectors. */
export const SECTORS = [
  "chemical", "commercial-facilities", "communications", "critical-manufacturing", "dams", "defense-industrial-base", "emergency-services", "energy",
  "financial-services", "food-and-agriculture", "government-facilities", "healthcare", "information-technology", "nuclear", "transportation", "water",
] as const;
export const sector = z.enum(SECTORS).meta({ id: "Sector" });
export type Sector = z.infer<typeof sector>;

/** People who work there. */
export const sizeBand = z.enum(["under-10", "10-to-49", "50-to-249", "250-or-more"]).meta({ id: "SizeBand" });
export const region = z.enum(["northeast", "midwest", "south", "west", "territories"]).meta({ id: "Region" });

/** Coarse on purpose: enough to plan help, too little to point at somebody. */
export const enrolOperator = z
  .strictObject({
    sector,
    sizeBand,
    region,
    /** The terms: free to join, free to leave with everything erased; never used for regulation, insurance or ranking. */
    acceptsTerms: z.literal(true, "accept the terms to enrol: it is free to join, and free to leave with everything erased"),
  })
  .meta({ id: "EnrolOperator" });
export type EnrolOperator = z.infer<typeof enrolOperator>;

export const operatorProfile = z.object({ sector, sizeBand, region, enrolledAt: instant }).meta({ id: "OperatorProfile", "x-label": "coordination" });
export type OperatorProfile = z.infer<typeof operatorProfile>;

/** What was erased when an operator left; the ledger keeps these numbers and nothing else. */
export const erasureRecord = z.object({ at: instant, inventories: z.number().int(), matches: z.number().int() }).meta({ id: "ErasureRecord", "x-label": "coordination" });
export type ErasureRecord = z.infer<typeof erasureRecord>;

export const MAX_INVENTORY_BYTES = 16 * 1024 * 1024;
export const MAX_INVENTORIES = 20;

/** The operator that named the actor's organisation as its delegate; without it, the actor's own. */
export const operatorQuery = z.object({ organisationId: identifier.optional() });

/** A state or local authority, by its id here. */
export const optIn = z.strictObject({ authorityId: identifier }).meta({ id: "OptIn" });

export const optInList = z
  .object({ authorities: z.array(z.object({ authorityId: identifier, authorityName: z.string(), optedAt: instant })) })
  .meta({ id: "OptInList", "x-label": "coordination" });

export const municipality = z
  .object({ organisationId: identifier, organisationName: z.string(), sector, sizeBand, stepsOpen: z.number().int(), stepsDone: z.number().int() })
  .meta({ id: "Municipality", "x-label": "coordination" });
export type Municipality = z.infer<typeof municipality>;
export const municipalityList = z.object({ municipalities: z.array(municipality) }).meta({ id: "MunicipalityList" });

export const inventoryQuery = z.object({ organisationId: identifier.optional(), fileName: plainText(200).regex(/^[^\n\t]*$/, "must be one line") });

export const inventorySummary = z
  .object({ id: identifier, fileName: z.string(), format: z.enum(["cyclonedx-json", "csv"]), digest: sha256, assets: z.number().int(), skipped: z.number().int(), uploadedAt: instant })
  .meta({ id: "InventorySummary", "x-label": "coordination" });
export type InventorySummary = z.infer<typeof inventorySummary>;
export const inventoryList = z.object({ inventories: z.array(inventorySummary) }).meta({ id: "InventoryList" });

/** How the file was understood: the columns guessed, the first assets, and every line left out with its reason (at most 200 of each). */
export const inventoryPreview = inventorySummary
  .extend({
    columns: z.record(z.string(), z.string()),
    notes: z.array(z.string()),
    firstAssets: z.array(
      z.object({
        place: z.string(),
        vendor: z.string().nullable(),
        product: z.string(),
        version: z.string().nullable(),
        location: z.string().nullable(),
        exposed: z.enum(["yes", "no", "unknown"]),
      }),
    ),
    skippedLines: z.array(z.object({ place: z.string(), reason: z.string(), original: z.string() })),
  })
  .meta({ id: "InventoryPreview", "x-label": "coordination" });
export type InventoryPreview = z.infer<typeof inventoryPreview>;

/** Where one asset stands; the machine is in rooms/distribution/deployment.rules.ts. There is no state for silence. */
export const DEPLOYMENT_STATES = [
  "matched", "notified", "acknowledged", "scheduled", "applied", "confirmed", "not_affected", "deferred", "failed", "rolled_back", "unreachable",
] as const;
export const deploymentState = z.enum(DEPLOYMENT_STATES).meta({ id: "DeploymentState" });
export type DeploymentState = z.infer<typeof deploymentState>;

/** What an operator may do with a step. */
export const STEP_ACTIONS = ["acknowledge", "schedule", "apply", "confirm", "defer", "not-affected", "fail", "roll-back"] as const;
export const stepAction = z.enum(STEP_ACTIONS).meta({ id: "StepAction" });
export type StepAction = z.infer<typeof stepAction>;

export const planAsset = z
  .object({
    id: identifier,
    /** As the operator's own list names it. */
    name: z.string(),
    version: z.string().nullable(),
    location: z.string().nullable(),
    /** File and line the asset stands in. */
    place: z.string(),
    exposed: z.enum(["yes", "no", "unknown"]),
    state: deploymentState,
    /** How likely it is that this asset is affected, 0 to 1, and why we think so. */
    probability: z.number(),
    reason: z.string(),
    /** One answer that would settle it. */
    question: z.string().nullable(),
    scheduledFor: instant.nullable(),
    reviewOn: instant.nullable(),
    /** The operator's own words: why it is not affected, deferred or failed. */
    statement: z.string().nullable(),
  })
  .meta({ id: "PlanAsset", "x-label": "coordination" });
export type PlanAsset = z.infer<typeof planAsset>;

export const planStep = z
  .object({
    id: identifier,
    title: z.string(),
    why: z.string(),
    /** Short instructions, in order. */
    how: z.array(z.string()),
    /** Null: at the next planned update. */
    dueBy: instant.nullable(),
    due: z.string(),
    /** Always: BOD 26-04 binds federal civilian agencies; for everyone else its dates are guidance and no duty. */
    guidance: z.literal(true),
    guidanceNote: z.string(),
    /** The fix was withdrawn: do not install it. */
    recalled: z.boolean(),
    fixedVersion: z.string().nullable(),
    /** The signed patch that the fix was made of; you install, we never do. */
    patch: z.object({ patchId: identifier, digest: sha256, keyId: z.string(), artefactUrl: z.string(), signatureUrl: z.string(), aiGenerated: z.boolean() }).nullable(),
    whomToCall: z.string(),
    advisories: z.array(z.object({ id: identifier, trackingId, title: z.string() })),
    /** The least advanced of its assets. */
    state: deploymentState,
    assets: z.array(planAsset),
    /** What may be done with at least one of its assets now. */
    may: z.array(stepAction),
  })
  .meta({ id: "PlanStep", "x-label": "coordination" });
export type PlanStep = z.infer<typeof planStep>;

export const plan = z
  .object({
    asOf: instant,
    /** The most urgent first, at most five: do the first one first. */
    steps: z.array(planStep).max(5),
    /** How many more steps wait behind these. */
    waiting: z.number().int(),
    /** Applied, confirmed or stated as not affected; at most 20. */
    done: z.array(planStep),
    inventories: z.number().int(),
    /** Said when there is nothing to do: it is no statement that anything is safe. */
    note: z.string().nullable(),
  })
  .meta({ id: "Plan", "x-label": "coordination" });
export type Plan = z.infer<typeof plan>;

/** Which assets of the step are meant; without it, all that the action fits. */
const assets = z.array(identifier).min(1).max(500).optional();

export const stepAssets = z.strictObject({ assets }).meta({ id: "StepAssets" });
export const scheduleStep = z.strictObject({ assets, at: instant }).meta({ id: "ScheduleStep" });
export const deferStep = z.strictObject({ assets, reason: plainText(1000), compensatingControl: plainText(1000), reviewOn: instant }).meta({ id: "DeferStep" });

/** The reasons CSAF and OpenVEX have in common. */
export const notAffectedReason = z
  .enum(["component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path", "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"])
  .meta({ id: "NotAffectedReason" });
export const stepNotAffected = z.strictObject({ assets, justification: notAffectedReason, statement: plainText(1000) }).meta({ id: "StepNotAffected" });
export const failStep = z.strictObject({ assets, reason: plainText(1000) }).meta({ id: "FailStep" });

/** Counts from 1 to 4 are null, and so is any other from which one of those could be worked out. */
const count = z.number().int().nullable();
export const rollUp = z
  .object({
    asOf: instant,
    smallCell: z.number().int(),
    /** Operators, not assets, that have come at least so far with some asset. */
    operators: z.object({ enrolled: count, matched: count, notified: count, acknowledged: count, applied: count }),
    enrolledBySector: z.array(z.object({ sector, enrolled: count })),
  })
  .meta({ id: "DistributionRollUp", "x-label": "coordination" });
export type RollUp = z.infer<typeof rollUp>;
