/**
 * Scanning: who scans what, so that nobody scans twice or without leave.
 *
 * Words: *target* (a repository or product, or a part of it, or one weakness in it), *claim* (an intent to scan, said before
 * scanning), *opt-out* (an owner's wish not to be scanned), *exchange* (two who name one target get each other's contact),
 * *member* (an organisation that joined by consent), *campaign* (targets with authorisation and a budget, offered to members).
 *
 * Claiming and submitting need no membership: whoever finds should say so, and say beforehand what they scan. Membership is
 * for being invited to campaigns, and for reading the records that are not for everybody. A *peer* is another clearinghouse
 * whose signed records are honoured here.
 */
import { job, type Room } from "#rooms/platform";
import { campaignRoutes, membershipRoutes } from "./campaign.routes.ts";
import { countCampaigns, OWNED_CAMPAIGN_MEMBER } from "./campaigns.store.ts";
import { countClaims, OWNED_CLAIM } from "./claims.store.ts";
import { exchangeRoutes } from "./exchange.routes.ts";
import { exportOwned } from "./export-owned.ts";
import { countMembers, OWNED_MEMBERSHIP } from "./membership.store.ts";
import messages from "./messages.en.json" with { type: "json" };
import { pullPeers } from "./pull-records.ts";
import { claimRoutes } from "./scanning.routes.ts";
import { scanningFigures } from "./scanning.figures.ts";

export { canonicalRepository, canonicalTarget, type Target } from "./canonical-target.rules.ts";
export { listCampaignScans } from "./campaigns.store.ts";
export type { TargetKeys } from "./claims.store.ts";
export { getTask, namesTarget, taskResource, type Task } from "./find-task.ts";
export { hashTarget } from "./hash-target.ts";
export { listUntoldFixes, recordHeldFix, recordRoute, withdrawHeldFix } from "./publish-records.ts";
export { recordOptOut } from "./record-opt-out.ts";
export { findOptOut, refuseClaimed, requireUnclaimed } from "./refuse-claimed.ts";
export { campaignResource } from "./scanning.resources.ts";

export const scanningRoom: Room = {
  figures: scanningFigures,
  name: "scanning",
  owned: [OWNED_CLAIM, OWNED_MEMBERSHIP, OWNED_CAMPAIGN_MEMBER],
  routes: [...membershipRoutes, ...claimRoutes, ...campaignRoutes, ...exchangeRoutes],
  jobs: [job(pullPeers)],
  messages,
  exportOwned,
  counts: async ({ db, clock }) => ({ members: await countMembers(db), campaigns: await countCampaigns(db), ...Object.fromEntries((await countClaims(db, clock())).map(({ name, count }) => [name, count])) }),
};
