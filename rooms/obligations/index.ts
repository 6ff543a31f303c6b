/**
 * Obligations: the order's taskings, when each falls due, and what is publicly known of it.
 *
 * Words: *tasking* (something the order tells officials to do), *due day* (signing day plus days, never edited),
 * *evidence* (a public document with its digest), *struck* (evidence found wrong, still to be seen), *passed silent* (due day
 * over, nothing public), *directive* (of a civil authority, for federal civilian executive branch agencies), *item* (one action of
 * a directive, for one agency), *exception* (more time until a day), *instance* (one vulnerability on one asset of one agency), *clock* (what dates the instances
 * that share vulnerability, exposure and day of detection), *milestone* (a tasking's status that an installation states and signs), *opening* (a post to be filled).
 */
import { job, type Room } from "#rooms/platform";
import { OWNED_AGENCY, OWNED_AGENCY_CHANGE } from "./agencies/agencies.store.ts";
import { agencyRoutes } from "./agencies/agencies.routes.ts";
import { countDirectives } from "./directives/count-directives.ts";
import { directivesFigures } from "./directives/directives.figures.ts";
import { directiveJobs } from "./directives/directives.jobs.ts";
import { directiveRoutes } from "./directives/directives.routes.ts";
import { OWNED_DIRECTIVE_EXCEPTION } from "./directives/items/exceptions.store.ts";
import { exportDirectiveItems } from "./directives/items/export-items.ts";
import { itemRoutes } from "./directives/items/items.routes.ts";
import { OWNED_DIRECTIVE_ITEM } from "./directives/items/items.store.ts";
import { OWNED_DIRECTIVE_TURN } from "./directives/items/turns.store.ts";
import directiveMessages from "./directives/messages.en.json" with { type: "json" };
import { OWNED_ASSET } from "./instances/assets/assets.store.ts";
import { OWNED_INSTANCE_EXCEPTION } from "./instances/exceptions/exceptions.store.ts";
import { exportInstancesOwned } from "./instances/export-owned.ts";
import { OWNED_FORENSIC_TASK } from "./instances/forensics/forensics.store.ts";
import { OWNED_SCANNER_IMPORT } from "./instances/imports/imports.store.ts";
import { instanceJobs, instanceSubscriptions } from "./instances/instances.jobs.ts";
import { instanceRoutes } from "./instances/instances.routes.ts";
import instanceMessages from "./instances/messages.en.json" with { type: "json" };
import { countInstances } from "./instances/workbench/count-agencies.ts";
import { OWNED_INSTANCE } from "./instances/workbench/instances.store.ts";
import { milestoneRoutes } from "./milestones/milestones.routes.ts";
import { stateMilestones } from "./milestones/state-milestones.ts";
import { obligationsFigures } from "./obligations.figures.ts";
import { listTaskings } from "./taskings/list-taskings.ts";
import taskingMessages from "./taskings/messages.en.json" with { type: "json" };
import { taskingRoutes } from "./taskings/taskings.routes.ts";
import { trackerRoutes } from "./trackers/trackers.routes.ts";

export const obligationsRoom: Room = {
  name: "obligations",
  figures: [...obligationsFigures, ...directivesFigures],
  owned: [OWNED_AGENCY, OWNED_AGENCY_CHANGE, OWNED_DIRECTIVE_ITEM, OWNED_DIRECTIVE_EXCEPTION, OWNED_DIRECTIVE_TURN, OWNED_ASSET, OWNED_INSTANCE, OWNED_SCANNER_IMPORT, OWNED_FORENSIC_TASK, OWNED_INSTANCE_EXCEPTION],
  routes: [...agencyRoutes, ...directiveRoutes, ...itemRoutes, ...instanceRoutes, ...milestoneRoutes, ...taskingRoutes, ...trackerRoutes],
  jobs: [job(stateMilestones), ...directiveJobs, ...instanceJobs],
  subscriptions: instanceSubscriptions,
  messages: { ...taskingMessages, ...directiveMessages, ...instanceMessages },
  counts: async (services) => {
    const { taskings } = await listTaskings(services);
    const withStatus = (...words: string[]) => taskings.filter((tasking) => words.includes(tasking.status)).length;
    return { taskings: taskings.length, met: withStatus("met", "met_late"), overdue: withStatus("overdue"), passedSilent: withStatus("passed_silent"), ...(await countDirectives(services)), ...(await countInstances(services)) };
  },
  exportOwned: async (services, organisationId) => ({ ...(await exportDirectiveItems(services, organisationId)), ...(await exportInstancesOwned(services, organisationId)) }),
};
