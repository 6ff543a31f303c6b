/*
 * What maintainers want, and how they are reached. Operations (all below /api):
 *   GET  /maintainer-policies?projectId=   → maintainerPolicyReply         analyst, director, validator
 *   POST /maintainer-policies              importMaintainerPolicy → maintainerPolicyReply (201)   analyst, from a given file
 *   GET  /maintainer-contacts?projectId=   → maintainerContacts            analyst, director, validator
 *   POST /maintainer-contacts              readContactFile → contactFileReply (201)               analyst
 *   GET  /cases/{id}/mail                  → caseMail                      assigned analyst
 *   POST /maintainer/policy                maintainerOpen → maintainerPolicyReply   the link's secret, as all below
 *   POST /maintainer/policy/set            setMaintainerPolicy → maintainerPolicyReply
 *   POST /maintainer/mail                  maintainerMail → caseMail
 *   POST /maintainer/mail/wish             maintainerOpen → caseMail       what stands now
 *   POST /maintainer/next                  maintainerOpen → maintainerNext
 *   POST /maintainer/unsubscribe/{ticket}  → 204                           one click from a mail program (RFC 8058)
 *   GET  /maintainer/unsubscribe/{ticket}  → the page that asks first; stops nothing
 *   GET  /maintainer/mails/{ticket}        → stopPage                      what that click would stop
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { weaknessId } from "./scanning.ts";

/** A path of the repository; `*` stands for any part of a name, `**` for any folders. */
const pathPattern = plainText(200).regex(/^[^\s\\]+$/, "expected a path without spaces, such as src/** or tests/*.c");

/** One row of a threat model. All terms that are given must fit; the comparison of words looks at no case. */
export const threatModelRow = z
  .strictObject({
    /** The maintainer's own name of the row, which a refusal cites. */
    id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, "expected a short name such as TM-1"),
    kind: z.enum(["known-non-finding", "property-not-promised", "trusted-input"]),
    says: plainText(1000),
    matches: z
      .strictObject({ path: pathPattern.optional(), weakness: weaknessId.optional(), words: plainText(100).optional() })
      .refine(({ path, weakness, words }) => path !== undefined || weakness !== undefined || words !== undefined, "give at least one of path, weakness and words"),
  })
  .meta({ id: "ThreatModelRow" });
export type ThreatModelRow = z.infer<typeof threatModelRow>;

const areDifferent = (values: readonly string[]) => new Set(values).size === values.length;

export const maintainerPolicy = z
  .strictObject({
    threatModel: z.array(threatModelRow).max(100).refine((rows) => areDifferent(rows.map(({ id }) => id)), "two rows have one id; give each its own"),
    /** Without `include` everything is in scope that `exclude` does not name. */
    scope: z.strictObject({ include: z.array(pathPattern).max(50), exclude: z.array(pathPattern).max(50) }),
    /** What a report must bring: a patch that was proposed with it, tests of the target, a crash in every run. */
    evidenceNeeded: z.array(z.enum(["candidate-patch", "tests", "every-run"])).max(3),
    /** For whoever writes to them; the report itself always opens on the page. */
    formats: z.array(z.enum(["bundle", "sarif", "osv", "csaf"])).max(4),
    openAtOnce: z.number().int().min(1).max(50),
    perWeek: z.number().int().min(1).max(200).nullable(),
    batching: z.enum(["each", "daily", "weekly"]),
    /** `weekly-digest`: what can wait for the next version comes once a week. */
    lowLane: z.enum(["with-the-rest", "weekly-digest"]),
    /** Why nobody may scan; claims and submissions are then refused with it. */
    optOut: plainText(500).nullable(),
    /** Versions that get no more fixes; none named means all of them. */
    endOfLife: z.strictObject({ says: plainText(500), versions: z.array(plainText(100)).max(50) }).nullable(),
    /** In the order to try; they replace the contacts of an earlier version. */
    securityContacts: z.array(z.email().max(254)).max(5).refine((list) => areDifferent(list.map((address) => address.toLowerCase())), "an address stands twice"),
  })
  .meta({ id: "MaintainerPolicy", "x-label": "coordination" });
