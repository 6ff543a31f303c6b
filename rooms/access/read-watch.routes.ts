import { exportTrace, readAlertList } from "#contracts/access";
import { job, OF_PROOFS, route, type Job, type Route } from "#rooms/platform";
import { z } from "zod";
import { traceExports } from "./exports.ts";
import { listReadAlerts, watchReads } from "./watch-reads.ts";

const MOST_BYTES = 32 * 1024 * 1024;

export const readWatchRoutes: readonly Route[] = [
  route({
    room: "access", method: "get", path: "/reads/alerts", summary: "Reads of your organisation's records that were unlike their reader", permission: "access:read-alerts", reply: readAlertList,
    run: async ({ services, actor }) => ({
      alerts: (await listReadAlerts(services, actor)).map(({ id, sign, hour, reads, person_name, organisation_name, at }) => ({ id, sign, hour, reads, personName: person_name, organisationName: organisation_name, at })),
    }),
  }),
  route({
    room: "access", method: "post", path: "/exports/trace", summary: "To whom a file was given that was found elsewhere: send the copy, or its mark", permission: "access:trace-export", limit: OF_PROOFS,
    upload: "application/octet-stream", maxBytes: MOST_BYTES, reply: exportTrace,
    run: async ({ services, actor, body }) => ({
      exports: (await traceExports(services, actor, body as Uint8Array)).map(({ id, recipient, person_name, organisation_name, at }) => ({ id, recipient, personName: person_name, organisationName: organisation_name, at })),
    }),
  }),
];

export const readWatchJobs: readonly Job<never>[] = [job({ name: "access.watch-reads", payload: z.object({}), concurrency: 1, schedule: "*/10 * * * *", run: watchReads })];
