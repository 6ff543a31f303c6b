/**
 * Coordination: who learns of a validated finding and when. Cases, participants, embargoes, the maintainer's pace and page.
 *
 * Words: *project* (a product with a maintainer and a pace), *case* (one bug on its way to its maintainer), *maintainer*
 * (never "vendor contact"; reached by link or mail, without an account), *fact* (one of six that only turn on), *embargo*
 * (nothing is published before an exact instant), *thread* (what was written about a case). States carry CERT/CC
 * Vultron's names.
 *
 * A case moves in one way only: `moveCase(services, tx, { caseId, by, kind, events, data?, visibleTo? })` in case/ judges
 * its events by case/case.rules.ts, stores what changed, writes the act with its events to the ledger, and sets the deadlines that
 * follow. Participants of a case have ids; those of its project's maintainer, its finder and its coordinator follow from the
 * case's own: `standingParticipants(caseId)` in case/case.rules.ts. Whoever takes part without an account acts by a link of the
 * audience `case-participant`: `actAsParticipant(services, token, act)` in participants/.
 *
 * Events for rooms above: `coordination.embargo-ended` {caseId}.
 */
import { job, type Room } from "#rooms/platform";
import { caseMailbox } from "./mail/answer-by-mail.ts";
import { OWNED_CONTACT } from "./maintainer/contact-book.store.ts";
import { closeWhenDone, reopenCase } from "./case/close-when-done.ts";
import { coordinationRoutes } from "./coordination.routes.ts";
import { remindOfTask } from "./work/ask-task.ts";
import { noteSilence } from "./work/note-silence.ts";
import { OWNED_DRAFT, OWNED_FILE, OWNED_NOTE, OWNED_TASK } from "./work/case-work.store.ts";
import { countCases, OWNED_CASE, OWNED_MESSAGE, OWNED_PARTICIPANT, OWNED_PROJECT, OWNED_THREAD } from "./coordination.store.ts";
import { exportOwned } from "./export-owned.ts";
import { endEmbargo, endInvitation } from "./embargo/keep-embargo.ts";
import { sendHandOff } from "./hand-off/send-hand-off.ts";
import { takeDeskAnswer } from "./hand-off/take-answer.ts";
import { sortReports } from "./maintainer/maintainer-policy.ts";
import { OWNED_POLICY } from "./maintainer/maintainer-policy.store.ts";
import messages from "./messages.en.json" with { type: "json" };
import { notifyNext, takeFinding } from "./case/open-case.ts";
import { honourOptOut, noteExploitation } from "./case/pass-on.ts";
import { mailNewLink } from "./participants/link-holders.ts";
import { OWNED_STATUS } from "./participants/vendor-status.store.ts";
import { coordinationFigures } from "./coordination.figures.ts";

export { enterByLink, requireFixing, requireReport, type MaintainerLink } from "./maintainer/answer-report.ts";
export { authoriseOnCase, toCaseFacts } from "./coordination.resources.ts";
export type { CasePeople } from "./coordination.store.ts";
export { getCaseFacts, listCoordinators, openCaseEvidence, type CaseFacts } from "./case/read-case.ts";
export { listMaintainedCaseIds } from "./export-owned.ts";
export { markFixReady, markPublic } from "./case/report-fact.ts";
export { tellMaintainer } from "./mail/mail-maintainer.ts";
export { markFixHeld } from "./case/close-when-done.ts";
export { tryFixOnOthers } from "./case/pass-on.ts";

export const coordinationRoom: Room = {
  figures: coordinationFigures,
  name: "coordination",
  owned: [OWNED_CASE, OWNED_MESSAGE, OWNED_PROJECT, OWNED_PARTICIPANT, OWNED_THREAD, OWNED_STATUS, OWNED_NOTE, OWNED_DRAFT, OWNED_FILE, OWNED_TASK, OWNED_POLICY, OWNED_CONTACT],
  routes: coordinationRoutes,
  jobs: [job(takeFinding), job(notifyNext), job(endEmbargo), job(endInvitation), job(noteSilence), job(remindOfTask), job(sortReports), job(closeWhenDone), job(reopenCase), job(sendHandOff), job(takeDeskAnswer), job(honourOptOut), job(mailNewLink), job(noteExploitation)],
  subscriptions: [
    { event: "findings.prioritised", job: takeFinding.name },
    { event: "findings.variant-returned", job: reopenCase.name },
    { event: "findings.exploitation-said", job: noteExploitation.name },
    { event: "coordination.opted-out", job: honourOptOut.name },
    { event: "coordination.embargo-ended", job: closeWhenDone.name },
  ],
  messages,
  exportOwned,
  mailbox: caseMailbox,
  counts: (services) => countCases(services.db),
};
