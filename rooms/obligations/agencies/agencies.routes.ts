import { idParams } from "#contracts/access";
import { agencyList, proposeAgency, strikeAgency } from "#contracts/directives";
import { route, type Route } from "#rooms/platform";
import { agencyChangeResource } from "./agencies.resources.ts";
import { proposeListing, proposeStrike } from "./propose-change.ts";
import { confirmChange, withdrawChange } from "./settle-change.ts";
import { showAgencies } from "./show-agencies.ts";

const ROOM = "obligations";
const KEEP = "obligations:keep-agencies";
const CHANGE = { kind: agencyChangeResource, param: "id" };

export const agencyRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/directive-work/agencies/list", summary: "The agencies that directives bind, and what waits for a second officer", permission: KEEP, reply: agencyList,
    run: ({ services, actor }) => showAgencies(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/agencies/list", summary: "Propose to list a federal civilian executive branch agency", permission: KEEP, body: proposeAgency, reply: agencyList, status: 201,
    run: async ({ services, actor, body }) => {
      await proposeListing(services, { actor, proposal: body });
      return showAgencies(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/agencies/strike", summary: "Propose to strike an agency off the list", permission: KEEP, body: strikeAgency, reply: agencyList, status: 201,
    run: async ({ services, actor, body }) => {
      await proposeStrike(services, { actor, ...body });
      return showAgencies(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/agency-changes/{id}/confirmation", summary: "Confirm a colleague's change of the list", permission: "obligations:confirm-agency-change", resource: CHANGE, params: idParams, reply: agencyList,
    run: async ({ services, actor, params }) => {
      await confirmChange(services, { actor, id: params.id });
      return showAgencies(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/agency-changes/{id}/withdrawal", summary: "Take a change of the list back", permission: "obligations:keep-agency-change", resource: CHANGE, params: idParams, reply: agencyList,
    run: async ({ services, actor, params }) => {
      await withdrawChange(services, { actor, id: params.id });
      return showAgencies(services, actor);
    },
  }),
];
