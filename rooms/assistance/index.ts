/**
 * Assistance: the catalogue of defensive tools and services, and requests for help.
 *
 * Words: *catalogue* (what is offered; free to choose), *request* (an operator's question), *take up* (promise an answer),
 * *scan* (a partner runs its early-access model for an operator; never "managed scan").
 *
 * Event for rooms above: `assistance.findings-handed` {scanId}.
 */
import { job, type Room } from "#rooms/platform";
import { z } from "zod";
import { assistanceRoutes } from "./assistance.routes.ts";
import { countHelpRequests, OWNED_REQUEST } from "./assistance.store.ts";
import { exportOwned } from "./export-owned.ts";
import messages from "./messages.en.json" with { type: "json" };
import { handBackAllUnder } from "./run-scan.ts";
import { scanRoutes } from "./scan.routes.ts";
import { countScans, OWNED_SCAN } from "./scan.store.ts";

const HAND_BACK = "assistance.hand-back-scans";

export const assistanceRoom: Room = {
  name: "assistance",
  owned: [OWNED_REQUEST, OWNED_SCAN],
  routes: [...assistanceRoutes, ...scanRoutes],
  jobs: [job({ name: HAND_BACK, payload: z.object({ earlyAccessId: z.string() }), run: (services, { earlyAccessId }) => handBackAllUnder(services, earlyAccessId) })],
  subscriptions: [{ event: "partners.access-stopped", job: HAND_BACK }],
  messages,
  exportOwned,
  counts: async (services) => {
    const house = services.db.asSystem("counts are made of everybody and name nobody");
    return { ...(await countHelpRequests(house)), ...(await countScans(house)) };
  },
};
