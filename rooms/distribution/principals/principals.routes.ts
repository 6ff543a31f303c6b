import { principalSummaries } from "#contracts/deployment";
import { route, type Route } from "#rooms/platform";
import { sumUpPrincipals } from "./sum-up-principals.ts";

export const principalRoutes: readonly Route[] = [
  route({
    room: "distribution", method: "get", path: "/operator/principals", summary: "How much waits with those for whom you act", permission: "distribution:take-part", reply: principalSummaries,
    run: ({ services, actor }) => sumUpPrincipals(services, actor),
  }),
];
