import { job, type Job, type Subscription } from "#rooms/platform";
import { askExposureJob, countExposureJob } from "./count-exposure.ts";
import { matchOperatorJob } from "./match-operator.ts";
import { matchEveryOperatorJob, recallFromEveryOperatorJob, recallFromOperatorJob } from "./tell-operators.ts";

export const distributionJobs: readonly Job<never>[] = [job(matchOperatorJob), job(matchEveryOperatorJob), job(recallFromEveryOperatorJob), job(recallFromOperatorJob), job(askExposureJob), job(countExposureJob)];

export const distributionSubscriptions: readonly Subscription[] = [
  { event: "publication.advisory-published", job: matchEveryOperatorJob.name },
  // Another text may name other versions, and what was withdrawn is nobody's to do: a match that no longer stands goes.
  { event: "publication.advisory-revised", job: matchEveryOperatorJob.name },
  { event: "publication.advisory-withdrawn", job: matchEveryOperatorJob.name },
  { event: "publication.fix-recalled", job: recallFromEveryOperatorJob.name },
  { event: "findings.prioritised", job: askExposureJob.name },
];
