import type { Command } from "../command.types.ts";
import { validateDocuments, validateShape } from "../validate-documents.ts";

export const csafValidate: Command = {
  ...validateShape,
  noun: "csaf",
  summary: "Say whether CSAF 2.0 documents are valid, and if not, where and why",
  details: "Runs the schema, the mandatory tests (errors), the optional tests (warnings) and the informative tests that need no network.",
  examples: ["csaf validate advisory.json", "csaf validate *.json --json", "csaf validate - < advisory.json"],
  async run(given, talk) {
    const { validateCsaf20 } = await import("#engines/advisories");
    return validateDocuments(given, talk, (document) => validateCsaf20(document, "full"));
  },
};
