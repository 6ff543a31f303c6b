import type { Decision } from "./priority.query.ts";

/** Of each table its newest decision and those before it, newest first; the tables in the order in which they first decided. */
export function latestDecisions(decisions: readonly Decision[]): readonly { readonly stands: Decision; readonly before: readonly Decision[] }[] {
  return [...Map.groupBy(decisions, ({ table }) => table).values()].flatMap((all) => {
    const [stands, ...before] = all.toReversed();
    return stands ? [{ stands, before }] : [];
  });
}
