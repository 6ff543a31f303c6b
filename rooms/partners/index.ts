/**
 * Partners: who gets early access to a model, chosen with two keys.
 *
 * Words: *early access* (one partner and one model), *nomination* (by either side), *policy* (how partners are chosen, in
 * public versions: the *criteria*, the same for all, and what an objection does), *key* (the developer's decision; the
 * government's view), *terms* (the developer's, accepted by digest), *scope* (the systems that the access is for), *proof*
 * (the model answered through the partner's own session), *brokering* (a partner runs scans for operators), *model key* (opens the model
 * to a partner's own program, for one system), *complaint*.
 *
 * Event for rooms above: `partners.access-stopped` {earlyAccessId}.
 */
import type { Room } from "#rooms/platform";
import { countComplaints, OWNED_COMPLAINT } from "./complaints.store.ts";
import { exportOwned } from "./export-owned.ts";
import messages from "./messages.en.json" with { type: "json" };
import { modelUseRoutes } from "./model-use.routes.ts";
import { partnersJobs, partnersSubscriptions } from "./partners.jobs.ts";
import { partnersRoutes } from "./partners.routes.ts";
import { countEarlyAccess, countSelectedBySector, OWNED_EARLY_ACCESS } from "./partners.store.ts";
import { nameSectorCount } from "./sector-counts.rules.ts";
import { partnersFigures } from "./partners.figures.ts";
import { selectionRoutes } from "./selection.routes.ts";

export { askModelByKey, closeModel, findBrokering, finishBrokeredScan, listBrokers, openModelForScan, startBrokeredScan, type Brokering } from "./serve-rooms-above.ts";

export const partnersRoom: Room = {
  figures: partnersFigures,
  name: "partners",
  owned: [OWNED_EARLY_ACCESS, OWNED_COMPLAINT],
  routes: [...partnersRoutes, ...selectionRoutes, ...modelUseRoutes],
  jobs: partnersJobs,
  subscriptions: partnersSubscriptions,
  messages,
  exportOwned,
  counts: async (services) => {
    const house = services.db.asSystem("counts are made of everybody and name nobody");
    const bySector = await countSelectedBySector(house);
    return { ...(await countEarlyAccess(house)), ...(await countComplaints(house)), ...Object.fromEntries(bySector.map(({ sector, selected }) => [nameSectorCount(sector), selected])) };
  },
};
