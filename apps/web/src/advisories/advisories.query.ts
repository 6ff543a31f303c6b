import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type Advisory = Operations["GET /advisories/{id}"]["reply"];
export type AdvisorySummary = Operations["GET /advisories"]["reply"]["advisories"][number];
export type PreNotice = Operations["GET /pre-notices"]["reply"]["preNotices"][number];

export const advisoriesQuery = queryOptions({ queryKey: ["advisories"], queryFn: async () => (await api.call("GET /advisories")).advisories });

export function advisoryQuery(id: string) {
  return queryOptions({ queryKey: ["advisories", id], queryFn: () => api.call("GET /advisories/{id}", { params: { id } }) });
}

export function revisionsQuery(id: string) {
  return queryOptions({ queryKey: ["advisories", id, "revisions"], queryFn: async () => (await api.call("GET /advisories/{id}/revisions", { params: { id } })).revisions });
}

export const openPgpKeysQuery = queryOptions({ queryKey: ["advisories", "openpgp-keys"], queryFn: async () => (await api.call("GET /feeds/openpgp-keys")).keys });

export const signingKeyQuery = queryOptions({ queryKey: ["advisories", "signing-key"], queryFn: () => api.call("GET /feeds/signing-key"), staleTime: Infinity });

export const preNoticesQuery = queryOptions({ queryKey: ["pre-notices"], queryFn: async () => (await api.call("GET /pre-notices")).preNotices });
