import type { EntityReference, ResourceKind } from "#rooms/platform";
import { findCampaign, listCampaignMembers } from "./campaigns.store.ts";
import { findClaim, OWNED_CLAIM } from "./claims.store.ts";
import { findParties } from "./exchange-contacts.ts";
import { findPeer } from "./exchange.store.ts";
import { listMembershipsOf } from "./membership.store.ts";

export const claimResource: ResourceKind = {
  type: "Claim",
  read: "scanning:keep-claim",
  load: async ({ db }, id) => {
    const row = await findClaim(db, id);
    return row && { organisation: toOrganisation(row.organisation_id) };
  },
  absent: { organisation: toOrganisation("nobody") },
  owned: OWNED_CLAIM,
};

/** A meeting of two on one target. */
export const contactExchangeResource: ResourceKind = {
  type: "ContactExchange",
  read: "scanning:read-exchange",
  load: async (services, id) => {
    const row = await findParties(services, id);
    return row && { parties: [toOrganisation(row.asker_organisation_id), toOrganisation(row.holder_organisation_id)] };
  },
  absent: { parties: [] },
};

/** A campaign as the policies see it. */
export const campaignResource: ResourceKind = {
  type: "Campaign",
  read: "scanning:read-campaign",
  load: async ({ db }, id) => {
    if (!(await findCampaign(db, id))) return undefined;
    // By the rows themselves, each under its owner's seal: one that was moved to another house invites nobody.
    const rows = await listCampaignMembers(db, id);
    const members = new Set((await listMembershipsOf(db, rows.map((row) => row.organisation_id))).map((row) => row.organisation_id));
    const invited = rows.filter((row) => members.has(row.organisation_id));
    return { invited: invited.map((row) => toOrganisation(row.organisation_id)), accepted: invited.filter(({ answer }) => answer === "accepted").map((row) => toOrganisation(row.organisation_id)) };
  },
  absent: { invited: [], accepted: [] },
};

/** Another clearinghouse; nothing but whether it is there is asked of it. */
export const peerResource: ResourceKind = {
  type: "Peer",
  read: "scanning:pull-peer",
  load: async ({ db }, id) => ((await findPeer(db, id)) ? {} : undefined),
  absent: {},
};

function toOrganisation(id: string): EntityReference {
  return { type: "Organisation", id };
}
