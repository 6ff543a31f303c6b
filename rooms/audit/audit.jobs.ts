import { z } from "zod";
import { job, type Job } from "#rooms/platform";
import { publishHead } from "./publish-head.ts";
import { sealLedger } from "./seal-ledger.ts";

export const auditJobs: readonly Job<never>[] = [
  job({
    name: "audit.seal-ledger",
    payload: z.object({}),
    concurrency: 1,
    schedule: "* * * * *",
    run: async (services) => {
      await sealLedger(services);
      await publishHead(services);
    },
  }),
];
