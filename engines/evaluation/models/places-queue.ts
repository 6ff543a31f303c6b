import { ModelError } from "../evaluation.errors.ts";
import type { PlaceOutcome, Places } from "./model.types.ts";

export interface Ended {
  readonly outcome: PlaceOutcome;
  readonly cutsBefore: number;
}
/** Where places are counted; one process's own, or many processes' together. */
export interface Counter {
  /** Gives back what `ended`, and takes up to `wanted`; `cuts` as of now. */
  exchange(ended: Ended | null, wanted: number): { readonly granted: number; readonly cuts: number };
  limit(): number;
  /** Called when places may have come from elsewhere; returns how to stop listening. */
  listen(onChange: () => void): () => void;
  close(): void;
}

/** Those who wait for a place, over whatever counts the places. */
export function placesOver(counter: Counter): Places {
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
      try {
        // Those before us have asked already, and are told when there is something to have.
        if (queue.length === 1) exchange(null);
      } catch (cause) {
        queue.splice(queue.indexOf(resolve), 1);
        throw cause;
      }
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

export function requireMost(most: number): number {
  if (!Number.isSafeInteger(most) || most < 1 || most > 10_000) throw new RangeError(`most: give a whole number from 1 to 10000, got ${most}`);
  return most;
}
