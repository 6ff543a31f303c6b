import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type HelpRequest = Operations["GET /assistance/requests"]["reply"]["requests"][number];
export type QueuedHelp = Operations["GET /assistance/queue"]["reply"]["requests"][number];
export type HelpKind = HelpRequest["kind"];
export type CatalogueEntry = Operations["GET /assistance/catalogue"]["reply"]["entries"][number];
export type ListedGrant = Operations["GET /assistance/grants"]["reply"]["grants"][number];
export type ListQuestion = NonNullable<Operations["GET /assistance/catalogue"]["query"]>;
export type Need = CatalogueEntry["needs"][number];
export type Proposal = Operations["GET /assistance/proposals"]["reply"]["proposals"][number];

const ASK_AGAIN_AFTER_MS = 3_000;

export const catalogueQuery = (asked: ListQuestion) => queryOptions({ queryKey: ["assistance", "catalogue", asked], queryFn: async () => (await api.call("GET /assistance/catalogue", { query: asked })).entries });
export const grantsQuery = (asked: ListQuestion) => queryOptions({ queryKey: ["assistance", "grants", asked], queryFn: async () => (await api.call("GET /assistance/grants", { query: asked })).grants });
/** What could pay for the steps of a plan: one's own, or a principal's. */
export const planGrantsQuery = (query: { readonly organisationId?: string }) => queryOptions({ queryKey: ["assistance", "plan-grants", query], queryFn: async () => (await api.call("GET /operator/grants", { query })).grants });
export const proposalsQuery = queryOptions({ queryKey: ["assistance", "proposals"], queryFn: () => api.call("GET /assistance/proposals") });

/** One's own organisation's, or a principal's, asked again while something is awaited. */
export const askedHelpQuery = (organisationId: string) =>
  queryOptions({
    queryKey: ["assistance", "requests", organisationId],
    queryFn: async () => (await api.call("GET /assistance/requests", { query: { organisationId } })).requests,
    refetchInterval: ({ state }) => (state.data?.some((request) => request.endedAt === null) ? ASK_AGAIN_AFTER_MS : false),
  });

/** What waits for a helper, and what one helps with. */
export const queueQuery = queryOptions({ queryKey: ["assistance", "queue"], queryFn: () => api.call("GET /assistance/queue") });

/** The scans one's own organisation asked for, or a principal, asked again while one is awaited. */
export const askedScansQuery = (organisationId: string) =>
  queryOptions({
    queryKey: ["assistance", "scans", organisationId],
    queryFn: async () => (await api.call("GET /assistance/scans", { query: { organisationId } })).scans,
    refetchInterval: ({ state }) => (state.data?.some((scan) => scan.state === "asked" || scan.state === "taken") ? ASK_AGAIN_AFTER_MS : false),
  });

export const scanQueueQuery = queryOptions({
  queryKey: ["assistance", "scan-queue"],
  queryFn: () => api.call("GET /assistance/scan-queue"),
  refetchInterval: ({ state }) => (state.data?.scans.some(({ details }) => details?.run?.state === "waiting" || details?.run?.state === "running") ? ASK_AGAIN_AFTER_MS : false),
});
