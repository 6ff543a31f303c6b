import { readFirstAct } from "#rooms/audit";
import { job, type Job, type Services } from "#rooms/platform";
import { z } from "zod";
import { publishQuarter } from "./publish-report.ts";
import { findDueQuarters } from "./quarters.ts";
import { listReports } from "./reports.store.ts";
import { stateCounts } from "./state-counts.ts";

/** Publishes the report of each quarter that is over and has none; safe to run twice, late, or after a kill. */
export async function publishDueQuarters(services: Services): Promise<void> {
  const begun = await readFirstAct(services);
  if (begun === undefined) return;
  const published = (await listReports(services.db)).filter(({ occasion }) => occasion === "quarter").map(({ period_from }) => new Date(period_from));
  for (const quarter of findDueQuarters({ begun, published, now: services.clock() })) await publishQuarter(services, quarter);
}

export const reportJobs: readonly Job<never>[] = [
  // Two hours after a quarter may be reported, and each day after, should that one not have come.
  job({ name: "oversight.publish-quarter", payload: z.object({}), concurrency: 1, expireInSeconds: 1800, schedule: "13 8 * * *", run: publishDueQuarters }),
  // In the last hour of each day, so that a quarter's report knows what stood at its end.
  job({ name: "oversight.state-counts", payload: z.object({}), concurrency: 1, schedule: "43 23 * * *", run: stateCounts }),
];
