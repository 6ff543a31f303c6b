/*
 * Operations (all below /api). "operator" is the actor's own organisation, which must be enrolled, or the one that
 * `organisationId` names in the query (GET, and the upload), when it named the actor's as its delegate.
 *   POST /operator/profile                  enrolOperator → operatorProfile (201)     operator; again: changes the profile
 *   GET  /operator/profile                  → operatorProfile                         409 not-enrolled before
 *   POST /operator/leave                    → erasureRecord                           always works; everything kept of the operator is erased
 *   (step by step, pausing, sectors offered: contracts/enrolment.ts; notices, mails, forms, waves and the roll-up of each advisory: contracts/deployment.ts)
 *   POST /operator/inventories/preview?fileName=&columns=
 *                                           application/octet-stream → inventoryReading   how a file would be understood; nothing is kept
 *   POST /operator/inventories?fileName=&columns=
 *                                           application/octet-stream (any format of ours, ≤ 16 MiB) → inventoryPreview (201);
 *                                           a file of the same name replaces the earlier one
 *   POST /operator/inventories/text         pastedList → inventoryPreview (201)       pasted text, one thing a line
 *   POST /operator/inventories/rows         typedList → inventoryPreview (201)        the paper form: a few coarse rows
 *   GET  /operator/inventories              → inventoryList
 *   GET  /operator/inventories/{id}         → inventoryPreview
 *   POST /operator/inventories/{id}/marks   markAssets → inventoryPreview             exposed, vital, office or plant or clinic
 *   POST /operator/inventories/{id}/remove  → 204
 *   GET  /operator/windows                  → maintenanceWindows                      when things may stand still; none at first
 *   POST /operator/windows                  maintenanceWindows → maintenanceWindows
 *   GET  /operator/questions                → questionList                            what one answer would settle, the most useful first
 *   POST /operator/questions/{id}/answer    answerQuestion → 204
 *   POST /operator/questions/{id}/take-back → 204                                     it is asked again
 *   GET  /operator/plan                     → plan                                    at most 5 steps, the first is to be done first
 *   GET  /operator/plan/print               → text/html, self-contained, for printing
 *   GET  /operator/plan/print.txt           → text/plain
 *   GET  /operator/plan/calendar.ics        → text/calendar                           one task a step, one event a window proposed
 *   POST /operator/plan/mail                → planMailed                              the plan as plain text to the actor's own address
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
export const erasureRecord = z
  .object({
    at: instant,
    inventories: z.number().int(),
    matches: z.number().int(),
    answers: z.number().int(),
    marks: z.number().int(),
    /** The ledger's entry that says so: a receipt for it can be asked for, and checked offline, as for any other. */
    entryId: identifier,
  })
  .meta({ id: "ErasureRecord", "x-label": "coordination" });
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
/** `more`: there are others, which the list is too short for. */
export const municipalityList = z.object({ municipalities: z.array(municipality), more: z.boolean() }).meta({ id: "MunicipalityList", "x-label": "coordination" });
export type MunicipalityList = z.infer<typeof municipalityList>;

const fileName = plainText(200).regex(/^[^\n\t]*$/, "must be one line");

/** What a column of a spreadsheet can be. */
export const INVENTORY_COLUMNS = ["vendor", "product", "model", "version", "serial", "location", "exposed", "quantity", "purl", "cpe"] as const;

/**
 * `columns`: which column is what, in the place of our guess, as JSON: the column's number in the file from 0, or null for "there
 * is none", by its meaning, such as `{"vendor":0,"product":2,"location":null}`.
 */
export const inventoryQuery = z.object({ organisationId: identifier.optional(), fileName, columns: z.string().max(500).optional() });
export const columnChoices = z.partialRecord(z.enum(INVENTORY_COLUMNS), z.number().int().min(0).max(199).nullable());
export type ColumnChoices = z.infer<typeof columnChoices>;

const exposed = z.enum(["yes", "no", "unknown"]);

/** Where something stands: in an office, in a plant whose process it controls (OT), or at patients. */
export const assetSetting = z.enum(["office", "plant", "clinic"]).meta({ id: "AssetSetting" });
export type AssetSetting = z.infer<typeof assetSetting>;

export const inventorySummary = z
  .object({ id: identifier, fileName: z.string(), format: z.string(), digest: sha256, assets: z.number().int(), skipped: z.number().int(), uploadedAt: instant })
  .meta({ id: "InventorySummary", "x-label": "coordination" });
export type InventorySummary = z.infer<typeof inventorySummary>;
export const inventoryList = z.object({ inventories: z.array(inventorySummary) }).meta({ id: "InventoryList" });

