import { job, type Job } from "#rooms/platform";
import { endExceptionJob } from "./items/decide-exception.ts";
import { remindAgenciesJob } from "./items/remind-agencies.ts";
import { settleItemsJob } from "./items/settle-items.ts";

export const directiveJobs: readonly Job<never>[] = [job(settleItemsJob), job(endExceptionJob), job(remindAgenciesJob)];
