import { idParams } from "#contracts/access";
import { modelAnswer } from "#contracts/engagement";
import { endModelKey as endModelKeyBody } from "#contracts/model-proxy";
import { askEarlyAccessModel, madePartnerModelKey, makePartnerModelKey, partnerCalls, partnerModelKeys } from "#contracts/partners";
import { modelProxyRoutes } from "#rooms/model-proxy";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { endModelKey, enterAsPartner, listOwnModelKeys, makeModelKey } from "./model-keys.ts";
import { toModelKey } from "./model-use.store.ts";
import { earlyAccessResource, partnersOwnResource } from "./partners.resources.ts";
import { askModel, showCalls } from "./use-model.ts";

const ROOM = "partners";
const EARLY_ACCESS = { kind: earlyAccessResource, param: "id" };
const PARTNERS_OWN = { kind: partnersOwnResource, param: "id" };
const BASE = "/partner/model/v1";

export const modelUseRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/early-access/{id}/calls", summary: "Each call of your model that a partner's people or their programs made", permission: "partners:read-use", resource: EARLY_ACCESS, params: idParams, reply: partnerCalls,
    run: async ({ services, params }) => ({ calls: await showCalls(services, params.id) }),
  }),
  route({
    room: ROOM, method: "post", path: "/partner/early-access/{id}/model/messages", summary: "Use the model for one of your named systems; the developer sees that you did", permission: "partners:take-part", resource: PARTNERS_OWN,
    // JSON may spell one character in six.
    params: idParams, body: askEarlyAccessModel, reply: modelAnswer, maxBytes: 1024 * 1024,
    run: ({ services, actor, params, body }) => askModel(services, { actor, id: params.id, ...body }),
  }),
  route({
    room: ROOM, method: "get", path: "/partner/early-access/{id}/model-keys", summary: "Your keys for programs that use the model", permission: "partners:take-part", resource: PARTNERS_OWN, params: idParams, reply: partnerModelKeys,
    run: ({ services, actor, params }) => showKeys(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/partner/early-access/{id}/model-keys", summary: "Make a key for a program of yours that uses the model for one of your named systems", permission: "partners:make-model-key", resource: PARTNERS_OWN, params: idParams, body: makePartnerModelKey, reply: madePartnerModelKey, status: 201,
    run: async ({ services, actor, params, body }) => {
      const { key, secret, model } = await makeModelKey(services, { actor, id: params.id, ...body });
      return { key: toModelKey(key), secret, baseUrl: `${services.configuration.publicUrl}/api${BASE}`, model };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/partner/early-access/{id}/model-keys/end", summary: "End a model key of yours now", permission: "partners:take-part", resource: PARTNERS_OWN, params: idParams, body: endModelKeyBody, reply: partnerModelKeys,
    run: async ({ services, actor, params, body }) => {
      await endModelKey(services, { actor, id: params.id, keyId: body.keyId });
      return showKeys(services, actor, params.id);
    },
  }),
  ...modelProxyRoutes({ room: ROOM, base: BASE, holder: "a partner's", enter: enterAsPartner }),
];

async function showKeys(services: Services, actor: Actor, id: string) {
  return { keys: (await listOwnModelKeys(services, { actor, id })).map(toModelKey) };
}
