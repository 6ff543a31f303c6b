import type { CsafDocument, CsafVersion } from "./read-document.ts";

/** `as` where a finding is told more mildly than the test's family has it, such as "could not be judged". */
export type Report = (path: string, message: string, as?: "warning" | "info") => void;

/** One test of section 6 of the standard. The second number of the id gives the family: 1 errors, 2 warnings, 3 information. */
export interface CsafTest {
  readonly id: string;
  readonly versions: readonly CsafVersion[];
  readonly run: (document: CsafDocument, report: Report) => void;
}

export const BOTH: readonly CsafVersion[] = ["2.0", "2.1"];
export const ONLY_20: readonly CsafVersion[] = ["2.0"];
export const ONLY_21: readonly CsafVersion[] = ["2.1"];
