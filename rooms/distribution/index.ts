/**
 * Distribution: which operator is affected by what, and what that operator does first.
 *
 * Words: *operator* (an organisation that enrolled; never "user" or "subscriber"), *inventory* (what it says it owns), *match* (one
 * asset, one advisory), *step* (one product to update), *plan* (at most five steps). Silence is a state of nothing.
 */
import type { Room } from "#rooms/platform";
import { distributionJobs, distributionSubscriptions } from "./distribution.jobs.ts";
import { distributionRoutes } from "./distribution.routes.ts";
import { countStages, OWNED_INVENTORY, OWNED_MATCH, OWNED_OPERATOR, OWNED_STEP } from "./distribution.store.ts";
import { exportOwned } from "./export-owned.ts";
import messages from "./messages.en.json" with { type: "json" };

export { DistributionRefusal, type DistributionRefusalCode } from "./distribution.errors.ts";
export { readPlan } from "./read-plan.ts";

export const distributionRoom: Room = {
  name: "distribution",
  owned: [OWNED_INVENTORY, OWNED_MATCH, OWNED_OPERATOR, OWNED_STEP],
  routes: distributionRoutes,
  jobs: distributionJobs,
  subscriptions: distributionSubscriptions,
  messages,
  exportOwned,
  counts: async (services) => ({ ...(await countStages(services.db.asSystem("counts are made of everybody and name nobody"))) }),
};