const reading = {
  /** The heading that each column was taken from, by its meaning; empty for what is no spreadsheet. */
  columns: z.record(z.string(), z.string()),
  /** All headings of the file in their order, to choose from; empty for what is no spreadsheet. */
  headings: z.array(z.string()),
  notes: z.array(z.string()),
  firstAssets: z.array(
    z.object({
      /** Within this list. */
      id: z.string(),
      place: z.string(),
      vendor: z.string().nullable(),
      product: z.string(),
      model: z.string().nullable(),
      version: z.string().nullable(),
      location: z.string().nullable(),
      /** As marked, else as the list says. */
      exposed,
      vital: z.boolean(),
      setting: assetSetting,
    }),
  ),
  skippedLines: z.array(z.object({ place: z.string(), reason: z.string(), original: z.string() })),
};

/** How a file would be understood; nothing of it is kept. */
export const inventoryReading = z.object({ format: z.string(), assets: z.number().int(), skipped: z.number().int(), ...reading }).meta({ id: "InventoryReading", "x-label": "coordination" });
export type InventoryReading = z.infer<typeof inventoryReading>;

/** How the file was understood: the columns guessed, the first assets, and every line left out with its reason (at most 200 of each). */
export const inventoryPreview = inventorySummary
  .extend(reading)
  .meta({ id: "InventoryPreview", "x-label": "coordination" });
export type InventoryPreview = z.infer<typeof inventoryPreview>;

export const MAX_PASTED_CHARACTERS = 60_000;
/** Pasted from anywhere, one thing a line. */
export const pastedList = z.strictObject({ name: fileName, text: z.string().min(1).max(MAX_PASTED_CHARACTERS) }).meta({ id: "PastedList" });

/** The paper form: what stands on it, row by row. */
export const typedList = z
  .strictObject({
    name: fileName,
    rows: z
      .array(
        z.strictObject({
          vendor: plainText(200).optional(),
          product: plainText(200),
          version: plainText(100).optional(),
          location: plainText(200).optional(),
          exposed: exposed.optional(),
          count: z.number().int().min(1).max(500).optional(),
        }),
      )
      .min(1)
      .max(100),
  })
  .meta({ id: "TypedList" });
export type TypedList = z.infer<typeof typedList>;

/** What the operator says of things on a list, by their ids in it; what is left out stays as it is. It holds for the same thing on a later list. */
export const markAssets = z
  .strictObject({ assets: z.array(z.string().min(1).max(600)).min(1).max(500), exposed: exposed.optional(), vital: z.boolean().optional(), setting: assetSetting.optional() })
  .meta({ id: "MarkAssets" });
export type MarkAssets = z.infer<typeof markAssets>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time of day such as 22:00");
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** When things may stand still, on the clock of the operator's place, and days on which nothing may be touched. */
export const maintenanceWindows = z
  .strictObject({
    /** IANA time zone, such as `America/Chicago`. */
    zone: plainText(60),
    /** `to` at or before `from` is on the next day. */
    weekly: z.array(z.strictObject({ day: z.enum(WEEKDAYS), from: timeOfDay, to: timeOfDay })).max(21),
    /** Both days included. */
    blackouts: z.array(z.strictObject({ from: z.iso.date(), to: z.iso.date() })).max(50),
  })
  .meta({ id: "MaintenanceWindows", "x-label": "coordination" });
export type MaintenanceWindows = z.infer<typeof maintenanceWindows>;

/** One question, which one answer settles for all the things it is about. */
export const operatorQuestion = z
  .object({
    id: identifier,
    kind: z.enum(["which-version", "is-it-this"]),
    text: z.string(),
    /** To choose from; with none, a version is asked for. Not to know is an answer too: leave it. */
    options: z.array(z.string()),
    /** The product that an advisory names. */
    product: z.string(),
    /** What it is about, as the operator's own lists name it; at most 20. */
    assets: z.array(z.object({ name: z.string(), place: z.string() })),
    assetCount: z.number().int(),
    /** How many advisories wait for the answer. */
    advisories: z.number().int(),
    answer: z.string().nullable(),
    answeredAt: instant.nullable(),
  })
  .meta({ id: "OperatorQuestion", "x-label": "coordination" });
export type OperatorQuestion = z.infer<typeof operatorQuestion>;
export const questionList = z.object({ open: z.array(operatorQuestion).max(5), waiting: z.number().int(), answered: z.array(operatorQuestion) }).meta({ id: "OperatorQuestionList", "x-label": "coordination" });
export type QuestionList = z.infer<typeof questionList>;
/** Of the options where there are some, or the version as it stands on the thing; `unknown` says that one does not know, and it is not asked again. `yes` or `no` for "is-it-this"; the version as it stands on the thing for "which-version". */
export const answerQuestion = z.strictObject({ value: plainText(100) }).meta({ id: "AnswerQuestion" });

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
    exposed,
    /** Care of patients or the safety of a process hangs on it. */
    vital: z.boolean(),
    setting: assetSetting,
    /** The version that closes all that is known of this asset; null where there is none. */
    fixedVersion: z.string().nullable(),
    state: deploymentState,
    /** How likely it is that this asset is affected, 0 to 1, and why we think so. */
    probability: z.number(),
    reason: z.string(),
    /** One answer that would settle it; to be given at /operator/questions. */
    question: z.string().nullable(),
    scheduledFor: instant.nullable(),
    reviewOn: instant.nullable(),
    /** The operator's own words: why it is not affected, deferred or failed. */
    statement: z.string().nullable(),
  })
  .meta({ id: "PlanAsset", "x-label": "coordination" });
