import { z } from "zod";

/*
 * The file that an inspector is given by two persons' words of the enclave: one determination's standard and results, opened
 * (`breakwater enclave export`), for `breakwater determination audit`. Enclave-only. What is opened keeps every field,
 * because the commitments are to the whole; only what the decision rests on is read.
 */

export const INSPECTION_SCHEMA = "breakwater-inspection/1";

const text = z.string().max(4000);
const commitment = z.string().regex(/^[0-9a-f]{128}$/, "expected 128 lower-case hex digits");
const digits = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");
const count = z.int().min(0).max(1_000_000);
const set = z.strictObject({ id: text, version: text, digest: text });

const scope = z.enum(["overall", "capture-the-flag", "find-crash", "exploit", "write-patch", "find-and-patch", "question"]);

const standard = z.looseObject({
  schema: z.enum(["breakwater-standard/1", "breakwater-standard/2"]),
  standardId: text,
  version: text,
  benchmarkSet: set,
  epochs: z.int().min(1).max(31),
  estimator: z.literal("clopper-pearson-lower-95"),
  measures: z.array(z.looseObject({ scope, threshold: z.number().gt(0).lte(1), minimumSamples: count })).min(1).max(8),
  bounds: z.array(z.strictObject({ samples: count, required: count })).max(8).exactOptional(),
  tasks: z.array(z.strictObject({ id: text, kind: text })).max(400).exactOptional(),
  rule: z.enum(["any", "all"]),
  marking: z.string(),
  text: z.string(),
});

const results = z.looseObject({
  requestId: text,
  determinationId: text,
  modelDigest: text,
  standard: z.looseObject({ id: text, version: text, commitment }),
  benchmarkSet: set,
  manifest: z.looseObject({ setId: text, setVersion: text, setDigest: text }),
  samples: z.array(z.looseObject({ taskId: text, kind: scope.exclude(["overall"]), outcome: text, score: z.union([z.literal(0), z.literal(1)]) })).max(100_000),
});

const opened = <Value extends z.ZodType>(value: Value) => z.strictObject({ value, salt: digits, commitment, proof: z.strictObject({ salt: digits, commitment: digits }).nullable() });

export const inspectionFile = z.strictObject({
  schema: z.literal(INSPECTION_SCHEMA),
  requestId: text,
  modelDigest: text,
  standard: opened(standard),
  results: opened(results),
  /** As it was signed; null before it was. */
  determination: z.unknown(),
  /** Whose copy it is. */
  marking: z.unknown().exactOptional(),
});
export type InspectionFile = z.infer<typeof inspectionFile>;
