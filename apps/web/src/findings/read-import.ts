import type { Operations } from "../api.ts";
import { readOptionalText } from "../parts/form-values.ts";

type ImportQuery = Operations["POST /findings/import"]["query"];

const FIELDS = ["format", "finder", "model", "modelVersion", "harness", "human", "product", "version", "repository", "weakness"] as const;

/** What a form says of a whole file; a field left empty is not sent. */
export function readImport(form: FormData): ImportQuery {
  return Object.fromEntries(
    FIELDS.flatMap((name) => {
      const text = readOptionalText(form, name);
      return text === null ? [] : [[name, text] as const];
    }),
  );
}
