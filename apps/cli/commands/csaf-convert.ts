import { convertCommand } from "../advisory-commands.ts";

export const csafConvert = convertCommand(
  { noun: "csaf", documents: "CSAF documents", formats: ["csaf-2.0", "csaf-2.1", "csaf-vex-2.0", "csaf-vex-2.1"] },
  "From 2.0 to 2.1 as conformance clause 18 of CSAF 2.1 has it; 2.1 stands for csaf-2.1.\n",
);