export type MaintainerPolicy = z.infer<typeof maintainerPolicy>;

const token = z.string().min(20).max(200);
export const setMaintainerPolicy = z.strictObject({ token, policy: maintainerPolicy }).meta({ id: "SetMaintainerPolicy" });
export const importMaintainerPolicy = z.strictObject({ projectId: identifier, policy: maintainerPolicy }).meta({ id: "ImportMaintainerPolicy" });
export const projectQuery = z.object({ projectId: identifier });

/** `version` 0: none was set, and what stands follows from the project's record. */
export const maintainerPolicyReply = z
  .object({
    projectId: identifier,
    version: z.number().int(),
    setBy: z.enum(["maintainer", "coordinator"]).nullable(),
    at: instant.nullable(),
    policy: maintainerPolicy,
    /** Cases that it holds back or that were disputed by it, as a count for each row. */
    refusals: z.array(z.object({ cites: z.string(), held: z.number().int(), disputed: z.number().int() })),
    waitingCases: z.number().int(),
  })
  .meta({ id: "MaintainerPolicyReply", "x-label": "coordination" });

/** Files that projects publish about how they want to be told, as they were given to us; nothing is fetched. */
export const readContactFile = z
  .strictObject({ projectId: identifier, file: z.enum(["security.txt", "SECURITY.md", "SECURITY-INSIGHTS.yml"]), text: z.string().min(1, "must not be empty").max(64 * 1024) })
  .meta({ id: "ReadContactFile" });

const contactSource = z.enum(["policy", "security-txt", "security-md", "security-insights", "coordinator"]);
export const maintainerContact = z
  .object({ address: z.string(), kind: z.enum(["mail", "page"]), source: contactSource, readAt: instant, /** When a link mailed there was opened. */ verifiedAt: instant.nullable() })
  .meta({ id: "MaintainerContact", "x-label": "coordination" });
export const maintainerContacts = z.object({ contacts: z.array(maintainerContact) }).meta({ id: "MaintainerContacts", "x-label": "coordination" });
export const contactFileReply = z
  .object({ contacts: z.array(maintainerContact), policyUrl: z.string().nullable(), encryption: z.array(z.string()), languages: z.array(z.string()), expiresAt: instant.nullable(), endOfLife: z.boolean(), /** What was in the file and is not understood. */ ignored: z.array(z.string()) })
  .meta({ id: "ContactFileReply", "x-label": "coordination" });

export const maintainerMail = z.strictObject({ token, /** Stop the mails of this case, of all of the project's, or send them again. */ mails: z.enum(["send", "stop-case", "stop-all"]) }).meta({ id: "MaintainerMail" });
export const caseMail = z
  .object({ mails: z.enum(["send", "stop-case", "stop-all"]), address: z.string(), addressVerifiedAt: instant.nullable(), /** How to stop the mails, in one sentence. */ how: z.string() })
  .meta({ id: "CaseMail", "x-label": "coordination" });

/** The next report comes by mail; before that only how many wait is told. */
export const maintainerNext = z.object({ waitingCases: z.number().int() }).meta({ id: "MaintainerNext", "x-label": "coordination" });

/** Identifies one mail for the mail program's own button; it can do nothing but stop mails. */
export const stopTicket = z.object({ ticket: z.string().regex(/^mail_[0-9a-z]{20}\.(p-)?[0-9a-z]{20}\.[0-9a-f]{32}$/, "not a mail of ours") });

/** What the page behind a mail's unsubscribe button says. No address and nothing of a report: whoever has the mail has it. */
export const stopPage = z.object({ product: z.string(), for: z.enum(["maintainer", "participant"]), mails: z.enum(["send", "stop-case", "stop-all"]) }).meta({ id: "StopPage", "x-label": "coordination" });
