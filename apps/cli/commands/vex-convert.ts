import { convertCommand } from "../advisory-commands.ts";

export const vexConvert = convertCommand({ noun: "vex", documents: "VEX documents", formats: ["openvex", "csaf-vex-2.0", "csaf-vex-2.1", "cyclonedx-vex"] });
