import { ModelError } from "../evaluation.errors.ts";
import type { Reservation, Spending, SpendingCap, Spent } from "./model.types.ts";

/** Where a cap stands: what is settled, and the worst of what is under way. */
export interface SpendingBooks {
  readonly settled: Spent;
  readonly reserved: Spent;
}
/** Keeps the books; one process's own, or many processes' together. */
export interface Bookkeeping {
  /** Sets `worst` aside where it fits; tells how it stands otherwise. */
  tryReserve(worst: Spent, cap: SpendingCap): { readonly reserved: boolean; readonly books: SpendingBooks };
  settle(worst: Spent, actual: Spent): void;
  read(): SpendingBooks;
  /** Called when room may have come from elsewhere; returns how to stop listening. */
  listen(onChange: () => void): () => void;
}

interface Waiter {
  readonly worst: Spent;
  grant(reservation: Reservation): void;
  refuse(error: ModelError): void;
}

export const NOTHING: Spent = { tokens: 0, microUsd: 0 };
export const add = (a: Spent, b: Spent): Spent => ({ tokens: a.tokens + b.tokens, microUsd: a.microUsd + b.microUsd });
export const subtract = (a: Spent, b: Spent): Spent => ({ tokens: a.tokens - b.tokens, microUsd: a.microUsd - b.microUsd });
export const fits = (sum: Spent, cap: SpendingCap): boolean => sum.tokens <= (cap.tokens ?? Infinity) && sum.microUsd <= (cap.microUsd ?? Infinity);

/** Those who wait for room under the cap, over whatever keeps the books. */
export function spendingOver(firstCap: SpendingCap, books: Bookkeeping): Spending {
  let cap = requireCap(firstCap);
  const waiters: Waiter[] = [];
  let stopListening: (() => void) | null = null;

  /** First come, first served: else a large call would wait for ever behind small ones. */
  function serve(): void {
    for (let next = waiters[0]; next; next = waiters[0]) {
      const { worst } = next;
      const { reserved, books: standing } = books.tryReserve(worst, cap);
      if (reserved) next.grant(reservationOf(worst));
      // What is settled never shrinks, so calls that end can make room only for what fits without them.
      else if (!fits(add(standing.settled, worst), cap)) next.refuse(new ModelError("spending-cap", describe(standing.settled, worst, cap)));
      else break;
      waiters.shift();
    }
    if (waiters.length === 0) {
      stopListening?.();
      stopListening = null;
    } else stopListening ??= books.listen(serve);
  }

  function reservationOf(worst: Spent): Reservation {
    let open = true;
    return {
      settle(actual) {
        if (!open) return;
        open = false;
        books.settle(worst, actual);
        serve();
      },
    };
  }

  return {
    get cap() {
      return cap;
    },
    async reserve(worst, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<Reservation>();
      const leave = () => {
        const place = waiters.indexOf(waiter);
        if (place >= 0) waiters.splice(place, 1);
        reject(new ModelError("stopped", "stopped by the caller while it waited for the spending cap", { cause: signal.reason }));
        serve();
      };
      const waiter: Waiter = { worst, grant: resolve, refuse: reject };
      if (signal.aborted) throw new ModelError("stopped", "stopped by the caller before a call of the model", { cause: signal.reason });
      waiters.push(waiter);
      try {
        if (waiters.length === 1) serve();
      } catch (cause) {
        waiters.splice(waiters.indexOf(waiter), 1);
        throw cause;
      }
      if (waiters.includes(waiter)) signal.addEventListener("abort", leave, { once: true });
      return await promise.finally(() => signal.removeEventListener("abort", leave));
    },
    spent: () => books.read().settled,
    setCap(next) {
      cap = requireCap(next);
      serve();
    },
  };
}

function requireCap(cap: SpendingCap): SpendingCap {
  const amounts = [cap.tokens, cap.microUsd].filter((amount) => amount !== undefined);
  if (amounts.length === 0 || amounts.some((amount) => !Number.isSafeInteger(amount) || amount < 0)) throw new RangeError("cap: give tokens, microUsd or both, as whole numbers of 0 or more");
  return cap;
}

function describe(settled: Spent, worst: Spent, cap: SpendingCap): string {
  const [unit, spent, most, next] = settled.tokens + worst.tokens > (cap.tokens ?? Infinity) ? (["tokens", settled.tokens, cap.tokens, worst.tokens] as const) : (["µUSD", settled.microUsd, cap.microUsd, worst.microUsd] as const);
  return `the spending cap of ${most} ${unit} leaves ${Math.max(0, (most ?? 0) - spent)}, and the next call may cost ${next}: raise the cap, or lower the output limit`;
}
