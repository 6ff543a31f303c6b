import type { z } from "zod";
import { AdvisoryError } from "./advisories.errors.ts";
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

/** Reads a document as a schema has it, or throws AdvisoryError `unreadable-document` with the first field that does not fit. */
export function parseShape<Schema extends z.ZodType>(schema: Schema, document: unknown, title: string): z.output<Schema> {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = toPointer(issue?.path ?? []);
  throw new AdvisoryError("unreadable-document", field, `${title} field ${field || "/"}: ${issue?.message ?? "malformed"}.`, { cause: parsed.error });
}
