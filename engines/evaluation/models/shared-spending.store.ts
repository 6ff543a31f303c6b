import type { Spending, SpendingCap, Spent } from "./model.types.ts";
import { openSharedState } from "./shared-state.store.ts";
import type { RunSql } from "./shared-state.store.ts";
import { add, fits, NOTHING, spendingOver, subtract } from "./spending-queue.ts";
import type { SpendingBooks } from "./spending-queue.ts";

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
