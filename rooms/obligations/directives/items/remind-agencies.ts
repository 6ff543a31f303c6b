import { z } from "zod";
import { tellHolders } from "#rooms/access";
import type { Job, Services, Transaction } from "#rooms/platform";
import { dayOf } from "../../taskings/days.rules.ts";
import { asOf, reminderOf } from "./directive-item.rules.ts";
import { listAllItems, markReminded, toFacts } from "./items.store.ts";
import { describeItems } from "./show-items.ts";

interface Pressing {
  readonly id: string;
  readonly agencyId: string;
  readonly day: string;
  readonly days: number;
}

/**
 * Reminds each agency 14 and 3 days before, and on the day, of what presses: one notice for all of it. Each bound of each day is
 * told once, whatever number of times this runs; one that was missed while the house stood still is told late.
 */
export const remindAgenciesJob: Job<Record<string, never>> = {
  name: "obligations.remind-agencies",
  payload: z.object({}),
  concurrency: 1,
  schedule: "0 6 * * *",
  run: async (services) => {
    for (const [agencyId, pressing] of Map.groupBy(await listPressing(services), (one) => one.agencyId)) {
      await services.db.inTransaction((tx) => remind(services, tx, agencyId, pressing));
    }
  },
};

async function listPressing(services: Services): Promise<readonly Pressing[]> {
  const today = dayOf(services.clock().toISOString());
  const rows = await listAllItems(services.db);
  const dueOn = new Map((await describeItems(services, rows)).map((item) => [item.id, item.dueOn]));
  return rows.flatMap((row) => {
    const reminder = reminderOf(asOf(toFacts(row), today), dueOn.get(row.id) ?? null, today);
    return reminder ? [{ id: row.id, agencyId: row.organisation_id, ...reminder }] : [];
  });
}

async function remind(services: Services, tx: Transaction, agencyId: string, pressing: readonly Pressing[]): Promise<void> {
  const fresh: Pressing[] = [];
  for (const one of pressing) if ((await markReminded(tx, one)) > 0) fresh.push(one);
  const first = fresh.map(({ day }) => day).toSorted()[0];
  if (first === undefined) return;
  await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === agencyId, kind: "obligations.items-due", params: { count: fresh.length, day: first }, link: "/agency" });
}
