import { job, type Job, type Subscription } from "#rooms/platform";
import { matchOperatorJob } from "./match-operator.ts";
import { matchEveryOperatorJob, recallFromEveryOperatorJob, recallFromOperatorJob } from "./tell-operators.ts";

export const distributionJobs: readonly Job<never>[] = [job(matchOperatorJob), job(matchEveryOperatorJob), job(recallFromEveryOperatorJob), job(recallFromOperatorJob)];

export const distributionSubscriptions: readonly Subscription[] = [
  { event: "publication.advisory-published", job: matchEveryOperatorJob.name },
  { event: "publication.fix-recalled", job: recallFromEveryOperatorJob.name },
];
