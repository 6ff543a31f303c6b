import { convertCommand } from "../advisory-commands.ts";

export const osvConvert = convertCommand({ noun: "osv", documents: "OSV records", formats: ["osv"] });
