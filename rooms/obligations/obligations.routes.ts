import { paragraphParams, recordEvidence as recordEvidenceBody, taskingList } from "#contracts/obligations";
import { route, type Route } from "#rooms/platform";
import { listTaskings } from "./list-taskings.ts";
import { recordEvidence } from "./record-evidence.ts";
import { SIGNED_ON, SOURCE } from "./taskings.rules.ts";

const ROOM = "obligations";

export const obligationsRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/obligations", summary: "The order's taskings, their due days and what is publicly known of them", permission: "public", reply: taskingList,
    run: async ({ services }) => ({ signedOn: SIGNED_ON, source: SOURCE, taskings: [...(await listTaskings(services))] }),
  }),
  route({
    room: ROOM, method: "post", path: "/obligations/{paragraph}/evidence", summary: "Add public evidence to a tasking", permission: "obligations:record-evidence", params: paragraphParams, body: recordEvidenceBody,
    run: ({ services, actor, params, body }) => recordEvidence(services, { actor, paragraph: params.paragraph, ...body }),
  }),
];
