import type { Facts, ResourceKind } from "#rooms/platform";
import { findRequest, findStandard, type StandardRow } from "./benchmarking.store.ts";
import { openRecommendation } from "./sealed-records.ts";

export const standardResource: ResourceKind = {
  type: "BenchmarkStandard",
  read: "benchmarking:read-standard",
  load: async ({ db }, id) => {
    const row = await findStandard(db, id);
    return row && toStandardFacts(row);
  },
  absent: { writers: [] },
};

export function toStandardFacts({ written_by }: StandardRow): Facts {
  return { writers: people(written_by) };
}

/** Who recommended is read from the sealed record: an edited column must not let the same person sign. */
export const requestResource: ResourceKind = {
  type: "BenchmarkRequest",
  read: "benchmarking:read-request",
  load: async (services, id) => {
    const row = await findRequest(services.db, id);
    return row && { recommenders: people(openRecommendation(services, row)?.recommendedBy ?? null) };
  },
  absent: { recommenders: [] },
};

function people(id: string | null) {
  return id === null ? [] : [{ type: "Person", id }];
}
