import { queryOptions } from "@tanstack/react-query";
import { api, ApiError } from "../api.ts";
import type { Operations } from "../api.ts";

export type Claim = Operations["GET /claims/{id}"]["reply"];
export type ClaimAnswer = Operations["POST /claims"]["reply"];
export type Membership = NonNullable<Operations["GET /membership"]["reply"]["membership"]>;
export type MemberPurpose = Membership["purposes"][number];
export type Member = Operations["GET /members"]["reply"]["members"][number];
export type ProjectKnowledge = Operations["GET /exchange/known"]["reply"];
export type Campaign = Operations["GET /campaigns/{id}"]["reply"];
export type CampaignTarget = NonNullable<Campaign["targets"]>[number];
export type Amounts = Campaign["budget"];
export type Peer = Operations["GET /exchange/peers"]["reply"]["peers"][number];

export function claimQuery(id: string) {
  return queryOptions({ queryKey: ["claims", id], queryFn: () => api.call("GET /claims/{id}", { params: { id } }) });
}

/** Whom one met on a target. */
export function exchangeQuery(id: string) {
  return queryOptions({ queryKey: ["exchanges", id], queryFn: () => api.call("GET /exchanges/{id}", { params: { id } }) });
}

export const membershipQuery = queryOptions({ queryKey: ["membership"], queryFn: async () => (await api.call("GET /membership")).membership });

/** The text changes by a new version only. */
export const termsQuery = queryOptions({ queryKey: ["membership", "terms"], queryFn: () => api.call("GET /membership/terms") });

export const membersQuery = queryOptions({ queryKey: ["members"], queryFn: async () => (await api.call("GET /members")).members });

export const campaignsQuery = queryOptions({ queryKey: ["campaigns"], queryFn: async () => (await api.call("GET /campaigns")).campaigns });

/** Null where one takes no part any more: whoever left the clearinghouse may still hold a notice that leads here. */
export function campaignQuery(id: string) {
  return queryOptions({
    queryKey: ["campaigns", id],
    queryFn: () =>
      api.call("GET /campaigns/{id}", { params: { id } }).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
  });
}

/** How a project wants to be told and which fixes held, as known here and elsewhere. */
export function knownQuery(repository: string) {
  return queryOptions({ queryKey: ["exchange", "known", repository], queryFn: () => api.call("GET /exchange/known", { query: { repository } }), enabled: repository !== "" });
}

/** What came back under a campaign's claims, as counts; for a member its own. */
export function campaignFindingsQuery(id: string) {
  return queryOptions({ queryKey: ["campaigns", id, "findings"], queryFn: () => api.call("GET /campaigns/{id}/findings", { params: { id } }) });
}

export const peersQuery = queryOptions({ queryKey: ["exchange", "peers"], queryFn: async () => (await api.call("GET /exchange/peers")).peers });

/** Our own key, for whoever is to honour our records. */
export const exchangeKeyQuery = queryOptions({ queryKey: ["exchange", "key"], queryFn: () => api.call("GET /exchange") });
