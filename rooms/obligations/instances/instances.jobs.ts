import { job, type Job, type Subscription } from "#rooms/platform";
import { redateByRule, takeCatalogue } from "./dating/take-catalogue.ts";
import { endExceptionsJob } from "./exceptions/decide-exception.ts";
import { remindForensicsJob } from "./forensics/remind-forensics.ts";

export const instanceJobs: readonly Job<never>[] = [job(takeCatalogue), job(redateByRule), job(endExceptionsJob), job(remindForensicsJob)];

export const instanceSubscriptions: readonly Subscription[] = [{ event: "findings.feed-taken", job: takeCatalogue.name }];
