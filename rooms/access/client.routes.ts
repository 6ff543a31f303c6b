import { type client as clientSchema, clientList, idParams, madeClient, makeClient as makeClientBody } from "#contracts/access";
import { route, type Actor, type Route } from "#rooms/platform";
import type { z } from "zod";
import { endClient, listPossibleScopes, makeClient, rotateClientSecret } from "./clients.ts";
import { listClients, type ClientRow } from "./clients.store.ts";
import { SIGNED_IN } from "./permission.ts";
import { requireFreshProof } from "./require-in-person.ts";

const ROOM = "access";

/** Machine clients: one's own, and for a manager those of the whole organisation. */
export const clientRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/clients", summary: "Your machine clients; for a manager, the organisation's", permission: SIGNED_IN, reply: clientList,
    run: async ({ services, actor }) => {
      const madeBy = actor.roles.includes("organisation-manager") ? null : actor.personId;
      return { clients: (await listClients(services.db, actor.organisationId, madeBy)).map((row) => toClient(row, actor)), scopes: [...listPossibleScopes(actor)] };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/clients", summary: "Make a machine client; its secret is shown once", permission: SIGNED_IN, body: makeClientBody, reply: madeClient, status: 201,
    run: async ({ services, actor, body }) => {
      requireFreshProof(actor);
      const { client, secret } = await makeClient(services, actor, { ...body, expiresAt: new Date(body.expiresAt) });
      return { client: toClient(client, actor), secret };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/clients/{id}/secret", summary: "Give a machine client a new secret; the one before ends", permission: SIGNED_IN, params: idParams, reply: madeClient,
    run: async ({ services, actor, params }) => {
      requireFreshProof(actor);
      const { client, secret } = await rotateClientSecret(services, actor, params.id);
      return { client: toClient(client, actor), secret };
    },
  }),
  route({
    room: ROOM, method: "delete", path: "/clients/{id}", summary: "End a machine client now", permission: SIGNED_IN, params: idParams,
    run: ({ services, actor, params }) => endClient(services, actor, params.id),
  }),
];

function toClient(row: ClientRow, actor: Actor): z.infer<typeof clientSchema> {
  return {
    id: row.id, name: row.name, scopes: row.scopes, madeByName: row.made_by_name, proof: row.public_key === null ? "secret" : "key",
    createdAt: row.created_at, expiresAt: row.expires_at, revokedAt: row.revoked_at, lastUsedAt: row.last_used_at, mine: row.made_by === actor.personId,
  };
}
