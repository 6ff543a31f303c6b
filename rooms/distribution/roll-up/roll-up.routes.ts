import { advisoryRollUp } from "#contracts/deployment";
import { route, type Route } from "#rooms/platform";
import { rollUpAdvisories } from "./roll-up-advisories.ts";

export const rollUpRoutes: readonly Route[] = [
  route({
    room: "distribution", method: "get", path: "/distribution/roll-up/advisories", summary: "How far operators have come with each advisory, as counts", permission: "distribution:read-counts", reply: advisoryRollUp,
    run: ({ services }) => rollUpAdvisories(services),
  }),
];
