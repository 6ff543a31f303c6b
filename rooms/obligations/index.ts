/**
 * Obligations: the order's taskings, when each falls due, and what is publicly known of it.
 *
 * Words: *tasking* (something the order tells officials to do), *due day* (signing day plus days, never edited),
 * *evidence* (a public document with its digest), *passed silent* (due day over, nothing public).
 */
import type { Room } from "#rooms/platform";
import { listTaskings } from "./list-taskings.ts";
import { obligationsRoutes } from "./obligations.routes.ts";

export const obligationsRoom: Room = {
  name: "obligations",
  routes: obligationsRoutes,
  counts: async (services) => {
    const taskings = await listTaskings(services);
    const withStatus = (...words: string[]) => taskings.filter((tasking) => words.includes(tasking.status)).length;
    return { taskings: taskings.length, met: withStatus("met", "met_late"), overdue: withStatus("overdue"), passedSilent: withStatus("passed_silent") };
  },
};