export type PlanAsset = z.infer<typeof planAsset>;

/** One thing to do to see that a patch is the one that was signed: on any computer, or as commands to paste one after the other. */
export const patchCheck = z.object({ system: z.enum(["any", "windows", "linux"]), says: z.string(), commands: z.array(z.string()) });
export type PatchCheck = z.infer<typeof patchCheck>;

export const planStep = z
  .object({
    id: identifier,
    /** `update`: a version closes it. `safeguard`: there is no fix, or none known to us: keep it from harm until there is. `recalled`: do not install. */
    kind: z.enum(["update", "safeguard", "recalled"]),
    title: z.string(),
    /** How many known flaws the step deals with. */
    closes: z.number().int(),
    /** One of them is used by attackers now (CISA's KEV). */
    exploited: z.boolean(),
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
    patch: z
      .object({
        patchId: identifier, digest: sha256, keyId: z.string(), artefactUrl: z.string(), signatureUrl: z.string(), aiGenerated: z.boolean(),
        /** Every key that patches were ever signed with. */
        keyUrl: z.string(),
        /** In this order. */
        check: z.array(patchCheck),
      })
      .nullable(),
    whomToCall: z.string(),
    /** Who can help, the nearest first. */
    contacts: z.array(z.object({ kind: z.enum(["delegate", "vendor", "help-desk"]), name: z.string(), detail: z.string().nullable() })),
    /** What is different because it stands in a plant or at patients; empty for an office. */
    care: z.array(z.string()),
    /** What the advisories say to do where there is no fix, or until it is in; short, in their own words. */
    safeguards: z.array(z.object({ text: z.string(), shortened: z.boolean(), trackingId: z.string(), url: z.string().nullable() })),
    /** The next times of the operator's own maintenance windows in which it could be done. */
    windows: z.array(z.object({ from: instant, to: instant, says: z.string() })),
    advisories: z.array(z.object({ id: identifier, trackingId: z.string(), title: z.string(), publisher: z.string().nullable(), url: z.string().nullable() })),
    /** The least advanced of its assets. */
    state: deploymentState,
    assets: z.array(planAsset),
    /** What may be done with at least one of its assets now. */
    may: z.array(stepAction),
  })
  .meta({ id: "PlanStep", "x-label": "coordination" });
export type PlanStep = z.infer<typeof planStep>;

/** A fix that is out and goes to others first: it is not yet to be installed, and nothing of it is late. */
export const planTurn = z
  .object({
    product: z.object({ vendor: z.string().nullable(), name: z.string() }),
    fixedVersion: z.string().nullable(),
    /** Which wave the operator is in, from 1, and of how many. */
    wave: z.number().int(),
    of: z.number().int(),
    /** When it begins if nothing holds it; null while it is held. */
    at: instant.nullable(),
    /** The same in a sentence. */
    says: z.string(),
    assets: z.array(z.object({ name: z.string(), version: z.string().nullable(), location: z.string().nullable(), place: z.string() })),
  })
  .meta({ id: "PlanTurn", "x-label": "coordination" });
export type PlanTurn = z.infer<typeof planTurn>;

export const plan = z
  .object({
    asOf: instant,
    /** The most urgent first, at most five: do the first one first. */
    steps: z.array(planStep).max(5),
    /** How many more steps wait behind these; what was put off is not among them. */
    waiting: z.number().int(),
    /** Put off to a later day, and no place among the five: whoever does one early says so here. At most 20; more are counted as waiting. */
    putOff: z.array(planStep).max(20),
    /** What waits for its wave, the next first. */
    turns: z.array(planTurn),
    /** Applied, confirmed or stated as not affected; the last done first, at most 20. */
    done: z.array(planStep),
    inventories: z.number().int(),
    /** Said when there is nothing to do: it is no statement that anything is safe. */
    note: z.string().nullable(),
  })
  .meta({ id: "Plan", "x-label": "coordination" });
export type Plan = z.infer<typeof plan>;

/** To whom the plan was mailed. */
export const planMailed = z.object({ to: z.string() }).meta({ id: "PlanMailed", "x-label": "coordination" });

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

/** The lower end of the band of five that a count lies in; null for the first band, which may be none. */
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
