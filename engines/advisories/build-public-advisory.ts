import { z } from "zod";
import { AdvisoryError } from "./advisories.errors.ts";
import type { Ending, PublicAdvisory, PublicAdvisoryFields, Severity, TrackingId } from "./advisories.types.ts";
import { nameOfWeakness } from "./csaf/weaknesses.ts";
import { cvssScore } from "./cvss-score.ts";
import { toPointer } from "./json-pointer.ts";

// Control and bidirectional-override characters can make a published text read otherwise than it is stored.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const text = (max: number) =>
  z.string().max(max).refine((value) => value.trim() !== "", "must not be empty")
    .refine((value) => !HIDDEN.test(value), "must not hold control or text-direction characters");
const line = (max: number) => text(max).refine((value) => !/[\n\t]/.test(value) && value === value.trim(), "must be one line without outer spaces");
const version = z.string().min(1).max(200).regex(/^[\x21-\x7e]+$/, "must be visible ASCII characters without spaces");
// CSAF 2.0 test 6.1.31, and sense: a range in the place of one version would be compared as if it were one.
const oneVersion = version.refine((value) => !/[<>]|^(after|all|before|earlier|later|prior|versions)$/i.test(value), "must name one version; ranges belong in `ranges`");
const url = z.url({ protocol: /^https?$/ }).max(2048).regex(/^[\x21-\x7e]+$/, "must be ASCII without spaces").regex(/^[^"<>\\^`{|}]+$/, "must have \" < > \\ ^ ` { | } percent-encoded");
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());

const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

const range = z.strictObject({
  introduced: version,
  fixed: version.nullable().default(null),
  lastAffected: version.nullable().default(null),
}).refine((value) => value.fixed === null || value.lastAffected === null, { path: ["lastAffected"], message: "give `fixed` or `lastAffected`, not both" });

const ai = z.strictObject({ model: line(200).nullable().default(null), humanReview: z.enum(["none", "reviewed"]) });

const product = z.strictObject({
  vendor: line(200),
  product: line(200),
  ecosystem: z.string().max(100).regex(/^[A-Za-z][A-Za-z0-9 .:-]*$/, "must be an OSV ecosystem such as npm").nullable().default(null),
  purl: z.string().max(500).regex(/^pkg:[a-z][a-z0-9.+-]*\/[^@\s]+$/, "must be a package URL without a version").nullable().default(null),
  cpe: z.string().max(500).regex(/^cpe:2\.3:[aho](:(?:\\.|[^\s:\\])+){2}:\*(:(?:\\.|[^\s:\\])+){7}$/, "must be a CPE 2.3 formatted string with * as version").nullable().default(null),
  status: z.enum(["affected", "not-affected", "under-investigation"]).default("affected"),
  versionScheme: z.enum(["semver", "ecosystem", "generic"]),
  ranges: z.array(range).max(50).default([]),
  versions: z.array(oneVersion).max(500).default([]),
  fixedVersion: oneVersion.nullable().default(null),
  notAffectedReason: z.enum([
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
  ]).nullable().default(null),
}).superRefine((value, context) => {
  const refuse = (path: string, message: string) => { context.addIssue({ code: "custom", path: path.split("/"), message }); };
  if (value.ranges.length + value.versions.length === 0) refuse("ranges", "name at least one range or version");
  if (value.versionScheme === "semver") {
    value.ranges.forEach(({ introduced, fixed, lastAffected }, index) => {
      const ends = [introduced === "0" ? null : introduced, fixed, lastAffected];
      const stray = ends.find((end) => end !== null && !SEMVER.test(end));
      if (stray !== undefined) refuse(`ranges/${index}`, `"${stray}" is no SemVer 2.0 version; use versionScheme "generic" or "ecosystem"`);
    });
  }
  if (value.versionScheme === "ecosystem" && value.ecosystem === null) refuse("ecosystem", "an ecosystem's version order needs its name");
  if ((value.status === "not-affected") !== (value.notAffectedReason !== null)) refuse("notAffectedReason", "belongs to status not-affected, and only there");
  if (value.status !== "affected" && value.fixedVersion !== null) refuse("fixedVersion", "only an affected product has a fixed version");
});

const severity = z.strictObject({
  role: z.enum(["maintainer", "cna", "coordinator", "finder"]),
  name: line(200),
  vector: z.string().max(256).nullable().default(null),
  rating: z.enum(["none", "low", "medium", "high", "critical"]).nullable().default(null),
}).transform((value, context): Severity => {
  const { role, name, vector } = value;
  if (vector === null) {
    if (value.rating === null) context.addIssue({ code: "custom", path: ["rating"], message: "give a vector or a rating word" });
    return { role, name, vector, score: null, rating: value.rating ?? "none" };
  }
  try {
    const scored = cvssScore(vector);
    if (value.rating !== null && value.rating !== scored.rating) {
      context.addIssue({ code: "custom", path: ["rating"], message: `the vector's rating is ${scored.rating}; leave the word out` });
    }
    return { role, name, vector, score: scored.score, rating: scored.rating };
  } catch (error) {
    if (!(error instanceof AdvisoryError)) throw error;
    context.addIssue({ code: "custom", path: ["vector"], message: error.message.replace(/\.$/, "") });
    return z.NEVER;
  }
});

