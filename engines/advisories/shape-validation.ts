import type { z } from "zod";
import type { Validation } from "./advisories.types.ts";
import { refuseDepth } from "./bounded-json.ts";
import { toPointer } from "./json-pointer.ts";

const MOST_FINDINGS = 200;

/** Holds a document against a schema and reports every deviation with its JSON pointer. */
export function validateShape(schema: z.ZodType, document: unknown): Validation {
  if (typeof document === "object" && document !== null) refuseDepth(document);
  const result = schema.safeParse(document);
  const issues = result.success ? [] : result.error.issues.slice(0, MOST_FINDINGS);
  return {
    valid: result.success,
    errors: issues.map(({ path, message }) => ({ test: "schema", path: toPointer(path), message })),
    warnings: [],
    infos: [],
  };
}
