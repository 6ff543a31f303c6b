import { publishCounts } from "#rooms/access";
import type { Services } from "#rooms/platform";
import { dayOf } from "../taskings/days.rules.ts";
import { dueOnOf } from "./directive.rules.ts";
import { readWords, type IssuedRow } from "./directives.store.ts";
import { asOf, isLate } from "./items/directive-item.rules.ts";
import { listItemsOf, toFacts } from "./items/items.store.ts";

export interface Progress {
  /** Agencies that owe or owed something under it; null is withheld. */
  readonly agencies: number | null;
  /** By action: agencies that have done it. */
  readonly done: ReadonlyMap<string, number | null>;
  /** By action: agencies past its day without having done it, and without an exception. */
  readonly late: ReadonlyMap<string, number | null>;
}

/**
 * How far agencies have come with a directive, for everybody: agencies are counted, never named, and a small number is withheld
 * (INV-10, INV-22). Each action is a group of its own beside the number of agencies, as they are read together.
 */
export async function publishProgress(services: Services, row: IssuedRow): Promise<Progress> {
  const items = await listItemsOf(services.db.asSystem("how many agencies have come how far is counted of all of them, and names none"), row.number);
  const today = dayOf(services.clock().toISOString());
  const agencies = new Set(items.map((item) => item.organisation_id)).size;
  const done = new Map<string, number | null>();
  const late = new Map<string, number | null>();
  const [all = null] = await publishCounts(services, [{ room: `obligations ${row.number}`, name: "agencies", count: agencies }]);
  for (const { id, deadline } of readWords(row).actions) {
    const own = items.filter((item) => item.action_id === id);
    const dueOn = dueOnOf(deadline, row.issued_on);
    const counts = { done: own.filter((item) => item.state === "done").length, late: own.filter((item) => isLate(asOf(toFacts(item), today), dueOn, today)).length };
    const shown = await publishCounts(services, (["done", "late"] as const).map((name) => ({ room: `obligations ${row.number} ${id}`, name, count: counts[name] })), all === null ? [] : [all]);
    done.set(id, shown[0] ?? null);
    late.set(id, shown[1] ?? null);
  }
  return { agencies: all, done, late };
}
