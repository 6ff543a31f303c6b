import { idParams } from "#contracts/access";
import { milestonePeerList, ownMilestones, pinInstallation, pinned, takeInMilestones as takeInBody, takenIn } from "#contracts/milestones";
import { route, type Route } from "#rooms/platform";
import { installationResource } from "./milestones.resources.ts";
import { confirmInstallation, endInstallation, listInstallations, proposeInstallation } from "./pin-installation.ts";
import { showOwnMilestones } from "./state-milestones.ts";
import { takeInMilestones } from "./take-in-milestones.ts";

const ROOM = "obligations";
const INSTALLATION = { kind: installationResource, param: "id" };

export const milestoneRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/obligations/milestones", summary: "What this installation states to others of its own taskings, signed", permission: "public", reply: ownMilestones,
    run: ({ services }) => showOwnMilestones(services),
  }),
  route({
    room: ROOM, method: "post", path: "/obligations/milestones", summary: "Take in what other installations stated and signed", permission: "obligations:record-evidence", body: takeInBody, reply: takenIn,
    run: ({ services, actor, body }) => takeInMilestones(services, { actor, statements: body.statements }),
  }),
  route({
    room: ROOM, method: "get", path: "/obligations/installations", summary: "Other installations whose signed milestones are believed here, by their keys", permission: "public", reply: milestonePeerList,
    run: ({ services }) => listInstallations(services),
  }),
  route({
    room: ROOM, method: "post", path: "/obligations/installations", summary: "Propose another installation's key, for a second person to compare", permission: "obligations:pin-installation", body: pinInstallation, reply: pinned, status: 201,
    run: ({ services, actor, body }) => proposeInstallation(services, { actor, ...body }),
  }),
  route({
    room: ROOM, method: "post", path: "/obligations/installations/{id}/confirmation", summary: "Pin a key that somebody else proposed", permission: "obligations:confirm-installation", resource: INSTALLATION, params: idParams,
    run: ({ services, actor, params }) => confirmInstallation(services, { actor, id: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/obligations/installations/{id}/end", summary: "End the trust in another installation's key", permission: "obligations:end-installation", resource: INSTALLATION, params: idParams,
    run: ({ services, actor, params }) => endInstallation(services, { actor, id: params.id }),
  }),
];
