import type { Measure } from "./bench-row.ts";
import { measureForward } from "./match/forward.ts";
import { readRecords } from "./match/osv-sample.ts";
import { measureReverse } from "./match/reverse.ts";
import { measure as measureNames } from "./names.bench.ts";

// Matching by names, and in both directions: what advisories say of a package version, and which of ten million components a new advisory touches.

export const measure: Measure = async (tell) => {
  const records = readRecords();
  if (records === undefined) {
    tell("match: left out, since OSV's records are not here (../shared/data/osv beside the repository)");
    return [];
  }
  return [...(await measureNames(tell)), ...(await measureForward(records, tell)), ...(await measureReverse(records, tell))];
};
