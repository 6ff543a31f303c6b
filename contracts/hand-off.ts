/*
 * Hand-offs: a case taken to somebody else's desk. Operations (all below /api):
 *   POST /hand-off-destinations            addDestination → destinationList (201)   analyst
 *   GET  /hand-off-destinations            → destinationList                        analyst, director, validator
 *   GET  /cases/{id}/hand-offs             → handOffList                            assigned analyst, as all below
 *   POST /cases/{id}/hand-offs             prepareHandOff → handOff (201)           builds the record, sends nothing
 *   POST /cases/{id}/hand-offs/confirm     confirmHandOff → handOff                 sends it, once
 *   POST /cases/{id}/hand-offs/settle      settleHandOff → handOff                  a person says what became of a lost answer
 *   POST /cases/{id}/hand-offs/drop        dropHandOff → handOff
 *   POST /hand-off/open                    deskOpen → deskView                      a desk that is reached by mail, by its link
 *   POST /hand-off/answer                  deskAnswer → 204                         its number for it, or its no
 *
 * The shapes below are others': what they take is stated by them, and checked here before anything leaves.
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { labelled } from "./labels.ts";

export const handOffKind = z.enum(["vince", "cna", "github"]).meta({ id: "HandOffKind" });
export type HandOffKind = z.infer<typeof handOffKind>;

/** VINCE takes one file of at most 10 MiB. */
export const MAX_VINCE_FILE_BYTES = 10 * 1024 * 1024;

const yesNo = z.enum(["yes", "no"]);
const long = z.string().trim().min(1).max(20_000);

/** The report form of CERT/CC's VINCE, its field names and limits. It has no field for AI provenance: that stands in `vul_discovery`. */
export const vinceReport = z.strictObject({
  product_name: z.string().trim().min(1).max(200),
  product_version: z.string().max(100),
  vul_description: long,
  vul_exploit: long,
  vul_impact: long,
  vul_discovery: long,
  vul_public: yesNo,
  vul_exploited: yesNo,
  vul_disclose: yesNo,
  comm_attempt: yesNo,
  share_release: yesNo,
  credit_release: yesNo,
  multiplevendors: yesNo,
  public_references: z.string().max(1000),
  disclosure_plans: z.string().max(1000),
  comments: z.string().max(1000),
  tracking: z.string().max(100),
  ai_ml_system: z.boolean(),
  ics_impact: z.boolean(),
  /** The one file that the form takes: here by its digest, so that whoever confirms the record confirms it too. */
  user_file: z.strictObject({ name: z.string().max(100), bytes: z.number().int().min(1).max(MAX_VINCE_FILE_BYTES), sha256 }).optional(),
});
export type VinceReport = z.infer<typeof vinceReport>;

/** GitHub's private vulnerability report: POST /repos/{owner}/{repo}/security-advisories/reports. */
export const githubReport = z.strictObject({
  summary: z.string().trim().min(1).max(1024),
  description: z.string().trim().min(1).max(65_535),
  vulnerabilities: z
    .array(
      z.strictObject({
        package: z.strictObject({ ecosystem: z.enum(["rubygems", "npm", "pip", "maven", "nuget", "composer", "go", "rust", "erlang", "actions", "pub", "other", "swift"]), name: z.string().max(200).nullable() }),
        vulnerable_version_range: z.string().max(200).nullable(),
        patched_versions: z.string().max(200).nullable(),
        vulnerable_functions: z.array(z.string()).max(20).nullable(),
      }),
    )
    .max(20),
  cwe_ids: z.array(z.string().regex(/^CWE-[0-9]{1,5}$/)).max(5),
  severity: z.enum(["critical", "high", "medium", "low"]).nullable(),
  start_private_fork: z.literal(false),
});
export type GithubReport = z.infer<typeof githubReport>;

