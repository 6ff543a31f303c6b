import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type HelpRequest = Operations["GET /assistance/requests"]["reply"]["requests"][number];
export type HelpKind = HelpRequest["kind"];
export type CatalogueEntry = Operations["GET /assistance/catalogue"]["reply"]["entries"][number];

const ASK_AGAIN_AFTER_MS = 3_000;

export const catalogueQuery = queryOptions({ queryKey: ["assistance", "catalogue"], queryFn: async () => (await api.call("GET /assistance/catalogue")).entries });

/** One's own organisation's, asked again while an answer is awaited. */
export const ownRequestsQuery = queryOptions({
  queryKey: ["assistance", "requests"],
  queryFn: async () => (await api.call("GET /assistance/requests")).requests,
  refetchInterval: ({ state }) => (state.data?.some((request) => request.state === "requested" || request.state === "taken") ? ASK_AGAIN_AFTER_MS : false),
});

/** What waits for somebody, and what one has taken up. */
export const queueQuery = queryOptions({ queryKey: ["assistance", "queue"], queryFn: async () => (await api.call("GET /assistance/queue")).requests });

/** The scans one's own organisation asked for, asked again while one is awaited. */
export const askedScansQuery = queryOptions({
  queryKey: ["assistance", "scans"],
  queryFn: async () => (await api.call("GET /assistance/scans")).scans,
  refetchInterval: ({ state }) => (state.data?.some((scan) => scan.state === "asked" || scan.state === "taken") ? ASK_AGAIN_AFTER_MS : false),
});

export const scanQueueQuery = queryOptions({ queryKey: ["assistance", "scan-queue"], queryFn: () => api.call("GET /assistance/scan-queue") });
