import { validateCommand } from "../advisory-commands.ts";

export const vexValidate = validateCommand(
  { noun: "vex", documents: "VEX documents", formats: ["openvex", "csaf-vex-2.0", "csaf-vex-2.1", "cyclonedx-vex"] },
  "Takes OpenVEX 0.2.0, the VEX profile of CSAF 2.0 and 2.1, and the vulnerabilities of CycloneDX 1.4 to 1.6, by what the document says it is.",
);
