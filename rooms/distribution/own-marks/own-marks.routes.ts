import { idParams } from "#contracts/access";
import { inventoryPreview, maintenanceWindows, markAssets as markAssetsBody, operatorQuery } from "#contracts/distribution";
import { route, type Route } from "#rooms/platform";
import { inventoryResource, requireOwner } from "../distribution.resources.ts";
import { requireOperator } from "../enrol-operator.ts";
import { markAssets } from "./mark-assets.ts";
import { readWindows, setWindows } from "./set-windows.ts";

const ROOM = "distribution";
const OPERATOR = "distribution:take-part";

export const ownMarkRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/operator/inventories/{id}/marks", summary: "Say what of a list can be reached, what is vital, and where it stands", permission: OPERATOR,
    resource: { kind: inventoryResource, param: "id" }, params: idParams, body: markAssetsBody, reply: inventoryPreview,
    run: ({ services, actor, params, body }) => markAssets(services, { actor, id: params.id, marks: body }),
  }),
  route({
    room: ROOM, method: "get", path: "/operator/windows", summary: "When your things may stand still", permission: OPERATOR, query: operatorQuery, reply: maintenanceWindows,
    run: async ({ services, actor, query }) => readWindows(services, services.db, (await requireOperator(services.db, requireOwner(actor, query.organisationId))).organisation_id),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/windows", summary: "Say when your things may stand still", permission: OPERATOR, query: operatorQuery, body: maintenanceWindows, reply: maintenanceWindows,
    run: ({ services, actor, query, body }) => setWindows(services, { actor, organisationId: requireOwner(actor, query.organisationId), windows: body }),
  }),
];
