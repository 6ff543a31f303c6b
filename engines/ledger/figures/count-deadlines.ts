import type { Counter } from "./count-figure.ts";
import type { FigureCounts, FormOf, Period } from "./figure.types.ts";
import { aboutOf, isSelected } from "./select-entries.ts";

interface Sign {
  readonly about: string;
  /** The day it was done; undefined for a sign of work alone. */
  readonly doneOn: string | undefined;
}

/** Where each of a fixed list of deadlines stands at the period's end, from what was said of it by then and not struck. */
export function openDeadlines({ items, sign, done, struck, on }: FormOf<"deadlines">, { to }: Period): Counter {
  const signs = new Map<string, Sign>();
  return {
    selections: [sign, done, struck],
    take: (entry) => {
      if (entry.at >= to) return;
      if (struck.kinds.includes(entry.kind) && isSelected(struck, entry)) signs.delete(entry.subject);
      if (!sign.kinds.includes(entry.kind) || !isSelected(sign, entry)) return;
      const about = aboutOf(sign, entry);
      if (about === undefined) return;
      const day = entry.data[on];
      const isDone = done.kinds.includes(entry.kind) && isSelected(done, entry);
      signs.set(entry.subject, { about, doneOn: isDone ? (typeof day === "string" ? day : entry.at) : undefined });
    },
    read: () => countStates(items.map(({ about, dueAt }) => judge([...signs.values()].filter((one) => one.about === about), { dueAt, to }))),
  };
}

type State = Exclude<keyof Extract<FigureCounts, { form: "deadlines" }>, "form">;

function judge(signs: readonly Sign[], { dueAt, to }: { readonly dueAt: string; readonly to: string }): State {
  const [first] = signs.flatMap(({ doneOn }) => doneOn ?? []).toSorted();
  // A day is before the instant that it ends with, and so is any instant of it.
  if (first !== undefined) return first < dueAt ? "inTime" : "late";
  if (to <= dueAt) return "notYetDue";
  return signs.length > 0 ? "begun" : "silent";
}

function countStates(states: readonly State[]): FigureCounts {
  const count = (state: State) => states.filter((one) => one === state).length;
  return { form: "deadlines", notYetDue: count("notYetDue"), inTime: count("inTime"), late: count("late"), begun: count("begun"), silent: count("silent") };
}
