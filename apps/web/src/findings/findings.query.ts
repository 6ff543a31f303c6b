import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type Finding = Operations["GET /findings/{id}"]["reply"];
export type FindingState = Finding["state"];
export type Evidence = Operations["GET /findings/{id}/evidence"]["reply"];
export type FindingRecord = Operations["GET /findings/{id}/record"]["reply"]["record"];
export type Severity = Finding["severities"][number];
export type SeverityLevel = Severity["level"];
export type Priority = NonNullable<Finding["priority"]>;
export type BulkReceipt = Operations["POST /findings/bulk"]["reply"];
export type Assignment = Finding["assignments"][number];

const ASK_AGAIN_AFTER_MS = 2_500;

const PAGE = 50;

/** One's own, or all of them for the clearinghouse: worst first, page by page. Asked again while a sandbox is at work. */
export function findingsQuery(state?: FindingState) {
  return infiniteQueryOptions({
    queryKey: ["findings", "list", state ?? "all"],
    queryFn: ({ pageParam }) => api.call("GET /findings", { query: { limit: PAGE, ...(state ? { state } : {}), ...(pageParam === null ? {} : { cursor: pageParam }) } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state: { data } }) => (data?.pages.some(({ findings }) => findings.some(isMoving)) ? ASK_AGAIN_AFTER_MS : false),
  });
}

export function findingQuery(id: string) {
  return queryOptions({
    queryKey: ["findings", id],
    queryFn: () => api.call("GET /findings/{id}", { params: { id } }),
    refetchInterval: ({ state }) => (state.data && (isMoving(state.data) || state.data.state === "prioritised") ? ASK_AGAIN_AFTER_MS : false),
  });
}

/** What a finding told in words says; logged and asked for as the evidence is. */
export function recordQuery(id: string) {
  return queryOptions({
    queryKey: ["findings", id, "record"],
    queryFn: async () => (await api.call("GET /findings/{id}/record", { params: { id } })).record,
    enabled: false,
    staleTime: "static",
  });
}

/** Each reading is logged and shown to the finder: asked for by a click and never again by itself. */
export function evidenceQuery(id: string) {
  return queryOptions({
    queryKey: ["findings", id, "evidence"],
    queryFn: () => api.call("GET /findings/{id}/evidence", { params: { id } }),
    enabled: false,
    staleTime: "static",
  });
}

function isMoving({ state }: Pick<Finding, "state">): boolean {
  return state === "submitted" || state === "reproducing";
}
