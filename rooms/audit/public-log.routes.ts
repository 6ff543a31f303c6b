// The log as anybody may follow it: a static log of c2sp.org/tlog-tiles below /api/tlog, proofs for those who want no tiles,
// and the witnesses. There are hashes and heads here and no entries: `tile/entries` is not served.
import { consistencyQuery, consistencyReply, cosign, cosignReply, inclusionQuery, inclusionReply, nameWitness as nameWitnessBody, tileParams, witnessList, witnessReply } from "#contracts/audit";
import { route, type Route } from "#rooms/platform";
import { nameWitness, showWitnesses, takeCosignature } from "./cosign.ts";
import { showConsistency, showInclusion, showTile } from "./prove.ts";
import { publishHead } from "./publish-head.ts";

const ROOM = "audit";

// An index has a part for every three digits, and the width of a tile that is not full one more: this does for 10^9 tiles.
const TILE_PATHS = ["{index}", "{index}/{second}", "{index}/{second}/{third}", "{index}/{second}/{third}/{fourth}"];

export const publicLogRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/tlog/checkpoint", summary: "The signed head of this hour, as c2sp.org/tlog-tiles has it", permission: "public", reply: "text/plain",
    run: async ({ services }) => ({ bytes: (await publishHead(services)).checkpoint, mediaType: "text/plain; charset=utf-8", cache: "minute" }),
  }),
  ...TILE_PATHS.map((path) =>
    route({
      room: ROOM, method: "get", path: `/tlog/tile/{level}/${path}`, summary: "A tile of the public log: 256 hashes, or as many as there are", permission: "public", params: tileParams, reply: "application/octet-stream",
      run: async ({ services, params: { level, index, second, third, fourth } }) => {
        const parts = [level, index, second, third, fourth].filter((part) => part !== undefined);
        const { bytes, isFull } = await showTile(services, `tile/${parts.join("/")}`);
        return { bytes, mediaType: "application/octet-stream", cache: isFull ? "immutable" : "minute" };
      },
    }),
  ),
  route({
    room: ROOM, method: "get", path: "/ledger/consistency", summary: "Proof that a later log continues an earlier one", permission: "public", query: consistencyQuery, reply: consistencyReply,
    run: async ({ services, query }) => {
      const { proof, ...sizes } = await showConsistency(services, query);
      return { ...sizes, proof: [...proof] };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/ledger/inclusion", summary: "Proof that an entry stands in the public log, by its hash", permission: "public", query: inclusionQuery, reply: inclusionReply,
    run: ({ services, query }) => showInclusion(services, query.leafHash),
  }),
  route({
    room: ROOM, method: "get", path: "/ledger/witnesses", summary: "The witnesses whose cosignatures are kept", permission: "public", reply: witnessList,
    run: ({ services }) => showWitnesses(services),
  }),
  route({
    room: ROOM, method: "post", path: "/ledger/witnesses", summary: "Name a witness, whose cosignatures are then kept", permission: "audit:name-witness", body: nameWitnessBody, reply: witnessReply, status: 201,
    run: ({ services, actor, body }) => nameWitness(services, { actor, verifierKey: body.verifierKey }),
  }),
  route({
    room: ROOM, method: "post", path: "/ledger/cosignatures", summary: "Bring what a witness has signed of a public head", permission: "public", body: cosign, reply: cosignReply, status: 201,
    run: ({ services, body }) => takeCosignature(services, body),
  }),
];
