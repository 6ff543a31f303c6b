import { idParams } from "#contracts/access";
import { addWebhook as addWebhookBody, newWebhook, webhookDetail, webhookList, webhookSigningKey } from "#contracts/webhooks";
import { route, type RateLimit, type Route } from "#rooms/platform";
import { addWebhook, changeSecret, pingWebhook, removeWebhook, reviveWebhook } from "./keep-webhooks.ts";
import { readWebhook, readWebhooks, webhookResource } from "./read-webhooks.ts";
import { webhookPublicKey } from "./sign-message.ts";

const KEEP = { room: "publication", permission: "publication:keep-webhooks" } as const;
const ONE = { ...KEEP, resource: { kind: webhookResource, param: "id" }, params: idParams } as const;
// Each sends a request to somebody else's server.
const OF_PINGS: RateLimit = { requests: 30, perMs: 3_600_000 };

export const webhookRoutes: readonly Route[] = [
  route({
    room: "publication", method: "get", path: "/webhooks/signing-key", summary: "The key that every webhook is signed with", permission: "public", reply: webhookSigningKey,
    run: async ({ services }) => ({ publicKey: webhookPublicKey(services) }),
  }),
  route({
    ...KEEP, method: "get", path: "/webhooks", summary: "Addresses of your organisation that are told of advisories", reply: webhookList,
    run: async ({ services, actor }) => ({ webhooks: await readWebhooks(services, actor.organisationId) }),
  }),
  route({
    ...KEEP, method: "post", path: "/webhooks", summary: "Have an address told of advisories; its secret is shown this once", body: addWebhookBody, reply: newWebhook, status: 201,
    run: ({ services, actor, body }) => addWebhook(services, { actor, wish: body }),
  }),
  route({ ...ONE, method: "get", path: "/webhooks/{id}", summary: "One address, and what it was told", reply: webhookDetail, run: ({ services, params }) => readWebhook(services, params.id) }),
  route({ ...ONE, method: "post", path: "/webhooks/{id}/secret", summary: "Change the secret; for a day both sign", reply: newWebhook, run: ({ services, actor, params }) => changeSecret(services, { actor, id: params.id }) }),
  route({
    ...ONE, method: "post", path: "/webhooks/{id}/ping", summary: "Send one test message", reply: webhookDetail, limit: OF_PINGS,
    run: async ({ services, params }) => {
      await pingWebhook(services, { id: params.id });
      return readWebhook(services, params.id);
    },
  }),
  route({
    ...ONE, method: "post", path: "/webhooks/{id}/revival", summary: "Begin again with an address that was given up", reply: webhookDetail,
    run: async ({ services, actor, params }) => {
      await reviveWebhook(services, { actor, id: params.id });
      return readWebhook(services, params.id);
    },
  }),
  route({ ...ONE, method: "delete", path: "/webhooks/{id}", summary: "Tell this address no more", run: ({ services, actor, params }) => removeWebhook(services, { actor, id: params.id }) }),
];
