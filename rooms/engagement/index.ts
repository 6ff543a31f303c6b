/**
 * Engagement: a developer's voluntary dealings with government about a model under development.
 *
 * Words: *engagement* (the developer's; it opens, closes and withdraws it), *offer* (terms for named evaluators),
 * *window* (the up to 30 days in which they may use the model), *period* (any stretch of government access; they all
 * count on one model and those that descend from it), *model key* (opens the model to an evaluator's own program),
 * *brief* (what helps software that a model may put at risk), *incident* (something went wrong in an evaluation),
 * *release* (a fact the developer declares, in any state), *advice* (all that evaluators give).
 *
 * Events: `engagement.withdrawn` {engagementId}, `engagement.release-declared` {engagementId, audience},
 * `engagement.benchmarking-ended` {engagementId, requestId}, `engagement.incident-raised` {noticeId, kind}.
 */
import { job, type Room } from "#rooms/platform";
import { agreementRoutes } from "./agreements.routes.ts";
import { OWNED_AGREEMENT } from "./agreements.store.ts";
import { invitationRoutes } from "./invitations.routes.ts";
import { OWNED_INVITATION, OWNED_TAKEN_UP } from "./invitations.store.ts";
import { nondisclosureRoutes } from "./nondisclosure.routes.ts";
import { OWNED_TEXT, OWNED_UNDERTAKING } from "./nondisclosure.store.ts";
import { questionRoutes } from "./questions.routes.ts";
import { forgetInvitationsJob } from "./send-invitation.ts";
import { engagementJobs } from "./engagement.jobs.ts";
import { engagementRoutes } from "./engagement.routes.ts";
import { countEngagements, OWNED_ENGAGEMENT, OWNED_MODEL } from "./engagement.store.ts";
import { exportOwned } from "./export-owned.ts";
import messages from "./messages.en.json" with { type: "json" };
import { countWindows } from "./window.store.ts";
import { engagementFigures } from "./engagement.figures.ts";
import { workRoutes } from "./work.routes.ts";

export { EngagementRefusal } from "./engagement.errors.ts";
export { authoriseOnEngagement } from "./engagement.resources.ts";
export { raiseIncidentByAlarm } from "./incidents.ts";
export { SAME_READ_MS } from "./same-read.ts";
export { ENGAGEMENT_COLUMNS } from "./engagement.store.ts";
export {
  endBenchmarkingAccess, findBenchmarkingEnd, findEngagementCard, findFirstRegistration, findModelEndpoint, listLiveEngagementCards, lockConsentingEngagement, noteDetermination, openModelToPartners,
  startBenchmarking, type EngagementCard,
} from "./serve-rooms-above.ts";

export const engagementRoom: Room = {
  figures: engagementFigures,
  name: "engagement",
  owned: [OWNED_ENGAGEMENT, OWNED_MODEL, OWNED_AGREEMENT, OWNED_INVITATION, OWNED_TAKEN_UP, OWNED_TEXT, OWNED_UNDERTAKING],
  routes: [...engagementRoutes, ...agreementRoutes, ...invitationRoutes, ...questionRoutes, ...nondisclosureRoutes, ...workRoutes],
  jobs: [...engagementJobs, job(forgetInvitationsJob)],
  messages,
  exportOwned,
  counts: async (services) => {
    const house = services.db.asSystem("counts are made of everybody and name nobody");
    const engagements = await countEngagements(house);
    const windows = await countWindows(house, services.clock());
    return { ...engagements, windowsOpened: windows.opened, windowsOpen: windows.open, accessDays: windows.accessDays };
  },
};
