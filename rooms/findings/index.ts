/**
 * Findings: claims, intake, reproduction, duplicates, validation, priority.
 *
 * Words: *claim* (an intent to scan, said before scanning), *finding* (a reported weakness with its evidence bundle), *evidence*
 * or *body* (what the bundle holds), *reproduction* (our own run of it), *validation* (a person's decision on it),
 * *assignment* (to whom of the clearinghouse the body is opened), *merge* (the same bug again; the finder is credited on the
 * parent), *priority* (how soon, by a published table).
 *
 * Event for rooms above: `findings.prioritised` {findingId}.
 */
import { job, type Room } from "#rooms/platform";
import { OWNED_CLAIM } from "./claims.store.ts";
import { exportOwned } from "./export-owned.ts";
import { findingsRoutes } from "./findings.routes.ts";
import { countFindings, OWNED_FINDING, OWNED_RUN, OWNED_VALIDATION } from "./findings.store.ts";
import messages from "./messages.en.json" with { type: "json" };
import { reproduceFinding } from "./reproduce-finding.ts";

export { canonicalRepository, isBehindWall, rankTimeline } from "./findings.rules.ts";
export type { CreditedFinder, FindingFacts } from "./findings.types.ts";
export { listOwnedBugs } from "./findings-export.store.ts";
export { closeFinding, getFindingFacts, linkToCase, listPrioritised, openEvidence } from "./hand-over.ts";
export { SAME_READ_MS } from "./read-finding.ts";
export { listToTell } from "./tell-people.ts";
export { recordSeverity } from "./validate-finding.ts";

export const findingsRoom: Room = {
  name: "findings",
  owned: [OWNED_FINDING, OWNED_RUN, OWNED_VALIDATION, OWNED_CLAIM],
  routes: findingsRoutes,
  jobs: [job(reproduceFinding)],
  messages,
  exportOwned,
  counts: async (services) => Object.fromEntries((await countFindings(services.db)).map(({ name, count }) => [name, count])),
};
