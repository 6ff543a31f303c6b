import { z } from "zod";
import { tellHolders } from "#rooms/access";
import type { Job } from "#rooms/platform";
import { addDays, dayOf } from "../../taskings/days.rules.ts";
import { markReminded } from "./forensics.store.ts";

/** Reminds each agency once of an investigation that is due tomorrow, today, or late: one notice for all of them. */
export const remindForensicsJob: Job<Record<string, never>> = {
  name: "obligations.remind-forensics",
  payload: z.object({}),
  concurrency: 1,
  schedule: "0 6 * * *",
  run: (services) =>
    services.db.inTransaction(async (tx) => {
      const tasks = await markReminded(tx, { dueBy: addDays(dayOf(services.clock().toISOString()), 1), at: services.clock() });
      for (const [agency, due] of Map.groupBy(tasks, ({ organisationId }) => organisationId)) {
        const day = due.map(({ dueOn }) => dueOn).toSorted()[0] ?? "";
        await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === agency, kind: "obligations.forensics-due", params: { count: due.length, day }, link: "/agency/forensics" });
      }
    }),
};
