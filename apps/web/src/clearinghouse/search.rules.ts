import type { FindingState } from "../findings/findings.query.ts";
import type { QueueKind } from "./triage.query.ts";

/** The states of the list in the order of work. */
export const LISTED_STATES = ["needs_validation", "validated", "prioritised", "in_case", "submitted", "reproducing", "needs_info", "duplicate_of", "subsumed_by", "rejected", "closed"] as const satisfies readonly FindingState[];
const KINDS = ["validate", "appeal", "sample", "suggestion", "needs-assignment"] as const satisfies readonly QueueKind[];

interface QueueSearch {
  readonly kind?: QueueKind;
  readonly assigned?: "me";
}

/** What the address of the queue says; anything else in it is left out. */
export function toQueueSearch({ kind, assigned }: Record<string, unknown>): QueueSearch {
  const known = KINDS.find((one) => one === kind);
  return { ...(known ? { kind: known } : {}), ...(assigned === "me" ? { assigned } : {}) };
}

export function toListSearch({ state }: Record<string, unknown>): { readonly state?: FindingState } {
  const known = LISTED_STATES.find((one) => one === state);
  return known ? { state: known } : {};
}
