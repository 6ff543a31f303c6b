import { funnel, report } from "#contracts/oversight";
import { SMALL_CELL } from "#rooms/access";
import { sealLedger } from "#rooms/audit";
import { route, type Route } from "#rooms/platform";
import { writeFunnel, writeReport } from "./write-report.ts";

const ROOM = "oversight";

export const oversightRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/oversight/funnel", summary: "From found to applied, in public", permission: "public", reply: funnel,
    run: async ({ services }) => ({ asOf: services.clock().toISOString(), smallCell: SMALL_CELL, stages: await writeFunnel(services) }),
  }),
  route({
    room: ROOM, method: "get", path: "/oversight/report", summary: "Every room's published counts, with the ledger checkpoint they were computed at", permission: "oversight:report", reply: report,
    run: async ({ services }) => ({ asOf: services.clock().toISOString(), checkpoint: (await sealLedger(services)).checkpoint, rooms: await writeReport(services) }),
  }),
];
