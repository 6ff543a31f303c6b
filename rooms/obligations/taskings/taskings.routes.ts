import { idParams } from "#contracts/access";
import { asOfQuery, paragraphParams, recordEvidence as recordEvidenceBody, strikeEvidence as strikeEvidenceBody, taskingChanges, taskingList } from "#contracts/obligations";
import { route, type Route } from "#rooms/platform";
import { listChanges, listTaskings } from "./list-taskings.ts";
import { recordEvidence } from "./record-evidence.ts";
import { serveCalendar, serveChanges } from "./serve-feeds.ts";
import { strikeEvidence } from "./strike-evidence.ts";
import { evidenceResource } from "./taskings.resources.ts";

const ROOM = "obligations";

export const taskingRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/obligations", summary: "The order's taskings, their due days and what is publicly known of them, today or as of a day", permission: "public", query: asOfQuery, reply: taskingList,
    run: ({ services, query }) => listTaskings(services, query.asOf),
  }),
  route({
    room: ROOM, method: "get", path: "/obligations/changes", summary: "What became different about the taskings, latest first", permission: "public", query: asOfQuery, reply: taskingChanges,
    run: ({ services, query }) => listChanges(services, query.asOf),
  }),
  route({
    room: ROOM, method: "get", path: "/obligations.ics", summary: "The taskings' due days, as a calendar to subscribe to", permission: "public", reply: "text/calendar",
    run: ({ services, exchange }) => serveCalendar(services, exchange),
  }),
  route({
    room: ROOM, method: "get", path: "/obligations.rss", summary: "What became different about the taskings, as RSS", permission: "public", reply: "application/xml",
    run: ({ services, exchange }) => serveChanges(services, exchange),
  }),
  route({
    room: ROOM, method: "post", path: "/obligations/{paragraph}/evidence", summary: "Add public evidence to a tasking", permission: "obligations:record-evidence", params: paragraphParams, body: recordEvidenceBody,
    run: ({ services, actor, params, body }) => recordEvidence(services, { actor, paragraph: params.paragraph, ...body }),
  }),
  route({
    room: ROOM, method: "post", path: "/obligations/evidence/{id}/retraction", summary: "Strike evidence that was found wrong, with the reason", permission: "obligations:strike-evidence", resource: { kind: evidenceResource, param: "id" }, params: idParams, body: strikeEvidenceBody,
    run: ({ services, actor, params, body }) => strikeEvidence(services, { actor, id: params.id, reason: body.reason }),
  }),
];
