import { z } from "zod";
import { appendEntry } from "#rooms/audit";
import { listKevCatalogue } from "#rooms/findings";
import { SYSTEM_ACTOR, type Job } from "#rooms/platform";
import { dayOf } from "../../taskings/days.rules.ts";
import { compareCatalogue } from "./catalogue.rules.ts";
import { lockDating } from "./date-clocks.store.ts";
import { listListings, saveListings } from "./flaws.store.ts";
import { redate } from "./redate.ts";

const payload = z.object({ feed: z.string() });

/** After a new release of KEV: notes what came, left and was corrected, and dates anew what rests on it. The same release again changes nothing. */
export const takeCatalogue: Job<z.infer<typeof payload>> = {
  name: "obligations.take-catalogue",
  payload,
  concurrency: 1,
  run: async (services, { feed }) => {
    if (feed !== "kev") return;
    await services.db.inTransaction(async (tx) => {
      await lockDating(tx, "to-change-facts");
      const entries = await listKevCatalogue(tx);
      const known = await listListings(tx, entries.map(({ cveId }) => cveId));
      const changes = compareCatalogue(known, entries, dayOf(services.clock().toISOString()));
      if (changes.length === 0) return;
      await saveListings(tx, changes, services.clock());
      const count = (cause: string) => changes.filter((one) => one.cause === cause).length;
      await appendEntry(services, tx, { kind: "obligations.catalogue-taken", subject: "kev", by: SYSTEM_ACTOR, data: { listed: count("kev-listed"), left: count("kev-left"), corrected: count("kev-day-changed") } });
      await redate(services, tx, { causes: new Map(changes.map(({ cveId, cause }) => [cveId, cause])), by: SYSTEM_ACTOR });
    });
  },
};

/** Each night: should the house have another version of the table than the one a clock stands on. */
export const redateByRule: Job<Record<string, never>> = {
  name: "obligations.redate-by-rule",
  payload: z.object({}),
  concurrency: 1,
  schedule: "7 0 * * *",
  run: (services) =>
    services.db.inTransaction(async (tx) => {
      await lockDating(tx, "to-change-facts");
      await redate(services, tx, { causes: null, by: SYSTEM_ACTOR });
    }),
};
