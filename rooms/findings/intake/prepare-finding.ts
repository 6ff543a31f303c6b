import { hash } from "node:crypto";
import type { z } from "zod";
import type { SeverityLevel } from "#contracts/findings";
import { bundleLine, findingRecord, MAX_LINE_BYTES, MAX_RECORD_BYTES, recordLine, type FindingRecord } from "#contracts/intake";
import { AdvisoryError, cvssScore } from "#engines/advisories";
import { BundleError, readBundle, type EvidenceBundle } from "#engines/verification";
import { newId, type Refusal, type Services } from "#rooms/platform";
import { hashTarget, type Target, type TargetKeys } from "#rooms/scanning";
import { expectedHarm } from "../priority/expected-harm.rules.ts";
import { FindingsRefusal } from "../findings.errors.ts";
import type { FindingSummary } from "../findings.types.ts";
import { humanPartOf, toSummary } from "./intake-line.rules.ts";
import type { Line } from "./intake-lines.ts";
import { sealSummary } from "../sealed-records.ts";
import { readStrictJson, StrictJsonError } from "./strict-json.rules.ts";

/** A finding that was read and checked, and is not stored yet. */
export interface PreparedFinding {
  readonly line: number;
  readonly id: string;
  /** SHA-256 of its content: the same content again is the same finding. */
  readonly digest: string;
  readonly commitment: string;
  readonly target: Target;
  readonly keys: TargetKeys;
  readonly sealed: string;
  readonly harm: number;
  /** What a record's finder holds of it; a vector only where it says the same as the level. */
  readonly severity: { readonly level: SeverityLevel; readonly vector: string | null; readonly version: string | null; readonly score: number | null } | null;
  /** A bundle's bytes, which are kept as an artefact; absent for a record, which is kept in its row. */
  readonly bundle?: Uint8Array;
}

export interface RefusedLine {
  readonly line: number;
  readonly refusal: Refusal;
}

/** What one line of a stream holds; attacker-controlled. @throws FindingsRefusal */
export function readFindingLine(text: Uint8Array): { readonly bundle: Uint8Array } | { readonly record: FindingRecord } {
  const value = readLine(text);
  if (isObject(value) && "bundle" in value) return { bundle: Buffer.from(parse(bundleLine, value).bundle, "base64") };
  if (!isObject(value) || !("record" in value)) throw refuseLine("line", 'line: write {"record": {…}} or {"bundle": "<base64 of the tar>"}, one a line');
  if (text.length > MAX_RECORD_BYTES) throw refuseLine("line", `line: a record longer than ${MAX_RECORD_BYTES} bytes; put evidence beside it and name its SHA-256`);
  return parse(recordLine, value);
}

/** Reads and checks one line of a stream: at once for a record, later for a bundle. */
export function prepareLine(services: Services, { line, text }: Line): PreparedFinding | RefusedLine | Promise<PreparedFinding | RefusedLine> {
  try {
    if (text === undefined) throw refuseLine("line", `line: longer than ${MAX_LINE_BYTES} bytes; send a smaller bundle`);
    const read = readFindingLine(text);
    if ("record" in read) return prepareRecord(services, { line, record: read.record, committed: text });
    const { bundle: bytes } = read;
    return openBundle(bytes).then((bundle) => prepareBundle(services, { line, bundle, bytes }), (error: unknown) => refused(line, error));
  } catch (error) {
    return refused(line, error);
  }
}

/** The same for an item of another format, already in the shape of a record but not checked. */
export function prepareItem(services: Services, { line, place, item }: { readonly line: number; readonly place: string; readonly item: unknown }): PreparedFinding | RefusedLine {
  try {
    const record = parse(findingRecord, item, `${place}: `);
    return prepareRecord(services, { line, record, committed: JSON.stringify(record) });
  } catch (error) {
    return refused(line, error);
  }
}

