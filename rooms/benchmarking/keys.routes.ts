import { appointDirector as appointDirectorBody, beginCeremony as beginCeremonyBody, confirmCeremony as confirmCeremonyBody, enclaveKeys, endAppointment as endAppointmentBody, endDelegation as endDelegationBody, nameDelegate as nameDelegateBody } from "#contracts/benchmarking";
import { route, type Route } from "#rooms/platform";
import { appointDirector, endAppointment, endDelegation, nameDelegate } from "./delegations.ts";
import { beginCeremony, confirmCeremony, withdrawCeremony } from "./key-ceremony.ts";
import { showKeys } from "./show-keys.ts";

const ROOM = "benchmarking";

/** Who the Director is, by whose key, and whom the Director let sign. */
export const keyRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/keys", summary: "The Director's keys, and who may use them", permission: "benchmarking:read-keys", reply: enclaveKeys,
    run: ({ services, actor }) => showKeys(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/keys/ceremony", summary: "Make a Director's key, which a second person confirms", permission: "benchmarking:begin-ceremony", body: beginCeremonyBody, reply: enclaveKeys, status: 201,
    run: async ({ services, actor, body }) => {
      await beginCeremony(services, { actor, ...body });
      return showKeys(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/keys/ceremony/confirmation", summary: "Give the fingerprint that the Director reads out", permission: "benchmarking:confirm-key", body: confirmCeremonyBody, reply: enclaveKeys,
    run: async ({ services, actor, body }) => {
      await confirmCeremony(services, { actor, ...body });
      return showKeys(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/keys/ceremony/withdrawal", summary: "End a ceremony that nobody confirmed", permission: "benchmarking:read-keys", reply: enclaveKeys,
    run: async ({ services, actor }) => {
      await withdrawCeremony(services, { actor });
      return showKeys(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/keys/delegations", summary: "Name a delegate until an instant", permission: "benchmarking:name-delegate", body: nameDelegateBody, reply: enclaveKeys, status: 201,
    run: async ({ services, actor, body }) => {
      await nameDelegate(services, { actor, ...body });
      return showKeys(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/keys/delegations/end", summary: "End a delegation before its time", permission: "benchmarking:name-delegate", body: endDelegationBody, reply: enclaveKeys,
    run: async ({ services, actor, body }) => {
      await endDelegation(services, { actor, ...body });
      return showKeys(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/keys/directors", summary: "The Director's word for another Director", permission: "benchmarking:name-delegate", body: appointDirectorBody, reply: enclaveKeys, status: 201,
    run: async ({ services, actor, body }) => {
      await appointDirector(services, { actor, ...body });
      return showKeys(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/keys/directors/end", summary: "End a Director's appointment", permission: "benchmarking:name-delegate", body: endAppointmentBody, reply: enclaveKeys,
    run: async ({ services, actor, body }) => {
      await endAppointment(services, { actor, ...body });
      return showKeys(services, actor);
    },
  }),
];
