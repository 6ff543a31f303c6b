import { askedProof, askProof, confirmProof, idParams, proofRequest, proofRequestList } from "#contracts/access";
import { OF_PROOFS, route, type Route, type Services } from "#rooms/platform";
import type { z } from "zod";
import { SIGNED_IN } from "./permission.ts";
import { askForProof, confirmAskedProof, listAskedProofs, proofStateOf, refuseAskedProof, showAskedProof } from "./proof-requests.ts";
import type { ProofRequestRow } from "./proof-requests.store.ts";

const ROOM = "access";

/** How a program gets a fresh proof from its person, who gives it in the browser. */
export const proofRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/proof-requests", summary: "Ask yourself, for a program, for a fresh proof of one request", permission: SIGNED_IN, limit: OF_PROOFS, body: askProof, reply: askedProof, status: 201,
    run: async ({ services, actor, body, exchange }) => {
      const { row, code } = await askForProof(services, actor, { ...body, userAgent: exchange.header("user-agent") });
      return { request: toRequest(services, row), code, address: `${services.configuration.publicUrl}/account` };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/proof-requests", summary: "Programs of yours that ask for a fresh proof now", permission: SIGNED_IN, reply: proofRequestList,
    run: async ({ services, actor }) => ({ requests: (await listAskedProofs(services, actor)).map((row) => toRequest(services, row)) }),
  }),
  route({
    room: ROOM, method: "get", path: "/proof-requests/{id}", summary: "Where one of your programs' questions stands", permission: SIGNED_IN, params: idParams, reply: proofRequest,
    run: async ({ services, actor, params }) => toRequest(services, await showAskedProof(services, actor, params.id)),
  }),
  route({
    room: ROOM, method: "post", path: "/proof-requests/{id}/confirmation", summary: "Give a program the fresh proof it asks for, with the code it shows", permission: SIGNED_IN, limit: OF_PROOFS, params: idParams, body: confirmProof, reply: proofRequest,
    run: async ({ services, actor, params, body }) => toRequest(services, await confirmAskedProof(services, actor, { id: params.id, code: body.code })),
  }),
  route({
    room: ROOM, method: "delete", path: "/proof-requests/{id}", summary: "Refuse a program the fresh proof it asks for", permission: SIGNED_IN, params: idParams,
    run: ({ services, actor, params }) => refuseAskedProof(services, actor, params.id),
  }),
];

function toRequest(services: Services, row: ProofRequestRow): z.infer<typeof proofRequest> {
  return { id: row.id, state: proofStateOf(row, services.clock()), method: row.method, path: row.path, subject: row.subject, agent: row.agent, askedAt: row.asked_at, expiresAt: row.expires_at };
}
