import { z } from "zod";
import { AdvisoryError } from "../advisories.errors.ts";
import type { Validation } from "../advisories.types.ts";
import { cvssScore } from "../cvss-score.ts";
import { validateShape } from "../shape-validation.ts";
import { isListedEcosystem, isListedId } from "./osv-names.ts";

const timestamp = z.iso.datetime({ message: "must be a UTC instant such as 2026-07-01T09:00:00Z" });

const id = z.string().refine(
  (value) => value.startsWith("x_") || isListedId(value),
  "must begin with x_ or with the prefix of a database OSV lists",
);

const ecosystem = z.string().refine(isListedEcosystem, "must be an ecosystem OSV lists, with a release behind a colon where there is one");

const UBUNTU_WORDS = ["negligible", "low", "medium", "high", "critical"];
const severities = z.array(z.object({ type: z.enum(["CVSS_V2", "CVSS_V3", "CVSS_V4", "Ubuntu"]), score: z.string() }).superRefine(({ type, score }, context) => {
  if (type === "Ubuntu") {
    if (!UBUNTU_WORDS.includes(score)) context.addIssue({ code: "custom", path: ["score"], message: `must be one of ${UBUNTU_WORDS.join(", ")}` });
    return;
  }
  try {
    if (!cvssScore(score).version.startsWith(type.slice(-1))) context.addIssue({ code: "custom", path: ["score"], message: `is a vector of another version than ${type}` });
  } catch (error) {
    if (!(error instanceof AdvisoryError)) throw error;
    context.addIssue({ code: "custom", path: ["score"], message: error.message });
  }
})).nullable();

const EVENT_KINDS = ["introduced", "fixed", "last_affected", "limit"] as const;
const event = z.looseObject({ introduced: z.string().optional(), fixed: z.string().optional(), last_affected: z.string().optional(), limit: z.string().optional() })
  .refine((value) => EVENT_KINDS.filter((kind) => value[kind] !== undefined).length === 1, "must be exactly one of introduced, fixed, last_affected and limit");

const range = z.object({
  type: z.enum(["GIT", "SEMVER", "ECOSYSTEM"]),
  repo: z.string().optional(),
  events: z.array(event),
  database_specific: z.looseObject({}).optional(),
}).superRefine(({ type, repo, events }, context) => {
  const refuse = (path: (string | number)[], message: string) => { context.addIssue({ code: "custom", path, message }); };
  if (!events.some(({ introduced }) => introduced !== undefined)) refuse(["events"], "must hold an introduced event");
  if (events.some(({ fixed }) => fixed !== undefined) && events.some(({ last_affected: last }) => last !== undefined)) {
    refuse(["events"], "must not hold both fixed and last_affected");
  }
  if (type !== "GIT") return;
  if (repo === undefined) refuse(["repo"], "a GIT range must name its repository");
  events.forEach((one, index) => {
    const commit = EVENT_KINDS.map((kind) => one[kind]).find((value) => value !== undefined);
    if (commit !== undefined && !/^(0|[a-f0-9]{40}|[a-f0-9]{64})$/.test(commit)) refuse(["events", index], "must be a full commit hash, or 0");
  });
});

const record = z.strictObject({
  schema_version: z.string().optional(),
  id,
  modified: timestamp,
  published: timestamp.optional(),
  withdrawn: timestamp.optional(),
  aliases: z.array(z.string()).nullable().optional(),
  related: z.array(z.string()).optional(),
  upstream: z.array(z.string()).optional(),
  summary: z.string().optional(),
  details: z.string().optional(),
  severity: severities.optional(),
  affected: z.array(z.object({
    package: z.object({ ecosystem, name: z.string(), purl: z.string().optional() }).optional(),
    severity: severities.optional(),
    ranges: z.array(range).optional(),
    versions: z.array(z.string()).optional(),
    ecosystem_specific: z.looseObject({}).optional(),
    database_specific: z.looseObject({}).optional(),
  })).nullable().optional(),
  references: z.array(z.object({
    type: z.enum(["ADVISORY", "ARTICLE", "DETECTION", "DISCUSSION", "REPORT", "FIX", "INTRODUCED", "GIT", "PACKAGE", "EVIDENCE", "WEB"]),
    url: z.string().regex(/^[a-z][a-z0-9+.-]*:[^\s"<>\\^`{|}]+$/i, "must be a URI"),
  })).nullable().optional(),
  credits: z.array(z.object({
    name: z.string(),
    contact: z.array(z.string()).optional(),
    type: z.enum([
      "FINDER", "REPORTER", "ANALYST", "COORDINATOR", "REMEDIATION_DEVELOPER", "REMEDIATION_REVIEWER", "REMEDIATION_VERIFIER", "TOOL", "SPONSOR", "OTHER",
    ]).optional(),
  })).optional(),
  database_specific: z.looseObject({}).optional(),
}).superRefine((value, context) => {
  if (value.severity === undefined) return;
  value.affected?.forEach((entry, index) => {
    if (entry.severity != null) context.addIssue({ code: "custom", path: ["affected", index, "severity"], message: "must not stand beside a severity of the whole record" });
  });
});

/** Validates an OSV record against the published schema, and its CVSS vectors more strictly than that: each must be whole. */
export function validateOsv(document: unknown): Validation {
  return validateShape(record, document);
}
