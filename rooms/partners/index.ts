/**
 * Partners: who gets early access to a model, chosen with two keys.
 *
 * Words: *early access* (one partner and one model), *nomination* (by either side), *criteria* (published, the same for
 * all), *key* (the developer's decision; the government's view, which is advice), *terms* (the developer's, accepted by
 * digest), *proof* (the model answered through the partner's own session).
 */
import type { Room } from "#rooms/platform";
import { exportOwned } from "./export-owned.ts";
import messages from "./messages.en.json" with { type: "json" };
import { partnersJobs, partnersSubscriptions } from "./partners.jobs.ts";
import { partnersRoutes } from "./partners.routes.ts";
import { countEarlyAccess, OWNED_EARLY_ACCESS } from "./partners.store.ts";

export const partnersRoom: Room = {
  name: "partners",
  owned: [OWNED_EARLY_ACCESS],
  routes: partnersRoutes,
  jobs: partnersJobs,
  subscriptions: partnersSubscriptions,
  messages,
  exportOwned,
  counts: (services) => countEarlyAccess(services.db.asSystem("counts are made of everybody and name nobody")),
};
