import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type Claim = Operations["GET /claims/{id}"]["reply"];
export type ClaimAnswer = Operations["POST /claims"]["reply"];
export type Membership = NonNullable<Operations["GET /membership"]["reply"]["membership"]>;
export type MemberPurpose = Membership["purposes"][number];
export type Member = Operations["GET /members"]["reply"]["members"][number];
export type Campaign = Operations["GET /campaigns/{id}"]["reply"];
export type CampaignTarget = NonNullable<Campaign["targets"]>[number];
export type Amounts = Campaign["budget"];
export type Peer = Operations["GET /exchange/peers"]["reply"]["peers"][number];

export function claimQuery(id: string) {
  return queryOptions({ queryKey: ["claims", id], queryFn: () => api.call("GET /claims/{id}", { params: { id } }) });
}

export const membershipQuery = queryOptions({ queryKey: ["membership"], queryFn: async () => (await api.call("GET /membership")).membership });

/** The text changes by a new version only. */
export const termsQuery = queryOptions({ queryKey: ["membership", "terms"], queryFn: () => api.call("GET /membership/terms") });

export const membersQuery = queryOptions({ queryKey: ["members"], queryFn: async () => (await api.call("GET /members")).members });

export const campaignsQuery = queryOptions({ queryKey: ["campaigns"], queryFn: async () => (await api.call("GET /campaigns")).campaigns });

export function campaignQuery(id: string) {
  return queryOptions({ queryKey: ["campaigns", id], queryFn: () => api.call("GET /campaigns/{id}", { params: { id } }) });
}

/** What came back under a campaign's claims, as counts; for a member its own. */
export function campaignFindingsQuery(id: string) {
  return queryOptions({ queryKey: ["campaigns", id, "findings"], queryFn: () => api.call("GET /campaigns/{id}/findings", { params: { id } }) });
}

export const peersQuery = queryOptions({ queryKey: ["exchange", "peers"], queryFn: async () => (await api.call("GET /exchange/peers")).peers });

/** Our own key, for whoever is to honour our records. */
export const exchangeKeyQuery = queryOptions({ queryKey: ["exchange", "key"], queryFn: () => api.call("GET /exchange") });
