import { convertCommand } from "../advisory-commands.ts";

export const stixConvert = convertCommand({ noun: "stix", documents: "STIX 2.1 bundles", formats: ["stix"] });
