import { readAlertList } from "#contracts/access";
import { job, route, type Job, type Route } from "#rooms/platform";
import { z } from "zod";
import { listReadAlerts, watchReads } from "./watch-reads.ts";

export const readWatchRoutes: readonly Route[] = [
  route({
    room: "access", method: "get", path: "/reads/alerts", summary: "Reads of your organisation's records that were unlike their reader", permission: "access:read-alerts", reply: readAlertList,
    run: async ({ services, actor }) => ({
      alerts: (await listReadAlerts(services, actor)).map(({ id, sign, hour, reads, person_name, organisation_name, at }) => ({ id, sign, hour, reads, personName: person_name, organisationName: organisation_name, at })),
    }),
  }),
];

export const readWatchJobs: readonly Job<never>[] = [job({ name: "access.watch-reads", payload: z.object({}), concurrency: 1, schedule: "*/10 * * * *", run: watchReads })];
