import type { PlaceOutcome } from "./model.types.ts";

/*
 * Additive increase, multiplicative decrease (Chiu and Jain 1989): every round of served calls adds one place, an overload halves
 * them. The calls that were under way when they were halved tell of the same overload, and halve nothing again.
 */
export interface PlaceLimit {
  /** Its whole part counts. */
  readonly limit: number;
  /** How often it was halved. */
  readonly cuts: number;
}

/** `cutsBefore`: how often it had been halved when the call began. */
export function adaptLimit(state: PlaceLimit, ended: { readonly outcome: PlaceOutcome; readonly cutsBefore: number }, most: number): PlaceLimit {
  if (ended.outcome === "served") return { ...state, limit: Math.min(most, state.limit + 1 / Math.max(1, state.limit)) };
  if (ended.outcome === "overloaded" && ended.cutsBefore === state.cuts) return { limit: Math.max(1, state.limit / 2), cuts: state.cuts + 1 };
  return { ...state, limit: Math.min(most, state.limit) };
}

export interface PlaceHolder {
  readonly id: string;
  readonly held: number;
  /** Since when it waits for more, or null. */
  readonly waitingSince: number | null;
}

/**
 * How many of the free places `me` may take of the `wanted`: whoever waits and holds least comes first, then who waits longest.
 * For each of the others that comes before, one place is left; when it has taken it, it asks again.
 */
export function countGrants({ limit, me, others, wanted }: { readonly limit: number; readonly me: PlaceHolder; readonly others: readonly PlaceHolder[]; readonly wanted: number }): number {
  let free = Math.floor(limit) - me.held - others.reduce((sum, holder) => sum + holder.held, 0);
  const waiting = others.filter((holder) => holder.waitingSince !== null).toSorted(comesBefore);
  let granted = 0;
  while (free > 0 && granted < wanted) {
    const [next] = waiting;
    if (next && comesBefore(next, { ...me, held: me.held + granted }) < 0) waiting.shift();
    else granted += 1;
    free -= 1;
  }
  return granted;
}

const comesBefore = (a: PlaceHolder, b: PlaceHolder): number => a.held - b.held || (a.waitingSince ?? Infinity) - (b.waitingSince ?? Infinity) || (a.id < b.id ? -1 : 1);
