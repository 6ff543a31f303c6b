import { AdvisoryError } from "./advisories.errors.ts";
import type { Validation } from "./advisories.types.ts";
import { FORMATS } from "./csaf/csaf-schema.ts";
import { compileJsonSchema } from "./csaf/json-schema.ts";
import { toPart } from "./csaf/json-parts.ts";

/**
 * A validator by a standard's own JSON schema, to hold ours against. The schema is trusted: its patterns are run as they stand. It
 * knows the keywords that the schemas of CSAF, CVSS, SSVC and OSV use.
 */
export function compileOfficialSchema(schema: unknown): (document: unknown) => Validation {
  const root = toPart(schema);
  if (!root) throw new AdvisoryError("unreadable-document", "", "A schema is a JSON object.");
  const validate = compileJsonSchema(root, FORMATS);
  return (document) => {
    const errors = validate(document).map(({ path, message }) => ({ test: "schema", path, message }));
    return { valid: errors.length === 0, errors, warnings: [], infos: [] };
  };
}
