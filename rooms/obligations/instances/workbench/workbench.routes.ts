import { idParams } from "#contracts/access";
import { agencyCounts, agencyWorkbench, confirmedGone, confirmGone as confirmGoneBody, dueGroups, dueQuery, instanceDetail, instancePage, instanceQuery, moveInstance as moveInstanceBody, publicInstanceCounts } from "#contracts/agency-workbench";
import { route, type Route } from "#rooms/platform";
import { COUNT_INSTANCES, instanceResource, KEEP_INSTANCES } from "../instances.resources.ts";
import { readAgencyCounts, readPublicCounts } from "./count-agencies.ts";
import { exportInstances } from "./export-instances.ts";
import { confirmGone, moveInstance } from "./move-instance.ts";
import { readDue, readWorkbench } from "./read-workbench.ts";
import { readInstance, readInstances } from "./show-instances.ts";

const ROOM = "obligations";

export const workbenchRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/agency/workbench", summary: "What is due in your agency, counted, and a forecast", permission: KEEP_INSTANCES, reply: agencyWorkbench,
    run: ({ services, actor }) => readWorkbench(services, actor.organisationId),
  }),
  route({
    room: ROOM, method: "get", path: "/agency/due", summary: "What to fix in your agency in a span, grouped by vulnerability", permission: KEEP_INSTANCES, query: dueQuery, reply: dueGroups,
    run: ({ services, actor, query }) => readDue(services, actor.organisationId, query),
  }),
  route({
    room: ROOM, method: "get", path: "/agency/instances", summary: "Vulnerabilities on your agency's assets, the soonest due first", permission: KEEP_INSTANCES, query: instanceQuery, reply: instancePage,
    run: ({ services, actor, query }) => readInstances(services, actor.organisationId, query),
  }),
  route({
    room: ROOM, method: "get", path: "/agency/instances/export", summary: "The same list as CSV", permission: KEEP_INSTANCES, carries: "coordination", query: instanceQuery.omit({ after: true }), reply: "text/csv",
    run: async ({ services, actor, query }) => ({ bytes: await exportInstances(services, actor.organisationId, query), mediaType: "text/csv; charset=utf-8", fileName: "instances.csv" }),
  }),
  route({
    room: ROOM, method: "post", path: "/agency/instances/confirm-gone", summary: "Confirm that what complete scans saw no more is fixed", permission: KEEP_INSTANCES, body: confirmGoneBody, reply: confirmedGone,
    run: ({ services, actor, body }) => confirmGone(services, { actor, cveId: body.cveId ?? null }),
  }),
  route({
    room: ROOM, method: "get", path: "/agency/instances/{id}", summary: "One instance, why it is due when it is, and what moved its due day", permission: KEEP_INSTANCES, resource: { kind: instanceResource, param: "id" }, params: idParams, reply: instanceDetail,
    run: ({ services, params }) => readInstance(services, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/agency/instances/{id}/move", summary: "Say that an instance is fixed, not affected, or open again", permission: KEEP_INSTANCES, resource: { kind: instanceResource, param: "id" }, params: idParams, body: moveInstanceBody, reply: instanceDetail,
    run: async ({ services, actor, params, body }) => {
      await moveInstance(services, { actor, instanceId: params.id, move: body });
      return readInstance(services, params.id);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/directive-work/agencies", summary: "Each agency's counts of instances", permission: COUNT_INSTANCES, reply: agencyCounts,
    run: ({ services }) => readAgencyCounts(services),
  }),
  route({ room: ROOM, method: "get", path: "/instance-counts", summary: "Instances in all agencies together; few are withheld, and no agency is named", permission: "public", reply: publicInstanceCounts, run: ({ services }) => readPublicCounts(services) }),
];
