import { decideBod2604 } from "#engines/advisories";
import type { Asset } from "../exposure.types.ts";

/** What the decision table asks about a flaw; null where nobody has published it. */
export interface FlawFacts {
  readonly inKev: boolean;
  readonly automatable: boolean | null;
  readonly technicalImpact: "partial" | "total" | null;
}

/**
 * Days in which a flaw in this asset should be closed by CISA BOD 26-04; null: at the next planned update. It binds federal
 * civilian agencies only and is guidance for everybody else. The clock starts at the earlier of the day it came into KEV and the
 * moment it was found on the asset. Only a "no" of the operator counts as not exposed: what it did not say is taken at its worst.
 */
export function dueDays({ inKev, automatable, technicalImpact }: FlawFacts, exposed: Asset["exposed"]): number | null {
  // The directive's defaults; where CISA's own data of a KEV entry are not at hand, they hold as well.
  return decideBod2604({ inKev, automatable: automatable ?? false, technicalImpact: technicalImpact ?? "total", exposed: takenAsExposed(exposed) }).dueDays;
}

export function takenAsExposed(exposed: Asset["exposed"]): boolean {
  return exposed !== "no";
}
