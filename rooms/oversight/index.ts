/**
 * Oversight: the funnel and the report, made of the counts that each room publishes, and of nothing else.
 *
 * Words: *count* (a whole number a room publishes about itself), *small cell* (a count in which somebody could be
 * recognised; withheld), *funnel* (from found to applied).
 */
import type { Room } from "#rooms/platform";
import messages from "./messages.en.json" with { type: "json" };
import { oversightRoutes } from "./oversight.routes.ts";

export const oversightRoom: Room = { name: "oversight", routes: oversightRoutes, messages };