/** What a CNA is asked to reserve and fill: the draft of a CVE record's own container, as in the CVE JSON 5 record format. */
export const cveDraft = z.strictObject({
  cnaContainer: z.strictObject({
    title: z.string().min(1).max(256),
    descriptions: z.array(z.strictObject({ lang: z.literal("en"), value: z.string().min(1).max(4096) })).min(1),
    affected: z.array(z.strictObject({ vendor: z.string().min(1).max(512), product: z.string().min(1).max(2048), repo: z.url().max(512), packageURL: z.string().max(2048).optional(), versions: z.array(z.strictObject({ version: z.string().min(1).max(1024), status: z.literal("affected") })).min(1) })).min(1),
    problemTypes: z.array(z.strictObject({ descriptions: z.array(z.strictObject({ lang: z.literal("en"), cweId: z.string().regex(/^CWE-[1-9][0-9]*$/), description: z.string().min(1).max(4096), type: z.literal("CWE") })).min(1) })).min(1),
    references: z.array(z.strictObject({ url: z.url().max(2048) })).min(1),
    credits: z.array(z.strictObject({ lang: z.literal("en"), value: z.string().min(1).max(4096), type: z.enum(["finder", "tool"]) })),
  }),
});
export type CveDraft = z.infer<typeof cveDraft>;

const MAILED = /^mailto:[^\s@?]{1,64}@[a-z0-9.-]{1,250}$/i;
const deskAddress = z.union([z.url({ protocol: /^https?$/ }).max(300), z.string().max(300).regex(MAILED)], "expected a web address, or mailto: and a CNA's mail address");

/** `url`: for VINCE and a CNA the address that takes reports, for a CNA also `mailto:` and its mail address; for GitHub its API, such as https://api.github.com. */
export const addDestination = z
  .strictObject({ kind: handOffKind, name: plainText(200), url: deskAddress, credential: plainText(4000).optional() })
  .refine(({ kind, url }) => kind === "cna" || !url.startsWith("mailto:"), { path: ["url"], message: "only a CNA is reached by mail" })
  .meta({ id: "AddHandOffDestination" });
export const destinationList = z
  .object({ destinations: z.array(z.object({ id: identifier, kind: handOffKind, name: z.string(), url: z.string(), hasCredential: z.boolean(), at: instant })) })
  .meta({ id: "HandOffDestinations", "x-label": "coordination" });

/**
 * `unknown`: it was sent once and no answer came; nothing is sent again, and a person finds out what became of it. `awaiting`: it
 * was mailed, and their answer settles it.
 */
export const handOffState = z.enum(["prepared", "confirmed", "sending", "awaiting", "received", "refused", "unknown", "dropped"]).meta({ id: "HandOffState" });
export type HandOffState = z.infer<typeof handOffState>;

export const handOff = z
  .object({
    id: identifier,
    destination: z.object({ id: identifier, kind: handOffKind, name: z.string(), /** By mail, and its answer comes by mail. */ isMailed: z.boolean() }),
    state: handOffState,
    digest: sha256,
    /** What leaves, word for word, as JSON. */
    record: labelled("embargoed", z.string()),
    /** What came back: their number for it, or why they did not take it. */
    receipt: z.string().nullable(),
    preparedAt: instant,
    confirmedAt: instant.nullable(),
    sentAt: instant.nullable(),
    answeredAt: instant.nullable(),
  })
  .meta({ id: "HandOff", "x-label": "coordination" });
export type HandOff = z.infer<typeof handOff>;
export const handOffList = z.object({ handOffs: z.array(handOff) }).meta({ id: "HandOffList", "x-label": "coordination" });

export const prepareHandOff = z.strictObject({ destinationId: identifier, /** What they should know besides: why it comes to them. */ comment: plainText(1000) }).meta({ id: "PrepareHandOff" });
/** `digest` of the record that was looked at. */
export const confirmHandOff = z.strictObject({ handOffId: identifier, digest: sha256 }).meta({ id: "ConfirmHandOff" });
export const settleHandOff = z.strictObject({ handOffId: identifier, outcome: z.enum(["received", "not-received"]), /** Their number for it, or how it was found out. */ receipt: plainText(1000) }).meta({ id: "SettleHandOff" });
export const dropHandOff = z.strictObject({ handOffId: identifier }).meta({ id: "DropHandOff" });

// --- A desk that is reached by mail: the mail holds nothing of the report, and its link opens the record to them alone.

const token = z.string().min(20).max(200);
export const deskOpen = z.strictObject({ token }).meta({ id: "DeskOpen" });
export const deskView = z.object({ name: z.string(), state: handOffState, record: labelled("embargoed", z.string()), sentAt: instant.nullable() }).meta({ id: "DeskView", "x-label": "coordination" });
export const deskAnswer = z.strictObject({ token, outcome: z.enum(["received", "refused"]), /** Their number for it, or why they do not take it. */ receipt: plainText(1000) }).meta({ id: "DeskAnswer" });
