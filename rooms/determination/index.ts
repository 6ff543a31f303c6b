/**
 * Determination: the low side of the enclave. It asks, passes on leases, and shows a developer what may be released.
 *
 * Words: *request* (a developer's question whether a model meets the designation), *lease* (at most 60 s in which the
 * enclave may call the model), *sealing* (the commitment to results before anybody decides on them), *determination*
 * (what the Director signed), *bundle* (a signed file that crosses; also the file a developer checks offline).
 */
import type { Room } from "#rooms/platform";
import { OWNED_CLAIM } from "./claims.store.ts";
import { determinationJobs, determinationSubscriptions } from "./determination.jobs.ts";
import { determinationRoutes } from "./determination.routes.ts";
import { countDeterminations, OWNED_REQUEST } from "./determination.store.ts";
import { exportOwned } from "./export-owned.ts";
import messages from "./messages.en.json" with { type: "json" };
import { determinationFigures } from "./determination.figures.ts";

export { judgeIncoming } from "./guard.ts";
export { exchangeOnce, startExchange } from "./start-exchange.ts";

export const determinationRoom: Room = {
  figures: determinationFigures,
  name: "determination",
  owned: [OWNED_REQUEST, OWNED_CLAIM],
  routes: determinationRoutes,
  jobs: determinationJobs,
  subscriptions: determinationSubscriptions,
  messages,
  exportOwned,
  counts: (services) => countDeterminations(services.db.asSystem("counts are made of everybody and name nobody")),
};
