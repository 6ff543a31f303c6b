import { job, type Job, type Subscription } from "#rooms/platform";
import { z } from "zod";
import { LAPSE_VIEW, lapseView } from "./select-partner.ts";
import { END_EARLY_ACCESS, endAllOf, endElapsed } from "./stop-partner.ts";

const END_ALL = "partners.end-all";
const one = z.object({ earlyAccessId: z.string() });

export const partnersJobs: readonly Job<never>[] = [
  job({ name: LAPSE_VIEW.name, payload: one, run: (services, { earlyAccessId }) => lapseView(services, earlyAccessId) }),
  job({ name: END_EARLY_ACCESS.name, payload: one, run: (services, { earlyAccessId }) => endElapsed(services, earlyAccessId) }),
  job({ name: END_ALL, payload: z.object({ engagementId: z.string() }), run: (services, { engagementId }) => endAllOf(services, engagementId) }),
];

export const partnersSubscriptions: readonly Subscription[] = [{ event: "engagement.withdrawn", job: END_ALL }];
