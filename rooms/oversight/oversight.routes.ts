import { funnel, liveCounts } from "#contracts/oversight";
import { SMALL_CELL } from "#rooms/access";
import { sealLedger } from "#rooms/audit";
import { route, type Route } from "#rooms/platform";
import { inspectionRoutes } from "./inspection/inspection.routes.ts";
import { reportRoutes } from "./reports/reports.routes.ts";
import { writeCounts, writeFunnel } from "./write-counts.ts";

const ROOM = "oversight";

export const oversightRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/oversight/funnel", summary: "From found to applied, in public", permission: "public", reply: funnel,
    run: async ({ services }) => ({ asOf: services.clock().toISOString(), smallCell: SMALL_CELL, stages: await writeFunnel(services) }),
  }),
  route({
    room: ROOM, method: "get", path: "/oversight/report", summary: "Every room's counts as they are now, with the ledger checkpoint they were made at", permission: "oversight:report", reply: liveCounts,
    run: async ({ services }) => ({ asOf: services.clock().toISOString(), checkpoint: (await sealLedger(services)).checkpoint, rooms: await writeCounts(services) }),
  }),
  ...reportRoutes,
  ...inspectionRoutes,
];
