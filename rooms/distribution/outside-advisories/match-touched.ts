import { z } from "zod";
import type { Job } from "#rooms/platform";
import { findTouchedOperators } from "../component-index/index-components.ts";
import { listOperatorIdsMatched } from "../distribution.store.ts";
import { matchOperatorJob } from "../match-operator.ts";
import { findOutsideAdvisory } from "./find-advisories.ts";

// A few advisories are matched alone; with many it is cheaper to match an operator's lists with all of them once.
const MOST_MATCHED_ALONE = 5;

const payload = z.object({ advisoryIds: z.array(z.string()).max(1000) });

/** After advisories of others came or changed: one job for each operator that they may concern, or that was told of an earlier version. */
export const matchTouchedJob: Job<z.infer<typeof payload>> = {
  name: "distribution.match-touched",
  payload,
  run: (services, { advisoryIds }) =>
    services.db.inTransaction(async (tx) => {
      const isAlone = advisoryIds.length <= MOST_MATCHED_ALONE;
      const touched = new Map<string, Set<string | null>>();
      for (const id of advisoryIds) {
        const advisory = await findOutsideAdvisory(tx, id);
        const concerned = [...(advisory ? await findTouchedOperators(services, tx, [advisory]) : []), ...(await listOperatorIdsMatched(tx, id))];
        for (const one of concerned) touched.set(one, (touched.get(one) ?? new Set()).add(isAlone ? id : null));
      }
      for (const [organisationId, ids] of touched) for (const advisoryId of ids) await services.jobs.enqueue(tx, matchOperatorJob, { organisationId, advisoryId });
    }),
};
