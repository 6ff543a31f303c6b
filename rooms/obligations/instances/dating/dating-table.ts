import type { DueTier } from "#contracts/agency-workbench";
import { BOD_26_04, decideBod2604, type Bod2604Timeline } from "#engines/advisories";
import type { DatingRow } from "./dating.rules.ts";

const TIERS: Readonly<Record<Bod2604Timeline, DueTier>> = {
  "3 days & forensic investigation": "3-days-forensic",
  "3 days": "3-days",
  "14 days": "14-days",
  "60 days": "60-days",
  "fix on system upgrade": "on-upgrade",
};

/** The engine's table, row for row: no row stands a second time in this house. */
export const DATING_TABLE: readonly DatingRow[] = BOD_26_04.map(({ timeline, ...inputs }, at) => {
  const { dueDays, forensic } = decideBod2604(inputs);
  return { row: at + 1, ...inputs, tier: TIERS[timeline], days: dueDays, forensic };
});

/** Which version of the table a due day stands on; another one has every clock dated anew. */
export const DATING_RULE = decideBod2604({ inKev: false, exposed: false, automatable: null, technicalImpact: null }).rule;

export const FORENSIC_ROWS: readonly number[] = DATING_TABLE.filter(({ forensic }) => forensic).map(({ row }) => row);

/** The tiers from the soonest on. */
export const TIER_ORDER: readonly DueTier[] = ["3-days-forensic", "3-days", "14-days", "60-days", "on-upgrade"];

export function rowsOf(tier: DueTier): readonly number[] {
  return DATING_TABLE.filter((row) => row.tier === tier).map(({ row }) => row);
}

export function getRow(row: number): DatingRow {
  const found = DATING_TABLE[row - 1];
  if (!found) throw new RangeError(`The directive's table has no row ${row}`);
  return found;
}
