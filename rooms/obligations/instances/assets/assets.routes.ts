import { idParams } from "#contracts/access";
import { asset, assetPage, assetQuery, assetReceipt, judgeAsset as judgeAssetBody, retireAsset as retireAssetBody, retiredAsset, saveAssets as saveAssetsBody } from "#contracts/agency-workbench";
import { route, type Route } from "#rooms/platform";
import { assetResource, KEEP_INSTANCES } from "../instances.resources.ts";
import { importAssets } from "./import-assets.ts";
import { readAsset, readAssets } from "./list-assets.ts";
import { retireAsset } from "./retire-asset.ts";
import { judgeAsset, saveAssets } from "./save-assets.ts";

const ROOM = "obligations";

export const assetRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/agency/assets", summary: "Your agency's assets", permission: KEEP_INSTANCES, query: assetQuery, reply: assetPage,
    run: ({ services, actor, query }) => readAssets(services, actor.organisationId, query),
  }),
  route({
    room: ROOM, method: "post", path: "/agency/assets", summary: "Add assets of your agency, or change them, by your own key of each", permission: KEEP_INSTANCES, body: saveAssetsBody, maxBytes: 2 * 1024 * 1024, reply: assetReceipt,
    run: ({ services, actor, body }) => saveAssets(services, { actor, assets: body.assets }),
  }),
  route({
    room: ROOM, method: "post", path: "/agency/assets/import", summary: "Add assets of your agency from a CSV file", permission: KEEP_INSTANCES, carries: "coordination", upload: "application/octet-stream", isStreamed: true, reply: assetReceipt,
    run: ({ services, actor, body }) => importAssets(services, { actor, body: body as AsyncIterable<Uint8Array> }),
  }),
  route({
    room: ROOM, method: "post", path: "/agency/assets/{id}/judge", summary: "Judge whether an asset is publicly exposed, and where it stands", permission: KEEP_INSTANCES, resource: { kind: assetResource, param: "id" }, params: idParams, body: judgeAssetBody, reply: asset,
    run: async ({ services, actor, params, body }) => {
      await judgeAsset(services, { actor, assetId: params.id, ...body });
      return readAsset(services, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/agency/assets/{id}/retirement", summary: "Take an asset out of use; what is open on it is fixed", permission: KEEP_INSTANCES, resource: { kind: assetResource, param: "id" }, params: idParams, body: retireAssetBody, reply: retiredAsset,
    run: ({ services, actor, params, body }) => retireAsset(services, { actor, assetId: params.id, reason: body.reason }),
  }),
];
