/**
 * Findings: intake, reproduction, duplicates, validation, priority.
 *
 * Words: *finding* (a reported weakness, with its evidence bundle or told in words as a *record*), *intake* (a stream of findings
 * under its sender's own name for it), *batch* (at most a thousand of them, stored together under one leaf of the ledger),
 * *evidence* or *body* (what the bundle holds),
 * *reproduction* (our own run of it), *validation* (a person's decision on it), *assignment* (to whom of the clearinghouse the
 * body is opened), *merge* (the same bug again; the finder is credited on the parent), *link* (why two findings belong together, or are kept apart), *chain* (worse together), *suggestion* (a guess that
 * two are one, for a person to rule on), *sample* (rejections without a person that a person looks at), *priority* (how soon,
 * by a published table), *decision* (what one table said on which inputs; later ones stand beside it), *task* (a campaign's target that a
 * member took, by the name that the AIxCC finals' API has for it), *feed* (a list that
 * others publish: KEV, EPSS), *exposure* (how many enrolled operators run the product), *harm* (the order of scarce work, no
 * severity).
 *
 * Events for rooms above: `findings.prioritised` {findingId}, also when a table decided again; `findings.exploitation-said`
 * {findingId, exploited}; `findings.feed-taken` {feed}, after a new release of it took the last one's place.
 */
import { job, type Room } from "#rooms/platform";
import { campaignFindingsRoutes } from "./campaign-findings.ts";
import { exportOwned } from "./export-owned.ts";
import { findingsRoutes } from "./findings.routes.ts";
import { countFindings, OWNED_FINDING, OWNED_RUN, OWNED_VALIDATION } from "./findings.store.ts";
import { OWNED_BATCH, OWNED_INTAKE } from "./intake/intake.store.ts";
import { OWNED_MINIMISED } from "./reproduction/minimised.store.ts";
import { fetchFeeds } from "./priority/import-feed.ts";
import messages from "./messages.en.json" with { type: "json" };
import { priorityRoutes } from "./priority/priority.routes.ts";
import { countAgreement } from "./priority/priority.store.ts";
import { OWNED_QUESTION } from "./triage/questions.store.ts";
import { judgePatches } from "./tasks/judge-patches.ts";
import { taskRoutes } from "./tasks/tasks.routes.ts";
import { OWNED_SUBMISSION, OWNED_TASK_BUNDLE } from "./tasks/tasks.store.ts";
import { replayFixes } from "./duplicates/replay-fixes.ts";
import { reproduceFinding } from "./reproduction/reproduce-finding.ts";
import { reviewPriority } from "./priority/review-priority.ts";
import { drawWeek } from "./triage/sample-rejections.ts";
import { findingsFigures } from "./findings.figures.ts";
import { studyFinding } from "./duplicates/study-finding.ts";
import { triageRoutes } from "./triage/triage.routes.ts";

export { isBehindWall, rankTimeline } from "./findings.rules.ts";
export type { FindingFacts } from "./findings.types.ts";
export { listOwnedBugs } from "./findings-export.store.ts";
export { closeFinding, getFindingFacts, linkToCase, listPrioritised, openEvidence } from "./hand-over.ts";
export { SAME_READ_MS } from "./read-finding.ts";
export { outOfScope, recordScope } from "./reproduction/find-objection.ts";
export { replayVerifiedFix } from "./duplicates/replay-fixes.ts";
export { wakeReproduction } from "./reproduction/reproduction-queue.ts";
export { submitFinding } from "./intake/submit-finding.ts";
export { readItems } from "./intake/import-findings.ts";
export { readFindingLine } from "./intake/prepare-finding.ts";
export { listToTell } from "./tell-people.ts";
export { recordSeverity } from "./priority/give-severity.ts";
export { listKevCatalogue, listKevDays } from "./priority/feeds.store.ts";
export { listProductKeys, recordExposure, type ProductKey } from "./priority/record-exposure.ts";
export { recordReference } from "./priority/refer-vulnerability.ts";

export const findingsRoom: Room = {
  figures: findingsFigures,
  name: "findings",
  owned: [OWNED_FINDING, OWNED_RUN, OWNED_VALIDATION, OWNED_INTAKE, OWNED_BATCH, OWNED_MINIMISED, OWNED_QUESTION, OWNED_SUBMISSION, OWNED_TASK_BUNDLE],
  routes: [...priorityRoutes, ...triageRoutes, ...findingsRoutes, ...campaignFindingsRoutes, ...taskRoutes],
  jobs: [job(reproduceFinding), job(studyFinding), job(replayFixes), job(judgePatches), job(drawWeek), job(reviewPriority), job(fetchFeeds)],
  messages,
  exportOwned,
  counts: async (services) => {
    const { compared, same, near } = await countAgreement(services.db);
    const counts = Object.fromEntries((await countFindings(services.db)).map(({ name, count }) => [name, count]));
    return { ...counts, severitiesCompared: compared, severitiesSame: same, severitiesWithinOneBand: near };
  },
};
