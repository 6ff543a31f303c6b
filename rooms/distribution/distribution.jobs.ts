import { job, type Job, type Subscription } from "#rooms/platform";
import { askExposureJob, countExposureJob } from "./count-exposure.ts";
import { askAgainJob } from "./deployment/ask-again.ts";
import { endNoticesJob, noticeEveryOperatorJob, noticeOperatorJob, takeNoticesBackJob } from "./notices/notify-before.ts";
import { mailRefusedJob } from "./reminders/lose-contact.ts";
import { remindEveryOperatorJob, remindOperatorJob } from "./reminders/remind-operators.ts";
import { mailPlanJob, tellOperatorJob } from "./reminders/tell-operator.ts";
import { endRolloutsJob, judgeRolloutJob, openWaveJob } from "./waves/open-waves.ts";
import { indexAnewJob } from "./component-index/index-components.ts";
import { checkFeedJob, checkFeedsJob } from "./outside-advisories/check-feed.ts";
import { matchTouchedJob } from "./outside-advisories/match-touched.ts";
import { matchOperatorJob } from "./match-operator.ts";
import { matchEveryOperatorJob, recallFromEveryOperatorJob, recallFromOperatorJob } from "./tell-operators.ts";

export const distributionJobs: readonly Job<never>[] = [job(matchOperatorJob), job(checkFeedJob), job(matchTouchedJob), job(checkFeedsJob), job(indexAnewJob), job(matchEveryOperatorJob), job(recallFromEveryOperatorJob), job(recallFromOperatorJob), job(askExposureJob), job(countExposureJob), job(askAgainJob), job(noticeEveryOperatorJob), job(noticeOperatorJob), job(endNoticesJob), job(takeNoticesBackJob), job(remindEveryOperatorJob), job(remindOperatorJob), job(mailRefusedJob), job(tellOperatorJob), job(mailPlanJob), job(openWaveJob), job(judgeRolloutJob), job(endRolloutsJob)];

export const distributionSubscriptions: readonly Subscription[] = [
  { event: "publication.advisory-published", job: matchEveryOperatorJob.name },
  // Another text may name other versions, and what was withdrawn is nobody's to do: a match that no longer stands goes.
  { event: "publication.advisory-revised", job: matchEveryOperatorJob.name },
  { event: "publication.advisory-withdrawn", job: matchEveryOperatorJob.name },
  { event: "publication.fix-recalled", job: recallFromEveryOperatorJob.name },
  { event: "publication.fix-recalled", job: endRolloutsJob.name },
  { event: "publication.pre-notice-issued", job: noticeEveryOperatorJob.name },
  { event: "publication.pre-notice-withdrawn", job: takeNoticesBackJob.name },
  { event: "publication.advisory-published", job: endNoticesJob.name },
  { event: "platform.mail-refused", job: mailRefusedJob.name },
  { event: "findings.prioritised", job: askExposureJob.name },
];
