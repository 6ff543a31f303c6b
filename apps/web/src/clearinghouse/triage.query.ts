import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type QueueItem = Operations["GET /findings/queue"]["reply"]["items"][number];
export type QueueKind = QueueItem["waitsFor"][number];
export type NearFinding = QueueItem["near"][number];
export type NearFindings = Operations["GET /findings/{id}/near"]["reply"];
export type FindingLink = NearFindings["links"][number];
export type RejectionSample = Operations["GET /findings/rejections/sample"]["reply"];

const ASK_AGAIN_AFTER_MS = 15_000;
const PAGE = 25;

/** What waits for a person, worst first; `mine`: only what is assigned to the reader. New findings join by themselves. */
export function queueQuery({ kind, mine }: { readonly kind: QueueKind | undefined; readonly mine: boolean }) {
  return infiniteQueryOptions({
    queryKey: ["findings", "queue", kind ?? "everything", mine],
    queryFn: ({ pageParam }) => api.call("GET /findings/queue", { query: { limit: PAGE, ...(kind ? { kind } : {}), ...(mine ? { assigned: "me" as const } : {}), ...(pageParam === null ? {} : { cursor: pageParam }) } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ASK_AGAIN_AFTER_MS,
  });
}

/** Rejections that were drawn and wait for the reader's look. */
export const drawnQuery = queryOptions({
  queryKey: ["findings", "queue", "drawn"],
  queryFn: async () => (await api.call("GET /findings/queue", { query: { kind: "sample", assigned: "me", limit: 200 } })).items.map(({ finding }) => finding.id),
});

export function nearQuery(findingId: string) {
  return queryOptions({ queryKey: ["findings", findingId, "near"], queryFn: () => api.call("GET /findings/{id}/near", { params: { id: findingId } }) });
}

export const rejectionSampleQuery = queryOptions({ queryKey: ["findings", "rejections"], queryFn: () => api.call("GET /findings/rejections/sample") });