/** Reads and checks a bundle; attacker-controlled. */
export async function openBundle(bytes: Uint8Array): Promise<EvidenceBundle> {
  let bundle: EvidenceBundle;
  try {
    bundle = await readBundle(bytes);
  } catch (cause) {
    if (!(cause instanceof BundleError)) throw cause;
    throw new FindingsRefusal("bundle-refused", cause.message, { field: cause.field, cause });
  }
  const { aiGenerated, model, harness } = bundle.manifest.provenance;
  if (aiGenerated && (model === null || harness === null)) {
    const field = `manifest.provenance.${model === null ? "model" : "harness"}`;
    throw new FindingsRefusal("provenance-missing", `${field}: a finding made by a model names the model and the harness that ran it`, { field });
  }
  return bundle;
}

export function prepareBundle(services: Services, { line, bundle, bytes }: { readonly line: number; readonly bundle: EvidenceBundle; readonly bytes: Uint8Array }): PreparedFinding & { readonly bundle: Uint8Array } {
  const { title, description, weakness, target, provenance } = bundle.manifest;
  const { name, version, repository, location } = target;
  const summary = { title, description, weakness, target: { name, version, repository, location }, provenance: { ...provenance, modelVersion: null, human: humanPartOf(provenance) } };
  return { ...prepare(services, { line, summary, digest: bundle.digest, severity: null, hasReproducer: true }), commitment: hash("sha3-512", bytes, "hex"), bundle: bytes };
}

function prepareRecord(services: Services, { line, record, committed }: { readonly line: number; readonly record: FindingRecord; readonly committed: Uint8Array | string }): PreparedFinding {
  // The schema gives every member its place, so that blanks and order make no other content of it.
  const digest = hash("sha256", JSON.stringify(record), "hex");
  return { ...prepare(services, { line, summary: toSummary(record), digest, severity: record.severity, hasReproducer: false }), commitment: hash("sha3-512", committed, "hex") };
}

function prepare(services: Services, { line, summary, digest, severity, hasReproducer }: { readonly line: number; readonly summary: FindingSummary; readonly digest: string; readonly severity: FindingRecord["severity"]; readonly hasReproducer: boolean }): Omit<PreparedFinding, "commitment" | "bundle"> {
  const id = newId("find");
  const { repository, name, location } = summary.target;
  const target = { repository, product: name, path: location, weakness: summary.weakness };
  const harm = expectedHarm({ severity: severity?.level ?? null, weakness: summary.weakness, hasReproducer, exposedOperators: null, inKev: false });
  return { line, id, digest, target, keys: hashTarget(services, target), sealed: sealSummary(services, id, summary), harm, severity: severity && { level: severity.level, ...scoreOf(severity) } };
}

function scoreOf({ level, vector }: NonNullable<FindingRecord["severity"]>): Omit<NonNullable<PreparedFinding["severity"]>, "level"> {
  const none = { vector: null, version: null, score: null };
  if (vector === null) return none;
  try {
    const { version, score, rating } = cvssScore(vector);
    return rating === level ? { vector, version, score } : none;
  } catch (error) {
    if (error instanceof AdvisoryError) return none;
    throw error;
  }
}

function readLine(text: Uint8Array): unknown {
  try {
    return readStrictJson(text);
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    const field = cause.place || "line";
    throw new FindingsRefusal("line-refused", `${field}: ${cause.message}; write {"record": {…}} or {"bundle": "<base64 of the tar>"}, one a line`, { field, cause });
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, before = ""): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue && issue.path.length > 0 ? issue.path.join(".") : "line";
  const code = issue?.path.includes("provenance") ? "provenance-missing" : "line-refused";
  throw new FindingsRefusal(code, `${before}${field}: ${issue?.message ?? "not valid"}`, { field });
}

function refuseLine(field: string, message: string): FindingsRefusal {
  return new FindingsRefusal("line-refused", message, { field });
}

function refused(line: number, error: unknown): RefusedLine {
  if (error instanceof FindingsRefusal) return { line, refusal: error };
  throw error;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
