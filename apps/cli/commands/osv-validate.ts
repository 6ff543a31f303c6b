import { validateCommand } from "../advisory-commands.ts";

export const osvValidate = validateCommand(
  { noun: "osv", documents: "OSV records", formats: ["osv"] },
  "Runs the published schema, and checks CVSS vectors more strictly than it.",
);