const advisory = z.strictObject({
  trackingId: z.custom<TrackingId>((value) => typeof value === "string" && /^BW-\d{4}-\d{4,10}$/.test(value), "must be a case id such as BW-2026-0001"),
  cve: z.strictObject({
    id: z.string().regex(/^CVE-\d{4}-\d{4,19}$/, "must be a CVE id"),
    assigner: z.strictObject({ orgId: z.uuidv4(), shortName: line(32).refine((value) => value.length >= 2, "must have 2 characters or more") }),
  }).nullable().default(null),
  title: line(250),
  summary: text(4000),
  weakness: z.string().nullable().default(null).transform((id, context) => {
    if (id === null) return null;
    const name = nameOfWeakness(id);
    if (name !== undefined) return { id, name };
    context.addIssue({ code: "custom", message: `${JSON.stringify(id.slice(0, 40))} is no weakness of the CWE list; expected an id such as CWE-787` });
    return z.NEVER;
  }),
  products: z.array(product).min(1).max(200),
  severities: z.array(severity).max(20).default([]),
  credits: z.array(z.strictObject({
    name: line(200),
    organization: line(200).nullable().default(null),
    role: z.enum(["finder", "reporter", "analyst", "coordinator", "remediation-developer", "remediation-reviewer", "remediation-verifier", "tool"]),
    ai: ai.nullable().default(null),
  })).max(100).default([]),
  remediations: z.array(z.strictObject({
    kind: z.enum(["vendor-fix", "mitigation", "workaround", "no-fix-planned", "none-available"]),
    text: text(3500),
    url: url.nullable().default(null),
    ai: ai.nullable().default(null),
  })).max(20).default([]),
  references: z.array(z.strictObject({
    kind: z.enum(["self", "fix", "report", "package", "web"]),
    url,
    summary: line(250),
  })).min(1).max(100),
  tlp: z.literal("CLEAR"),
  revisions: z.array(z.strictObject({ number: z.int().positive(), at: instant, summary: line(500) })).min(1).max(1000),
  publisher: z.strictObject({ name: line(200), namespace: url, category: z.enum(["coordinator", "vendor", "discoverer", "other"]).default("coordinator") }),
  notice: text(1000).nullable().default(null),
  ending: z.strictObject({
    kind: z.enum(["withdrawn", "superseded"]),
    at: instant,
    reason: text(4000),
    replacedBy: z.array(z.strictObject({ id: line(200), url: url.nullable().default(null) })).max(20).default([]),
  }).nullable().default(null),
}).superRefine((value, context) => {
  if (value.ending !== null) refuseEnding(value.ending, value.revisions, (path, message) => { context.addIssue({ code: "custom", path: ["ending", ...path], message }); });
  value.revisions.forEach((revision, index) => {
    const previous = value.revisions[index - 1];
    if (revision.number !== index + 1) context.addIssue({ code: "custom", path: ["revisions", index, "number"], message: `must be ${index + 1}` });
    if (previous && revision.at < previous.at) context.addIssue({ code: "custom", path: ["revisions", index, "at"], message: "must not lie before the revision it follows" });
  });
  if (value.references.filter((reference) => reference.kind === "self").length > 1) {
    context.addIssue({ code: "custom", path: ["references"], message: "at most one `self`" });
  }
});

/** CSAF 2.1 profiles 7 and 8: an advisory ends by a revision after its first, and a superseded one leads to its successor. */
function refuseEnding(ending: Ending, revisions: readonly { readonly at: string }[], refuse: (path: string[], message: string) => void): void {
  if (revisions.length < 2) refuse([], "needs a revision that says so, after the first");
  if (ending.at !== revisions.at(-1)?.at) refuse(["at"], "must be the instant of the last revision");
  if (ending.kind === "superseded" && !ending.replacedBy.some(({ url: address }) => address !== null)) refuse(["replacedBy"], "must name what took its place, with its address");
}

/** What `toPublicAdvisory` takes: as `PublicAdvisory`, but `weakness` is a CWE id, instants may carry an offset, and what is null may be left out. */
export type PublicAdvisoryInput = z.input<typeof advisory>;

/**
 * Builds the one model every public format is written from. Computes scores from vectors and the release instants from
 * the revisions. Throws AdvisoryError `invalid-advisory` for anything malformed and for any field not in the model,
 * at any depth: an embargoed field is refused, not dropped, so that the mistake is seen.
 */
export function toPublicAdvisory(input: PublicAdvisoryInput): PublicAdvisory {
  const parsed = advisory.safeParse(input);
  if (!parsed.success) throw toAdvisoryError(parsed.error);
  const { publisher, notice, revisions, ...rest } = parsed.data;
  // The schema's array is not empty, and its instants are normalised.
  const first = revisions[0]!;
  const last = revisions[revisions.length - 1]!;
  const fields: PublicAdvisoryFields = { ...rest, revisions, initialReleaseAt: first.at, currentReleaseAt: last.at, publisher, notice };
  return fields as PublicAdvisory;
}

function toAdvisoryError(error: z.ZodError): AdvisoryError {
  const issue = error.issues[0];
  if (!issue) return new AdvisoryError("invalid-advisory", "", "The advisory is malformed.", { cause: error });
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const field = toPointer(unknown === undefined ? issue.path : [...issue.path, unknown]);
  const why = unknown === undefined ? issue.message : "no such field in a public advisory; remove it (it may be embargoed)";
  return new AdvisoryError("invalid-advisory", field, `Advisory field ${field || "/"}: ${why}.`, { cause: error });
}
