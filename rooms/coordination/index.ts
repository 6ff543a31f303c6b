/**
 * Coordination: who learns of a validated finding and when. Cases, participants, embargoes, the maintainer's pace and page.
 *
 * Words: *project* (a product with a maintainer and a pace), *case* (one bug on its way to its maintainer), *maintainer*
 * (never "vendor contact"; reached by link or mail, without an account), *fact* (one of six that only turn on), *embargo*
 * (nothing is published before an exact instant), *thread* (what was written about a case). States carry CERT/CC
 * Vultron's names.
 *
 * Event for rooms above: `coordination.embargo-ended` {caseId}.
 */
import { job, type Room } from "#rooms/platform";
import { coordinationRoutes } from "./coordination.routes.ts";
import { countCases, OWNED_CASE, OWNED_MESSAGE, OWNED_PROJECT } from "./coordination.store.ts";
import { exportOwned } from "./export-owned.ts";
import { endEmbargo } from "./keep-embargo.ts";
import messages from "./messages.en.json" with { type: "json" };
import { notifyNext, takeFinding } from "./open-case.ts";
import { caseMailbox } from "./write-message.ts";

export { enterByLink, requireFixing, requireReport, type MaintainerLink } from "./answer-report.ts";
export { authoriseOnCase, toCaseFacts } from "./coordination.resources.ts";
export type { CasePeople } from "./coordination.store.ts";
export { getCaseFacts, listCoordinators, openCaseEvidence, type CaseFacts } from "./read-case.ts";
export { listMaintainedCaseIds } from "./export-owned.ts";
export { markFixReady, markPublic } from "./report-fact.ts";
export { tellMaintainer } from "./mail-maintainer.ts";

export const coordinationRoom: Room = {
  name: "coordination",
  owned: [OWNED_CASE, OWNED_MESSAGE, OWNED_PROJECT],
  routes: coordinationRoutes,
  jobs: [job(takeFinding), job(notifyNext), job(endEmbargo)],
  subscriptions: [{ event: "findings.prioritised", job: takeFinding.name }],
  messages,
  exportOwned,
  mailbox: caseMailbox,
  counts: (services) => countCases(services.db),
};
