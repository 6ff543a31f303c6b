import type { DatingPhase } from "#contracts/agency-workbench";

/** BOD 26-04's own days. Sources differ on the policies' day by two; the later one stands here. */
export const EFFECTIVE_ON = "2026-06-10";
export const POLICIES_ON = "2026-08-09";
export const FULL_USE_ON = "2026-12-07";

/** Whether due days bind on this day. Before `fullUseOn` they are worked out and shown, as binding from that day on. */
export function datingPhase(today: string, rule: string): DatingPhase {
  const phase = today < EFFECTIVE_ON ? "before" : today < FULL_USE_ON ? "preparing" : "binding";
  return { today, directive: "BOD 26-04", rule, effectiveOn: EFFECTIVE_ON, policiesOn: POLICIES_ON, fullUseOn: FULL_USE_ON, phase };
}
