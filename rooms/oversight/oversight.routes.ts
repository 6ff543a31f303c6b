import { funnel, report } from "#contracts/oversight";
import { sealLedger } from "#rooms/audit";
import { route, type Route } from "#rooms/platform";
import { computeFunnel, computeReport, SMALL_CELL } from "./oversight.rules.ts";

const ROOM = "oversight";

export const oversightRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/oversight/funnel", summary: "From found to applied, in public", permission: "public", reply: funnel,
    run: async ({ services }) => ({
      asOf: services.clock().toISOString(),
      smallCell: SMALL_CELL,
      stages: computeFunnel(await services.publishedCounts(), (key) => services.messages.text(`oversight.stage.${key}`)),
    }),
  }),
  route({
    room: ROOM, method: "get", path: "/oversight/report", summary: "Every room's published counts, with the ledger checkpoint they were computed at", permission: "oversight:report", reply: report,
    run: async ({ services }) => {
      const rooms = computeReport(await services.publishedCounts());
      return { asOf: services.clock().toISOString(), checkpoint: (await sealLedger(services)).checkpoint, rooms };
    },
  }),
];
