/**
 * Assistance: the catalogue of defensive tools and services, and requests for help.
 *
 * Words: *catalogue* (what is offered; free to choose), *request* (an operator's question), *take up* (promise an answer).
 */
import type { Room } from "#rooms/platform";
import { assistanceRoutes } from "./assistance.routes.ts";
import { countHelpRequests, OWNED_REQUEST } from "./assistance.store.ts";
import { exportOwned } from "./export-owned.ts";
import messages from "./messages.en.json" with { type: "json" };

export const assistanceRoom: Room = {
  name: "assistance",
  owned: [OWNED_REQUEST],
  routes: assistanceRoutes,
  messages,
  exportOwned,
  counts: async (services) => ({ ...(await countHelpRequests(services.db.asSystem("counts are made of everybody and name nobody"))) }),
};
