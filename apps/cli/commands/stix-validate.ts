import { validateCommand } from "../advisory-commands.ts";

export const stixValidate = validateCommand(
  { noun: "stix", documents: "STIX 2.1 bundles and objects", formats: ["stix"] },
  "Each finding is named by its section of STIX 2.1: what it demands (errors), what it advises (warnings), words in no open vocabulary (infos). Patterns are taken at their word.",
);
