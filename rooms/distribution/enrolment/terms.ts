import type { Enrolment } from "#contracts/enrolment";
import type { Services } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";

/** The terms' number changes with every word of them; their sentences stand in messages.en.json. */
export const TERMS_VERSION = "1";
const TERMS = ["free", "coarse", "sealed", "purpose", "advice", "install", "leave"] as const;

export function readTerms(services: Services): Omit<Enrolment["terms"], "acceptedVersion"> {
  return { version: TERMS_VERSION, sentences: TERMS.map((key) => services.messages.text(`distribution.terms.${key}`)) };
}

/** Whoever accepts must have been shown what holds now. */
export function requireTerms(version: string, field: string): void {
  if (version !== TERMS_VERSION) throw new DistributionRefusal("terms-changed", `${field}: the terms have changed; read them once more`, { field });
}
