/*
 * Bulk intake (all below /api):
 *   POST /findings/bulk?intake=&from=   application/x-ndjson, an intakeLine each → bulkReceipt; with
 *                                       `Accept: application/x-ndjson` a bulkResult a line as batches are stored, then a bulkSummary
 *   POST /findings/import?format=&…     a file of another format → the same
 *   GET  /findings/intakes/{id}         → intakeState                      own organisation
 *   GET  /findings/batches/{id}         → batchReceipt                     own organisation
 *   GET  /findings/{id}/record          → recordReply                      own, or assigned; logged
 */
import { z } from "zod";
import { identifier, instant, plainText, sha256 } from "./access.ts";
import { humanPart, MAX_BUNDLE_BYTES, severityLevel } from "./findings.ts";
import { labelled } from "./labels.ts";
import { weaknessId } from "./scanning.ts";

/** The longest line of a stream: a bundle in base64. */
export const MAX_LINE_BYTES = Math.ceil(MAX_BUNDLE_BYTES / 3) * 4 + 1024;
/** The longest record; about 2 kB is usual. */
export const MAX_RECORD_BYTES = 256 * 1024;
/** How many lines are answered in one JSON document; a longer stream is answered line by line. */
export const MAX_ANSWERED_LINES = 10_000;
/** How many findings are stored together, under one leaf of the ledger. */
export const MAX_BATCH = 1000;
/** The largest file of another format. */
export const MAX_IMPORT_BYTES = 32 * 1024 * 1024;
export const MAX_PATCH_BYTES = 100 * 1024;


const word = plainText(200).nullable().default(null);

/** Who found it, and with what: a finding that a model had a part in names the model, its version and its harness. */
export const recordProvenance = z
  .strictObject({ finder: plainText(200), model: word, modelVersion: word, harness: word, human: humanPart })
  .check(({ value, issues }) => {
    if (value.human === "authored" && value.model === null) return;
    const missing = (["model", "modelVersion", "harness"] as const).find((field) => value[field] === null);
    if (missing) issues.push({ code: "custom", input: value, path: [missing], message: "is missing: a finding that a model had a part in names the model, its version and the harness that ran it" });
  })
  .meta({ id: "RecordProvenance" });
export type RecordProvenance = z.infer<typeof recordProvenance>;

const repository = z.url({ protocol: /^https?$/, message: "expected the repository's web address, such as https://code.example/project" }).max(300);
const noControls = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]*$/;

/**
 * A finding told in words, without a program to run: it is kept, and asks its finder for a bundle before it goes on. Every text
 * is attacker-controlled.
 */
export const findingRecord = z
  .strictObject({
    schema: z.literal("breakwater-finding/1"),
    title: plainText(300),
    description: plainText(20_000),
    weakness: weaknessId,
    target: z.strictObject({
      /** The product; also what a claim is held against where there is no repository. */
      name: plainText(200),
      /** A version, or versions in the finder's own words. */
      version: plainText(300),
      repository: repository.nullable().default(null),
      /** A path inside of it, or what else leads there. */
      location: plainText(300),
    }),
    provenance: recordProvenance,
    severity: z.strictObject({ level: severityLevel, vector: plainText(400).nullable().default(null) }).nullable().default(null),
    /** Where evidence lies: an address, or the SHA-256 of a file that the finder keeps. */
    evidence: z.array(z.strictObject({ kind: z.enum(["url", "sha256"]), value: plainText(1000), note: plainText(500).nullable().default(null) })).max(50).default([]),
    /** Ids that others gave it, such as a CVE or GHSA id, and fingerprints of the tool. */
    identifiers: z.array(plainText(200)).max(50).default([]),
    /** A unified diff. */
    candidatePatch: z.string().max(MAX_PATCH_BYTES).regex(noControls, "must not hold control characters").nullable().default(null),
  })
  .meta({ id: "FindingRecord", "x-label": "embargoed" });
export type FindingRecord = z.infer<typeof findingRecord>;

