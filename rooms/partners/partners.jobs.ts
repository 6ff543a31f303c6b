import { job, type Job, type Subscription } from "#rooms/platform";
import { z } from "zod";
import { LAPSE_CONTROLS, lapseControls, REMIND_OF_CONTROLS, remindOfControls } from "./keep-controls.ts";
import { heedRelease, LAPSE_VIEW, lapseView } from "./select-partner.ts";
import { END_EARLY_ACCESS, endAllOf, endElapsed } from "./stop-partner.ts";

const END_ALL = "partners.end-all";
const HEED_RELEASE = "partners.heed-release";
const one = z.object({ earlyAccessId: z.string() });
const attestation = z.object({ earlyAccessId: z.string(), until: z.string() });
const engagement = z.object({ engagementId: z.string() });

export const partnersJobs: readonly Job<never>[] = [
  job({ name: LAPSE_VIEW.name, payload: one, run: (services, { earlyAccessId }) => lapseView(services, earlyAccessId) }),
  job({ name: END_EARLY_ACCESS.name, payload: one, run: (services, { earlyAccessId }) => endElapsed(services, earlyAccessId) }),
  job({ name: REMIND_OF_CONTROLS.name, payload: attestation, run: remindOfControls }),
  job({ name: LAPSE_CONTROLS.name, payload: attestation, run: lapseControls }),
  job({ name: END_ALL, payload: engagement, run: (services, { engagementId }) => endAllOf(services, engagementId) }),
  job({ name: HEED_RELEASE, payload: engagement, run: (services, { engagementId }) => heedRelease(services, engagementId) }),
];

export const partnersSubscriptions: readonly Subscription[] = [
  { event: "engagement.withdrawn", job: END_ALL },
  { event: "engagement.release-declared", job: HEED_RELEASE },
];
