import { changeRoles as changeRolesBody, delegationList, house, idParams, invite, nameDelegate as nameDelegateBody, outcome, registerProvider, signInSettings } from "#contracts/access";
import { notFound, route, type Actor, type Route } from "#rooms/platform";
import type { z } from "zod";
import { AccessRefusal } from "./access.errors.ts";
import { findPerson } from "./access.store.ts";
import { listOwnDelegations, nameDelegate, revokeDelegation } from "./delegations.ts";
import type { DelegationRow } from "./delegations.store.ts";
import { exportOrganisation } from "./export-organisation.ts";
import { delegationResource, invitationResource, organisationResource, personResource, proposalResource } from "./house.resources.ts";
import { withdrawInvitation } from "./invitations.ts";
import { leaveOrganisation } from "./leave-organisation.ts";
import { SIGNED_IN } from "./permission.ts";
import { confirmProposal, propose, standingOf, withdrawProposal } from "./propose.ts";
import { probeProvider } from "./providers.ts";
import { requireFreshProof } from "./require-in-person.ts";
import { endSessionsOf } from "./sessions.ts";
import { showHouse } from "./show-house.ts";

const ROOM = "access";
const KEEP = "access:keep-house";
const organisation = { kind: organisationResource, param: "id" };
const person = { kind: personResource, param: "id" };
const invitation = { kind: invitationResource, param: "id" };
const proposal = { kind: proposalResource, param: "id" };
const delegation = { kind: delegationResource, param: "id" };

/** How an organisation keeps its people, and the installation's administrators help, never alone. */
export const houseRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/organisations/{id}/house", summary: "An organisation's people, invitations and what waits, for its managers", permission: KEEP, resource: organisation, params: idParams, reply: house,
    run: ({ services, actor, params }) => showHouse(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/organisations/{id}/invitations", summary: "Invite a person by mail", permission: KEEP, resource: organisation, params: idParams, body: invite, reply: outcome, status: 201,
    run: async ({ services, actor, params, body }) => propose(services, actor, params.id, { kind: "invite", ...body }),
  }),
  route({
    room: ROOM, method: "delete", path: "/invitations/{id}", summary: "Take an invitation back", permission: KEEP, resource: invitation, params: idParams,
    run: ({ services, actor, params }) => withdrawInvitation(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/people/{id}/roles", summary: "Give a person other roles", permission: KEEP, resource: person, params: idParams, body: changeRolesBody, reply: outcome,
    run: async ({ services, actor, params, body }) => {
      const known = await findPerson(services.db, params.id);
      if (!known) throw notFound();
      return propose(services, actor, known.organisation_id, { kind: "change-roles", personId: known.id, roles: body.roles });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/people/{id}/sign-out", summary: "End all sessions of a person", permission: KEEP, resource: person, params: idParams,
    run: ({ services, actor, params }) => services.db.inTransaction((tx) => endSessionsOf(services, tx, { actor, personId: params.id, reason: "by-manager" })),
  }),
  route({
    room: ROOM, method: "post", path: "/people/{id}/leaving", summary: "Note that a person has left", permission: KEEP, resource: person, params: idParams,
    run: ({ services, actor, params }) => leaveOrganisation(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/account/leaving", summary: "Leave your organisation and this installation", permission: SIGNED_IN,
    run: async ({ services, actor, exchange }) => {
      await leaveOrganisation(services, actor, actor.personId);
      exchange.setSession(null);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/proposals/{id}/confirmation", summary: "Confirm what somebody else proposed", permission: "access:keep-keys", resource: proposal, params: idParams, reply: outcome,
    run: ({ services, actor, params }) => confirmProposal(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/keys/rotation", summary: "Change the key under which everything sealed is wrapped", permission: "access:rotate-keys", reply: outcome,
    run: ({ services, actor }) => propose(services, actor, actor.organisationId, { kind: "rotate-key" }),
  }),
  route({
    room: ROOM, method: "delete", path: "/proposals/{id}", summary: "Withdraw what waits to be confirmed", permission: KEEP, resource: proposal, params: idParams,
    run: ({ services, actor, params }) => withdrawProposal(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "put", path: "/organisations/{id}/provider", summary: "Register the organisation's own identity provider", permission: "access:keep-keys", resource: organisation, params: idParams, body: registerProvider, reply: outcome,
    run: async ({ services, actor, params, body }) => {
      await probeProvider(services, body);
      return propose(services, actor, params.id, { kind: "register-provider", ...body });
    },
  }),
  route({
    room: ROOM, method: "delete", path: "/organisations/{id}/provider", summary: "Take the organisation's identity provider away", permission: "access:keep-keys", resource: organisation, params: idParams, reply: outcome,
    run: async ({ services, actor, params }) => {
      requireManager(actor, params.id);
      return propose(services, actor, params.id, { kind: "remove-provider" });
    },
  }),
  route({
    room: ROOM, method: "put", path: "/organisations/{id}/sign-in-settings", summary: "How long sessions last and who may come in by mailed link", permission: "access:keep-keys", resource: organisation, params: idParams, body: signInSettings, reply: outcome,
    run: async ({ services, actor, params, body }) => {
      requireManager(actor, params.id);
      return propose(services, actor, params.id, { kind: "change-sign-in", settings: body });
    },
  }),
  route({
    room: ROOM, method: "get", path: "/organisations/{id}/export", summary: "Everything your organisation owns here, as one file", permission: "access:export", resource: organisation, params: idParams, carries: "developer-confidential", reply: "application/json",
    run: ({ services, actor, params }) => exportOrganisation(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "get", path: "/delegations", summary: "Who acts for your organisation, and for whom it acts", permission: SIGNED_IN, reply: delegationList,
    run: async ({ services, actor }) => ({ delegations: (await listOwnDelegations(services.db, actor.organisationId)).map(toDelegation) }),
  }),
  route({
    room: ROOM, method: "post", path: "/organisations/{id}/delegates", summary: "Name another organisation as your delegate until a date", permission: "access:name-delegate", resource: { kind: { ...organisationResource, read: "access:name-delegate" }, param: "id" }, params: idParams, body: nameDelegateBody, status: 201, reply: delegationList,
    run: async ({ services, actor, body }) => {
      requireFreshProof(actor);
      await nameDelegate(services, actor, { delegateOrganisationId: body.delegateOrganisationId, until: new Date(body.until) });
      return { delegations: (await listOwnDelegations(services.db, actor.organisationId)).map(toDelegation) };
    },
  }),
  route({
    room: ROOM, method: "delete", path: "/delegations/{id}", summary: "End a delegation now", permission: "access:name-delegate", resource: delegation, params: idParams,
    run: ({ services, actor, params }) => revokeDelegation(services, actor, params.id),
  }),
];

function toDelegation(row: DelegationRow): z.infer<typeof delegationList>["delegations"][number] {
  return {
    id: row.id, organisationId: row.organisation_id, organisationName: row.organisation_name, delegateOrganisationId: row.delegate_organisation_id, delegateName: row.delegate_name,
    until: row.until, endedAt: row.revoked_at,
  };
}

/** What would make coming in easier is the organisation's own to decide, and no administrator's. */
function requireManager(actor: Actor, organisationId: string): void {
  if (standingOf(actor, organisationId) !== "manager") throw new AccessRefusal("not-permitted", "The organisation's own manager decides this.");
}
