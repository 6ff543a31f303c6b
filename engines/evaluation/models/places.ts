import { ModelError } from "../evaluation.errors.ts";
import type { PlaceOutcome, Places } from "./model.types.ts";
import { adaptLimit, countGrants } from "./places.rules.ts";
import type { PlaceLimit } from "./places.rules.ts";
import { openSharedState } from "./shared-state.ts";

interface Ended {
  readonly outcome: PlaceOutcome;
  readonly cutsBefore: number;
}
/** Where places are counted; one process's own, or many processes' together. */
interface Counter {
  /** Gives back what `ended`, and takes up to `wanted`; `cuts` as of now. */
  exchange(ended: Ended | null, wanted: number): { readonly granted: number; readonly cuts: number };
  limit(): number;
  /** Called when places may have come from elsewhere; returns how to stop listening. */
  listen(onChange: () => void): () => void;
  close(): void;
}

/** At most `most` calls at once in this process, and fewer for as long as the endpoint is overloaded. */
export function createPlaces({ most }: { readonly most: number }): Places {
  let state: PlaceLimit = { limit: requireMost(most), cuts: 0 };
  let held = 0;
  return placesOver({
    exchange(ended, wanted) {
      if (ended) {
        held -= 1;
        state = adaptLimit(state, ended, most);
      }
      const granted = countGrants({ limit: state.limit, me: { id: "", held, waitingSince: null }, others: [], wanted });
      held += granted;
      return { granted, cuts: state.cuts };
    },
    limit: () => Math.floor(state.limit),
    listen: () => () => undefined,
    close: () => undefined,
  });
}

/**
 * The same for all the processes of this host that name the same directory and endpoint: together they hold at most `most` (the
 * largest that one of them names; each by itself no more than its own), an overload that one of them meets slows all, and whoever
 * holds least is served first. What a killed process held is free again within five seconds.
 */
export function openSharedPlaces({ directory, endpoint, most }: { readonly directory: string; readonly endpoint: string; readonly most: number }): Places {
  requireMost(most);
  const state = openSharedState(directory);
  state.define(`create table if not exists endpoint (url text primary key, most integer not null, places real not null, cuts integer not null) strict;
    create table if not exists place (url text not null, holder text not null references holder on delete cascade, held integer not null, waiting_since integer, primary key (url, holder)) strict`);
  state.change((sql) => {
    const inUse = sql("select 1 from place where url = ? limit 1", endpoint).length > 0;
    // What an endpoint bore when somebody last asked says little about now.
    if (inUse) sql("update endpoint set most = max(most, ?) where url = ?", most, endpoint);
    else sql("insert or replace into endpoint values (?, ?, ?, 0)", endpoint, most, most);
    sql("insert or replace into place values (?, ?, 0, null)", endpoint, state.id);
  });
  let held = 0;
  let waitingSince: number | null = null;
  let limit = most;

  return placesOver({
    exchange(ended, wanted) {
      if (ended) held -= 1;
      const { granted, cuts, someoneWaits } = state.change((sql) => {
        const [row] = sql("select most, places, cuts from endpoint where url = ?", endpoint);
        const before: PlaceLimit = { limit: Number(row?.places), cuts: Number(row?.cuts) };
        const after = ended ? adaptLimit(before, ended, Number(row?.most)) : before;
        if (after.limit !== before.limit) sql("update endpoint set places = ?, cuts = ? where url = ?", after.limit, after.cuts, endpoint);
        const others = sql("select holder, held, waiting_since from place where url = ? and holder <> ?", endpoint, state.id).map((other) => ({
          id: String(other.holder),
          held: Number(other.held),
          waitingSince: other.waiting_since === null ? null : Number(other.waiting_since),
        }));
        const taken = countGrants({ limit: after.limit, me: { id: state.id, held, waitingSince }, others, wanted: Math.min(wanted, most - held) });
        waitingSince = taken < wanted ? (waitingSince ?? Date.now()) : null;
        sql("insert or replace into place values (?, ?, ?, ?)", endpoint, state.id, held + taken, waitingSince);
        limit = after.limit;
        return { granted: taken, cuts: after.cuts, someoneWaits: others.some((other) => other.waitingSince !== null) };
      });
      held += granted;
      if (someoneWaits && (ended || granted > 0)) state.wakeOthers();
      return { granted, cuts };
    },
    limit: () => Math.floor(limit),
    listen: (onChange) => state.listen(onChange),
    close: () => state.close(),
  });
}

function placesOver(counter: Counter): Places {
  const queue: ((cuts: number) => void)[] = [];
  let stopListening: (() => void) | null = null;

  function exchange(ended: Ended | null): void {
    const { granted, cuts } = counter.exchange(ended, queue.length);
    for (const grant of queue.splice(0, granted)) grant(cuts);
    if (queue.length === 0) {
      stopListening?.();
      stopListening = null;
    } else stopListening ??= counter.listen(() => exchange(null));
  }

  return {
    async take(signal) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const leave = () => {
        const place = queue.indexOf(resolve);
        if (place < 0) return;
        queue.splice(place, 1);
        reject(new ModelError("stopped", "stopped by the caller while it waited for a place at the endpoint", { cause: signal.reason }));
        // So that nobody is kept waiting for one who has gone.
        exchange(null);
      };
      if (signal.aborted) throw new ModelError("stopped", "stopped by the caller before a call of the model", { cause: signal.reason });
      queue.push(resolve);
      // Those before us have asked already, and are told when there is something to have.
      if (queue.length === 1) exchange(null);
      if (queue.includes(resolve)) signal.addEventListener("abort", leave, { once: true });
      const cutsBefore = await promise.finally(() => signal.removeEventListener("abort", leave));
      let isHeld = true;
      return (outcome) => {
        if (!isHeld) return;
        isHeld = false;
        exchange({ outcome, cutsBefore });
      };
    },
    limit: () => counter.limit(),
    close() {
      stopListening?.();
      counter.close();
    },
  };
}

function requireMost(most: number): number {
  if (!Number.isSafeInteger(most) || most < 1 || most > 10_000) throw new RangeError(`most: give a whole number from 1 to 10000, got ${most}`);
  return most;
}