/** One line of a stream: a bundle as base64 of its tar, or a record. */
export const bundleLine = z.strictObject({ bundle: z.base64({ message: "expected base64 of a tar" }).max(Math.ceil(MAX_BUNDLE_BYTES / 3) * 4) });
export const recordLine = z.strictObject({ record: findingRecord });

/** A name that the sender makes up, so that an interrupted stream can go on. */
export const intakeName = z.string().regex(/^[a-z0-9_-]{16,64}$/, "expected 16 to 64 small letters, digits, _ or -, made up anew for each stream");
const wholeLine = z.string().regex(/^[1-9][0-9]{0,9}$/, "expected the number of a line, from 1").transform(Number);
/** `from`: the number of the first line that is sent, when lines before it are stored already. */
export const bulkQuery = z.object({ intake: intakeName.optional(), from: wholeLine.optional() });

export const refusedLine = z.object({ code: z.string(), message: z.string(), field: z.string().optional() });

/**
 * What became of one line (or item of a file), numbered from 1: exactly one of `findingId`, `duplicateOf` (the same content
 * again) and `refused`.
 */
export const bulkResult = z
  .object({
    line: z.number().int(),
    findingId: identifier.optional(),
    duplicateOf: identifier.optional(),
    /** SHA3-512 of what was sent, hex: of the bundle's bytes; of a record's line, without its line end; of an imported item's record as `GET /findings/{id}/record` gives it. */
    commitment: z.string().optional(),
    /** The batch whose commitments stand in the ledger under one digest. */
    batchId: identifier.optional(),
    refused: refusedLine.optional(),
  })
  .meta({ id: "BulkResult", "x-label": "coordination" });
export type BulkResult = z.infer<typeof bulkResult>;

const counts = { accepted: z.number().int(), duplicates: z.number().int(), refused: z.number().int() };
export const bulkReceipt = z.object({ ...counts, results: z.array(bulkResult) }).meta({ id: "BulkReceipt", "x-label": "coordination" });

/** The last line of a stream of results. `refused` here is why the stream as a whole went no further. */
export const bulkSummary = z
  .object({ summary: z.object({ lines: z.number().int(), bytes: z.number().int(), ...counts }), refused: refusedLine.optional() })
  .meta({ id: "BulkSummary", "x-label": "coordination" });
export type BulkSummary = z.infer<typeof bulkSummary>;

export const intakeParams = z.object({ id: intakeName });
/** How far a stream got. Go on with the line after `lines`. */
export const intakeState = z
  .object({ id: intakeName, lines: z.number().int(), ...counts, begunAt: instant, lastAt: instant, endedAt: instant.nullable() })
  .meta({ id: "IntakeState", "x-label": "coordination" });
export type IntakeState = z.infer<typeof intakeState>;

/** What a batch committed to: `digest` is the SHA-256 of the commitments in this order, each followed by a line feed, and stands in the ledger under the batch's id. */
export const batchReceipt = z
  .object({ id: identifier, at: instant, count: z.number().int(), digest: sha256, commitments: z.array(z.string()) })
  .meta({ id: "BatchReceipt", "x-label": "coordination" });
export type BatchReceipt = z.infer<typeof batchReceipt>;

export const recordReply = z.object({ findingId: identifier, record: labelled("embargoed", findingRecord) }).meta({ id: "FindingRecordReply", "x-label": "embargoed" });

export const IMPORT_FORMATS = ["sarif", "osv", "csaf", "csv", "aixcc"] as const;
export const importFormat = z.enum(IMPORT_FORMATS).meta({ id: "ImportFormat" });
export type ImportFormat = z.infer<typeof importFormat>;

const given = plainText(200).optional();
/** What the format has no place for is said once, for the whole file. */
export const importQuery = z.object({
  format: importFormat.optional(),
  finder: given, model: given, modelVersion: given, harness: given, human: humanPart.optional(),
  /** Which product the file is about, where its items do not say. */
  product: given, version: plainText(300).optional(), repository: repository.optional(), weakness: weaknessId.optional(),
});
export type ImportQuery = z.infer<typeof importQuery>;
