import { idParams } from "#contracts/access";
import { addDestination as addDestinationBody, confirmHandOff as confirmBody, deskAnswer, deskOpen, deskView, destinationList, dropHandOff as dropBody, handOff, handOffList, prepareHandOff as prepareBody, settleHandOff as settleBody } from "#contracts/hand-off";
import { route, type Route } from "#rooms/platform";
import { caseResource } from "../coordination.resources.ts";
import { answerAsDesk, viewAsDesk } from "./mail-desk.ts";
import { addDestination, confirmHandOff, dropHandOff, prepareHandOff, settleHandOff, showDestinations, showHandOff, showHandOffs } from "./hand-off.ts";

const ROOM = "coordination";
const ON_CASE = { room: ROOM, resource: { kind: caseResource, param: "id" }, params: idParams } as const;

export const handOffRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/hand-off-destinations", summary: "Record where reports may be handed to", permission: "coordination:open-project", body: addDestinationBody, reply: destinationList, status: 201,
    run: async ({ services, actor, body }) => {
      await addDestination(services, { actor, ...body });
      return { destinations: await showDestinations(services) };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/hand-off-destinations", summary: "Where reports may be handed to", permission: "coordination:list", reply: destinationList,
    run: async ({ services }) => ({ destinations: await showDestinations(services) }),
  }),
  route({
    ...ON_CASE, method: "get", path: "/cases/{id}/hand-offs", summary: "Hand-offs of a case, and what came back", permission: "coordination:read", reply: handOffList,
    run: async ({ services, params }) => ({ handOffs: await showHandOffs(services, params.id) }),
  }),
  route({
    ...ON_CASE, method: "post", path: "/cases/{id}/hand-offs", summary: "Build the record for somebody else's desk; nothing is sent", permission: "coordination:coordinate", body: prepareBody, reply: handOff, status: 201,
    run: async ({ services, actor, params, body }) => showHandOff(services, params.id, await prepareHandOff(services, { actor, caseId: params.id, ...body })),
  }),
  route({
    ...ON_CASE, method: "post", path: "/cases/{id}/hand-offs/confirm", summary: "Confirm a record that was looked at, which sends it once", permission: "coordination:coordinate", body: confirmBody, reply: handOff,
    run: async ({ services, actor, params, body }) => {
      await confirmHandOff(services, { actor, caseId: params.id, ...body });
      return showHandOff(services, params.id, body.handOffId);
    },
  }),
  route({
    ...ON_CASE, method: "post", path: "/cases/{id}/hand-offs/settle", summary: "Say what became of a hand-off whose answer was lost", permission: "coordination:coordinate", body: settleBody, reply: handOff,
    run: async ({ services, actor, params, body }) => {
      await settleHandOff(services, { actor, caseId: params.id, ...body });
      return showHandOff(services, params.id, body.handOffId);
    },
  }),
  route({
    ...ON_CASE, method: "post", path: "/cases/{id}/hand-offs/drop", summary: "Take back what was prepared and not confirmed", permission: "coordination:coordinate", body: dropBody, reply: handOff,
    run: async ({ services, actor, params, body }) => {
      await dropHandOff(services, { actor, caseId: params.id, ...body });
      return showHandOff(services, params.id, body.handOffId);
    },
  }),
  // Reached by a mailed link without an account, as a maintainer's page.
  route({ room: ROOM, method: "post", path: "/hand-off/open", summary: "Open a record that was handed to one's own desk by mail", permission: "public", carries: "embargoed", body: deskOpen, reply: deskView, run: ({ services, body }) => viewAsDesk(services, body.token) }),
  route({ room: ROOM, method: "post", path: "/hand-off/answer", summary: "Say under which number it was taken, or why not", permission: "public", body: deskAnswer, run: ({ services, body }) => answerAsDesk(services, body) }),
];
