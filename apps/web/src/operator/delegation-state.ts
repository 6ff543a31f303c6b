import type { Delegation } from "./operator.query.ts";

export type DelegationState = "in-force" | "over" | "ended";

/** How a delegation stands: in force, over because its day came, or ended before by somebody. */
export function stateOf({ until, endedAt }: Pick<Delegation, "until" | "endedAt">, nowMs: number): DelegationState {
  if (endedAt !== null) return "ended";
  return Date.parse(until) > nowMs ? "in-force" : "over";
}

/** The organisation's delegates, and those whose delegate it is. */
export function sides(delegations: readonly Delegation[], organisationId: string): { readonly given: readonly Delegation[]; readonly received: readonly Delegation[] } {
  return {
    given: delegations.filter((one) => one.organisationId === organisationId),
    received: delegations.filter((one) => one.delegateOrganisationId === organisationId),
  };
}
