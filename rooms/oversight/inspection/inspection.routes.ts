import { inspection, look, lookReply } from "#contracts/oversight";
import { route, type Route } from "#rooms/platform";
import { inspect } from "./inspect.ts";
import { takeLook } from "./take-look.ts";

const ROOM = "oversight";

export const inspectionRoutes: readonly Route[] = [
  route({ room: ROOM, method: "get", path: "/oversight/inspection", summary: "Whether the house keeps its rules: proofs and counts, no content", permission: "oversight:inspect", reply: inspection, run: ({ services, actor }) => inspect(services, actor) }),
  route({ room: ROOM, method: "post", path: "/oversight/looks", summary: "Note which head of the ledger you have looked at", permission: "oversight:inspect", body: look, reply: lookReply, status: 201, run: ({ services, actor, body }) => takeLook(services, { actor, size: body.size }) }),
];
