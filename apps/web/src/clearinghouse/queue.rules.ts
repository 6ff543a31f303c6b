import type { Role } from "#contracts/access";
import type { FindingState } from "../findings/findings.query.ts";

/** The states of the queue in the order of work, and all of them. */
export const QUEUE_STATES = ["needs_validation", "validated", "prioritised", "in_case", "submitted", "reproducing", "duplicate_of", "rejected", "closed"] as const satisfies readonly FindingState[];
export type QueueFilter = FindingState | "all";

export function toQueueFilter(state: unknown): QueueFilter | undefined {
  return state === "all" ? "all" : QUEUE_STATES.find((known) => known === state);
}

/** What waits for a person of these roles; everything for those who only look. */
export function ownFilter(roles: readonly Role[]): QueueFilter {
  if (roles.includes("validator")) return "needs_validation";
  return roles.includes("clearinghouse-analyst") ? "validated" : "all";
}

/** Where a key moves the focus in a list of `length` from `index`; undefined for a key that moves nothing. */
export function moveInList(key: string, index: number, length: number): number | undefined {
  if (length === 0) return undefined;
  if (key === "ArrowDown") return Math.min(length - 1, index + 1);
  if (key === "ArrowUp") return Math.max(0, index - 1);
  if (key === "Home") return 0;
  return key === "End" ? length - 1 : undefined;
}
