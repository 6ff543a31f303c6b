import { grantRecorded, grantTracker, hiringTracker, pathwayRecorded, recordGrant as recordGrantBody, recordHiring as recordHiringBody, recordPathway as recordPathwayBody } from "#contracts/trackers";
import { route, type Route } from "#rooms/platform";
import { recordGrant, showGrants } from "./track-grants.ts";
import { recordHiring, recordPathway, showHiring } from "./track-hiring.ts";

const ROOM = "obligations";
const KEEP = "obligations:keep-trackers";

export const trackerRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/trackers/grants", summary: "Which grant programmes could pay for finding vulnerabilities with AI", permission: "public", reply: grantTracker,
    run: ({ services }) => showGrants(services),
  }),
  route({
    room: ROOM, method: "post", path: "/trackers/grants", summary: "Say how a grant programme stands", permission: KEEP, body: recordGrantBody, reply: grantRecorded, status: 201,
    run: ({ services, actor, body }) => recordGrant(services, { actor, ...body }),
  }),
  route({
    room: ROOM, method: "get", path: "/trackers/hiring", summary: "Ways into federal service, with posts opened and filled by quarter; small counts withheld", permission: "public", reply: hiringTracker,
    run: ({ services }) => showHiring(services),
  }),
  route({
    room: ROOM, method: "post", path: "/trackers/hiring/pathways", summary: "Say how a way into federal service stands", permission: KEEP, body: recordPathwayBody, reply: pathwayRecorded, status: 201,
    run: ({ services, actor, body }) => recordPathway(services, { actor, ...body }),
  }),
  route({
    room: ROOM, method: "post", path: "/trackers/hiring/counts", summary: "Say how many posts were opened and filled in a quarter", permission: KEEP, body: recordHiringBody,
    run: ({ services, actor, body }) => recordHiring(services, { actor, ...body }),
  }),
];
