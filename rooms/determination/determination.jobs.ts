import { job, type Job, type Subscription } from "#rooms/platform";
import { z } from "zod";
import { PASS_CLAIM, passClaim } from "./claim-model.ts";
import { attend, attendAllOf } from "./export-requests.ts";

const ATTEND = "determination.attend-request";
const ATTEND_ALL = "determination.attend-engagement";

export const determinationJobs: readonly Job<never>[] = [
  job({ name: ATTEND, payload: z.object({ requestId: z.string() }), run: (services, { requestId }) => attend(services, requestId) }),
  job({ name: ATTEND_ALL, payload: z.object({ engagementId: z.string() }), run: (services, { engagementId }) => attendAllOf(services, engagementId) }),
  job({ name: PASS_CLAIM.name, payload: z.object({ claimId: z.string() }), run: (services, { claimId }) => passClaim(services, claimId) }),
];

/** Whatever ended the enclave's access: it is told at once, and not at the next look. */
export const determinationSubscriptions: readonly Subscription[] = [
  { event: "engagement.benchmarking-ended", job: ATTEND },
  { event: "engagement.withdrawn", job: ATTEND_ALL },
];
