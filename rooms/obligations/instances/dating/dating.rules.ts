import type { AgencyExposure, DueTier } from "#contracts/agency-workbench";
import { addDays } from "../../taskings/days.rules.ts";

/*
 * BOD 26-04: due day = start of the clock + days of the table's row; "on system upgrade" has no day.
 * The clock starts at the earlier of two days: the vulnerability came into KEV; it was detected on the asset.
 * Days are UTC calendar days. The same is said once more in SQL (date-clocks.store.ts), for a million at once; a test holds
 * the two to each other.
 */

/** One row of the directive's table, with its outcome as what dating needs of it. */
export interface DatingRow {
  /** From 1, in the order of the inputs. */
  readonly row: number;
  readonly inKev: boolean;
  readonly exposed: boolean;
  readonly automatable: boolean;
  readonly technicalImpact: "partial" | "total";
  readonly tier: DueTier;
  /** Null: at the next system upgrade. */
  readonly days: number | null;
  readonly forensic: boolean;
}

export interface DatingInput {
  readonly inKev: boolean;
  /** The day it was listed in KEV; one that left KEV keeps it, so that its clock does not start anew. */
  readonly kevOn: string | null;
  /** `unknown` counts as exposed until the agency has judged. */
  readonly exposed: AgencyExposure;
  /** Null where CISA has published nothing: then the directive's defaults for what is outside of KEV stand in. */
  readonly automatable: boolean | null;
  readonly technicalImpact: "partial" | "total" | null;
  readonly detectedOn: string;
}

export interface Dated {
  readonly row: DatingRow;
  readonly clockStart: string;
  readonly startedBy: "kev" | "detection";
  readonly dueOn: string | null;
  readonly assumed: readonly ("exposed" | "automatable" | "technicalImpact")[];
}

/** @throws RangeError when the table lacks a row, which is a bug of the table */
export function dateInstance(table: readonly DatingRow[], input: DatingInput): Dated {
  const { inKev, kevOn, exposed, automatable, technicalImpact, detectedOn } = input;
  const asked = { exposed: exposed !== "no", automatable: automatable ?? false, technicalImpact: technicalImpact ?? "total" };
  const row = table.find((one) => one.inKev === inKev && one.exposed === asked.exposed && one.automatable === asked.automatable && one.technicalImpact === asked.technicalImpact);
  if (!row) throw new RangeError("The directive's table has no row for these inputs");
  const startedBy = kevOn !== null && kevOn < detectedOn ? "kev" : "detection";
  const clockStart = startedBy === "kev" && kevOn !== null ? kevOn : detectedOn;
  const assumed = [...(exposed === "unknown" ? ["exposed" as const] : []), ...(automatable === null ? ["automatable" as const] : []), ...(technicalImpact === null ? ["technicalImpact" as const] : [])];
  return { row, clockStart, startedBy, dueOn: row.days === null ? null : addDays(clockStart, row.days), assumed };
}
