import type { Command } from "../command.types.ts";
import { validateDocuments, validateShape } from "../validate-documents.ts";

export const osvValidate: Command = {
  ...validateShape,
  noun: "osv",
  summary: "Say whether OSV records are valid, and if not, where and why",
  details: "Runs the published schema, and checks CVSS vectors more strictly than it.",
  examples: ["osv validate advisory.json", "osv validate *.json --json", "osv validate - < advisory.json"],
  async run(given, talk) {
    const { validateOsv } = await import("#engines/advisories");
    return validateDocuments(given, talk, validateOsv);
  },
};
