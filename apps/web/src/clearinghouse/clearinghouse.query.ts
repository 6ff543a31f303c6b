import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type Case = Operations["GET /cases/{id}"]["reply"];
export type CaseSummary = Operations["GET /cases"]["reply"]["cases"][number];
export type Embargo = Case["embargo"];
export type CaseMessage = Case["messages"][number];
export type Project = Operations["GET /projects"]["reply"]["projects"][number];
export type Patch = Operations["GET /patches"]["reply"]["patches"][number];
export type RollUp = Operations["GET /distribution/roll-up"]["reply"];

export type Assignable = Operations["GET /findings/{id}/assignable"]["reply"]["people"][number];

const ASK_AGAIN_AFTER_MS = 3_000;

export const casesQuery = queryOptions({ queryKey: ["cases"], queryFn: async () => (await api.call("GET /cases")).cases });

/** Asked again until it is closed: it opens by itself, and the maintainer writes, answers and sends patches at any time. */
export function caseQuery(id: string) {
  return queryOptions({
    queryKey: ["cases", id],
    queryFn: () => api.call("GET /cases/{id}", { params: { id } }),
    refetchInterval: ({ state }) => (state.data && state.data.state !== "closed" ? ASK_AGAIN_AFTER_MS : false),
  });
}

/** `open`: the case is open, so that a patch may arrive. */
export function patchesQuery(caseId: string, open: boolean) {
  return queryOptions({
    queryKey: ["cases", caseId, "patches"],
    queryFn: async () => (await api.call("GET /patches", { query: { caseId } })).patches,
    refetchInterval: open ? ASK_AGAIN_AFTER_MS : false,
  });
}

export function assignableQuery(findingId: string) {
  return queryOptions({ queryKey: ["findings", findingId, "assignable"], queryFn: async () => (await api.call("GET /findings/{id}/assignable", { params: { id: findingId } })).people });
}

export const projectsQuery = queryOptions({ queryKey: ["projects"], queryFn: async () => (await api.call("GET /projects")).projects });

export const rollUpQuery = queryOptions({ queryKey: ["distribution", "roll-up"], queryFn: () => api.call("GET /distribution/roll-up") });
