import { ModelError } from "../evaluation.errors.ts";
import type { Reservation, Spending, SpendingCap, Spent } from "./model.types.ts";
import { openSharedState } from "./shared-state.ts";
import type { RunSql } from "./shared-state.ts";

/** Where a cap stands: what is settled, and the worst of what is under way. */
export interface SpendingBooks {
  readonly settled: Spent;
  readonly reserved: Spent;
}
/** Keeps the books; one process's own, or many processes' together. */
interface Bookkeeping {
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

const NOTHING: Spent = { tokens: 0, microUsd: 0 };
const add = (a: Spent, b: Spent): Spent => ({ tokens: a.tokens + b.tokens, microUsd: a.microUsd + b.microUsd });
const subtract = (a: Spent, b: Spent): Spent => ({ tokens: a.tokens - b.tokens, microUsd: a.microUsd - b.microUsd });
const fits = (sum: Spent, cap: SpendingCap): boolean => sum.tokens <= (cap.tokens ?? Infinity) && sum.microUsd <= (cap.microUsd ?? Infinity);

/**
 * One cap for all the calls of this process. What is settled never passes it, as long as no call costs more than the worst that
 * was reserved for it: an endpoint that counts more than a token a byte, or writes past the output limit it was given, can
 * pass it by that much for each call that was under way. A call that was lost with a killed process is not counted.
 * `already`: what earlier runs spent, by `spentBy` of their journals' events.
 */
export function createSpending(options: { readonly cap: SpendingCap; readonly already?: Spent }): Spending {
  let settled = options.already ?? NOTHING;
  let reserved = NOTHING;
  return spendingOver(options.cap, {
    tryReserve(worst, cap) {
      const fitting = fits(add(add(settled, reserved), worst), cap);
      if (fitting) reserved = add(reserved, worst);
      return { reserved: fitting, books: { settled, reserved } };
    },
    settle(worst, actual) {
      reserved = subtract(reserved, worst);
      settled = add(settled, actual);
    },
    read: () => ({ settled, reserved }),
    listen: () => () => undefined,
  });
}

/**
 * The same cap for all the processes of this host that name the same directory. `run` tells this run's part of it from the
 * others'; `already`, what its journal says it spent, replaces what the directory remembers of it.
 */
export function openSharedSpending(options: { readonly directory: string; readonly run: string; readonly cap: SpendingCap; readonly already?: Spent }): Spending & { close(): void } {
  const state = openSharedState(options.directory);
  state.define(`create table if not exists spent (run text primary key, tokens integer not null, micro_usd integer not null) strict;
    create table if not exists reserved (run text not null, holder text not null references holder on delete cascade, tokens integer not null, micro_usd integer not null, primary key (run, holder)) strict`);
  const { already = NOTHING, run } = options;
  state.change((sql) => {
    sql("insert or replace into spent values (?, ?, ?)", run, already.tokens, already.microUsd);
  });
  // This process's own part, kept here too: should it stall so long that the others write it off, it writes itself in again.
  let held = NOTHING;
  const write = (sql: RunSql) => sql("insert or replace into reserved values (?, ?, ?, ?)", run, state.id, held.tokens, held.microUsd);
  const sum = (sql: RunSql): SpendingBooks => {
    const read = (table: string): Spent => {
      const [row] = sql(`select coalesce(sum(tokens), 0) as tokens, coalesce(sum(micro_usd), 0) as microUsd from ${table}`);
      return { tokens: Number(row?.tokens), microUsd: Number(row?.microUsd) };
    };
    return { settled: read("spent"), reserved: read("reserved") };
  };
  const spending = spendingOver(options.cap, {
    tryReserve: (worst, cap) =>
      state.change((sql) => {
        const books = sum(sql);
        const fitting = fits(add(add(books.settled, books.reserved), worst), cap);
        if (fitting) held = add(held, worst);
        write(sql);
        return { reserved: fitting, books: fitting ? { ...books, reserved: add(books.reserved, worst) } : books };
      }),
    settle(worst, actual) {
      held = subtract(held, worst);
      state.change((sql) => {
        sql("update spent set tokens = tokens + ?, micro_usd = micro_usd + ? where run = ?", actual.tokens, actual.microUsd, run);
        write(sql);
      });
      state.wakeOthers();
    },
    read: () => state.change(sum),
    listen: (onChange) => state.listen(onChange),
  });
  return Object.assign(spending, { close: () => state.close() });
}

function spendingOver(firstCap: SpendingCap, books: Bookkeeping): Spending {
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
      if (waiters.length === 1) serve();
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
