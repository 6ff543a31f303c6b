import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import { isFinal } from "./early-access.words.ts";
import type { EarlyAccess } from "./early-access.words.ts";

// Three parties move these records; each sees the others' steps without loading the page again.
const LIVE_MS = 3_000;

export const earlyAccessListQuery = (engagementId: string) =>
  queryOptions({
    queryKey: ["early-access", "of", engagementId],
    queryFn: () => api.call("GET /early-access", { query: { engagementId } }),
    refetchInterval: ({ state }) => (state.data?.earlyAccess.some((one) => !isFinal(one)) ? LIVE_MS : false),
  });

/** Of all the developer's models; read again as often as a page of one. */
export const everyEarlyAccessQuery = queryOptions({ queryKey: ["early-access", "every"], queryFn: () => api.call("GET /early-access", { query: {} }), refetchInterval: LIVE_MS });

export const earlyAccessQuery = (id: string) =>
  queryOptions({
    queryKey: ["early-access", id],
    queryFn: () => api.call("GET /early-access/{id}", { params: { id } }),
    refetchInterval: ({ state }) => (state.data && !isFinal(state.data) ? LIVE_MS : false),
  });

export const partnerAccessListQuery = queryOptions({ queryKey: ["partner-access"], queryFn: () => api.call("GET /partner/early-access") });

export const partnerAccessQuery = (id: string) =>
  queryOptions({
    queryKey: ["partner-access", id],
    queryFn: () => api.call("GET /partner/early-access/{id}", { params: { id } }),
    refetchInterval: ({ state }) => (state.data && !isFinal(state.data) ? LIVE_MS : false),
  });

export const partnerKeysQuery = (id: string) => queryOptions({ queryKey: ["partner-access", id, "keys"], queryFn: () => api.call("GET /partner/early-access/{id}/model-keys", { params: { id } }) });

/** Each call that a partner made, for the developer; asked again while it may call. */
export const partnerCallsQuery = ({ id, state }: EarlyAccess) =>
  queryOptions({ queryKey: ["early-access", id, "calls"], queryFn: () => api.call("GET /early-access/{id}/calls", { params: { id } }), refetchInterval: state === "active" ? LIVE_MS : false });

/** The published criteria, and how partners are chosen, version by version. */
export const criteriaQuery = queryOptions({ queryKey: ["partners", "criteria"], queryFn: () => api.call("GET /partners/criteria") });
export const policyQuery = queryOptions({ queryKey: ["partners", "policy"], queryFn: () => api.call("GET /partners/policy") });
/** The criteria of one version: a nomination stays under the one it was made under. */
export const criteriaOfQuery = (version: number) => queryOptions({ ...policyQuery, select: ({ current, earlier }) => [current, ...earlier].find((one) => one.version === version)?.criteria ?? [] });
export const complaintCountsQuery = queryOptions({ queryKey: ["partners", "complaints"], queryFn: () => api.call("GET /partners/complaints/counts") });
