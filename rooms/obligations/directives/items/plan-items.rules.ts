import type { ClosedBecause, ItemState } from "#contracts/directives";
import { isOpen } from "./directive-item.rules.ts";

/** The last version of a directive: what it asks for, or how it ended. */
export interface LatestVersion {
  readonly id: string;
  readonly number: string;
  readonly state: "issued" | "superseded" | "revoked";
  readonly binding: boolean;
  readonly actionIds: readonly string[];
}

export interface StandingItem {
  readonly id: string;
  readonly organisationId: string;
  readonly number: string;
  readonly actionId: string;
  readonly directiveId: string;
  readonly state: ItemState;
}

export interface ItemPlan {
  /** Owed, and not written down yet. */
  readonly assign: readonly { readonly organisationId: string; readonly directiveId: string; readonly number: string; readonly actionId: string }[];
  /** Closed, and owed once more. */
  readonly assignAgain: readonly { readonly item: StandingItem; readonly directiveId: string }[];
  /** Owed under a later version than the one it names. */
  readonly carryOver: readonly { readonly item: StandingItem; readonly directiveId: string }[];
  readonly close: readonly { readonly item: StandingItem; readonly because: ClosedBecause }[];
}

/**
 * What has to change so that each listed agency owes each action of each binding directive in force once, and nothing else is
 * open. What was done stays as it is. Asked again after its changes were made, it asks for none.
 */
export function planItems({ latest, agencies, items }: { readonly latest: readonly LatestVersion[]; readonly agencies: readonly string[]; readonly items: readonly StandingItem[] }): ItemPlan {
  const inForce = latest.filter(({ state, binding }) => state === "issued" && binding);
  const standing = new Map(items.map((item) => [keyOf(item.organisationId, item.number, item.actionId), item]));
  const owed = new Map(
    agencies.flatMap((organisationId) => inForce.flatMap(({ id: directiveId, number, actionIds }) => actionIds.map((actionId) => [keyOf(organisationId, number, actionId), { organisationId, directiveId, number, actionId }] as const))),
  );
  const met = [...owed].flatMap(([key, { directiveId }]) => {
    const item = standing.get(key);
    return item ? [{ item, directiveId }] : [];
  });
  const listed = new Set(agencies);
  return {
    assign: [...owed].filter(([key]) => !standing.has(key)).map(([, one]) => one),
    assignAgain: met.filter(({ item }) => item.state === "closed"),
    carryOver: met.filter(({ item, directiveId }) => item.state !== "closed" && item.directiveId !== directiveId),
    close: [...standing].filter(([key, item]) => isOpen(item) && !owed.has(key)).map(([, item]) => ({ item, because: listed.has(item.organisationId) ? whyEnded(latest, item) : "struck_off" })),
  };
}

function whyEnded(latest: readonly LatestVersion[], { number }: StandingItem): ClosedBecause {
  const state = latest.find((one) => one.number === number)?.state;
  return state === "superseded" || state === "revoked" ? state : "left_out";
}

function keyOf(organisationId: string, number: string, actionId: string): string {
  return JSON.stringify([organisationId, number, actionId]);
}
