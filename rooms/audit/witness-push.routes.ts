import { addressList, addressReply, addressWitness as addressWitnessBody } from "#contracts/audit";
import { route, type Route } from "#rooms/platform";
import { addressWitness, showAddresses } from "./address-witness.ts";

const ROOM = "audit";

export const witnessPushRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/ledger/witness-addresses", summary: "Where new heads are pushed, and what became of the last", permission: "audit:name-witness", reply: addressList,
    run: ({ services }) => showAddresses(services),
  }),
  route({
    room: ROOM, method: "post", path: "/ledger/witness-addresses", summary: "Have new heads pushed to a witness, or no longer", permission: "audit:name-witness", body: addressWitnessBody, reply: addressReply,
    run: ({ services, actor, body }) => addressWitness(services, { actor, ...body }),
  }),
];
