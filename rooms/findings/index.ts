/**
 * Findings: intake, reproduction, duplicates, validation, priority.
 *
 * Words: *finding* (a reported weakness, with its evidence bundle or told in words as a *record*), *intake* (a stream of findings
 * under its sender's own name for it), *batch* (at most a thousand of them, stored together under one leaf of the ledger),
 * *evidence* or *body* (what the bundle holds),
 * *reproduction* (our own run of it), *validation* (a person's decision on it), *assignment* (to whom of the clearinghouse the
 * body is opened), *merge* (the same bug again; the finder is credited on the parent), *link* (why two findings belong together, or are kept apart), *chain* (worse together), *suggestion* (a guess that
 * two are one, for a person to rule on), *sample* (rejections without a person that a person looks at), *priority* (how soon,
 * by a published table), *decision* (what one table said on which inputs; later ones stand beside it), *feed* (a list that
 * others publish: KEV, EPSS), *exposure* (how many enrolled operators run the product), *harm* (the order of scarce work, no
 * severity).
 *
 * Events for rooms above: `findings.prioritised` {findingId}, also when a table decided again; `findings.exploitation-said`
 * {findingId, exploited}.
 */
import { job, type Room } from "#rooms/platform";
import { campaignFindingsRoutes } from "./campaign-findings.ts";
import { exportOwned } from "./export-owned.ts";
import { findingsRoutes } from "./findings.routes.ts";
import { countFindings, OWNED_FINDING, OWNED_RUN, OWNED_VALIDATION } from "./findings.store.ts";
import { OWNED_BATCH, OWNED_INTAKE } from "./intake.store.ts";
import { OWNED_MINIMISED } from "./minimised.store.ts";
import { fetchFeeds } from "./import-feed.ts";
import messages from "./messages.en.json" with { type: "json" };
import { priorityRoutes } from "./priority.routes.ts";
import { countAgreement } from "./priority.store.ts";
import { OWNED_QUESTION } from "./questions.store.ts";
import { replayFixes } from "./replay-fixes.ts";
import { reproduceFinding } from "./reproduce-finding.ts";
import { reviewPriority } from "./review-priority.ts";
import { drawWeek } from "./sample-rejections.ts";
import { studyFinding } from "./study-finding.ts";
import { triageRoutes } from "./triage.routes.ts";

export { isBehindWall, rankTimeline } from "./findings.rules.ts";
export type { FindingFacts } from "./findings.types.ts";
export { listOwnedBugs } from "./findings-export.store.ts";
export { closeFinding, getFindingFacts, linkToCase, listPrioritised, openEvidence } from "./hand-over.ts";
export { SAME_READ_MS } from "./read-finding.ts";
export { outOfScope, recordScope } from "./find-objection.ts";
export { replayVerifiedFix } from "./replay-fixes.ts";
export { wakeReproduction } from "./reproduction-queue.ts";
export { readItems } from "./import-findings.ts";
export { readFindingLine } from "./prepare-finding.ts";
export { listToTell } from "./tell-people.ts";
export { recordSeverity } from "./give-severity.ts";
export { listProductKeys, recordExposure, type ProductKey } from "./record-exposure.ts";
export { recordReference } from "./refer-vulnerability.ts";

export const findingsRoom: Room = {
  name: "findings",
  owned: [OWNED_FINDING, OWNED_RUN, OWNED_VALIDATION, OWNED_INTAKE, OWNED_BATCH, OWNED_MINIMISED, OWNED_QUESTION],
  routes: [...priorityRoutes, ...triageRoutes, ...findingsRoutes, ...campaignFindingsRoutes],
  jobs: [job(reproduceFinding), job(studyFinding), job(replayFixes), job(drawWeek), job(reviewPriority), job(fetchFeeds)],
  messages,
  exportOwned,
  counts: async (services) => {
    const { compared, same, near } = await countAgreement(services.db);
    const counts = Object.fromEntries((await countFindings(services.db)).map(({ name, count }) => [name, count]));
    return { ...counts, severitiesCompared: compared, severitiesSame: same, severitiesWithinOneBand: near };
  },
};
