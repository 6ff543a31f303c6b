/**
 * Assistance: the catalogue of defensive tools and services, programmes that could pay for something, requests for help, scans.
 *
 * Words: *catalogue* (what is offered; free to choose), *grants* (programmes of others), *keeper* (who keeps such a list; two of them for
 * each version), *request* (an operator's question), *offer* (a helper volunteers; the operator agrees to one), *scan* (a partner runs its early-access model for an operator; never
 * "managed scan"), *source* (what the operator hands over for it), *run* (the house's scanner on that source).
 *
 * Event for rooms above: `assistance.findings-handed` {scanId}.
 */
import { job, type Room } from "#rooms/platform";
import { z } from "zod";
import { exportOwned } from "./export-owned.ts";
import { remindOfHelp } from "./help/ask-for-help.ts";
import { helpRoutes } from "./help/help.routes.ts";
import { countHelpRequests, OWNED_OFFER, OWNED_REQUEST } from "./help/help.store.ts";
import { listsRoutes } from "./lists/lists.routes.ts";
import messages from "./messages.en.json" with { type: "json" };
import { handBackAllUnder } from "./run-scan.ts";
import { eraseLeft } from "./runs/erase-scan.ts";
import { runScanner } from "./runs/run-scanner.ts";
import { OWNED_SCAN_FILE } from "./runs/scan-files.store.ts";
import { assistanceFigures } from "./assistance.figures.ts";
import { submitEvidence } from "./runs/submit-evidence.ts";
import { scanRoutes } from "./scan.routes.ts";
import { countScans, OWNED_SCAN } from "./scan.store.ts";

const HAND_BACK = "assistance.hand-back-scans";

export const assistanceRoom: Room = {
  figures: assistanceFigures,
  name: "assistance",
  owned: [OWNED_REQUEST, OWNED_OFFER, OWNED_SCAN, OWNED_SCAN_FILE],
  routes: [...listsRoutes, ...helpRoutes, ...scanRoutes],
  jobs: [
    job({ name: HAND_BACK, payload: z.object({ earlyAccessId: z.string() }), run: (services, { earlyAccessId }) => handBackAllUnder(services, earlyAccessId) }),
    job(remindOfHelp), job(runScanner), job(submitEvidence), job(eraseLeft),
  ],
  subscriptions: [
    { event: "partners.access-stopped", job: HAND_BACK },
    { event: "assistance.findings-handed", job: submitEvidence.name },
    { event: "distribution.operator-left", job: eraseLeft.name },
  ],
  messages,
  exportOwned,
  counts: async (services) => {
    const house = services.db.asSystem("counts are made of everybody and name nobody");
    return { ...(await countHelpRequests(house)), ...(await countScans(house)) };
  },
};
