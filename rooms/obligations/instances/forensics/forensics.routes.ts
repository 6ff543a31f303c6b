import { idParams } from "#contracts/access";
import { endForensicTask, forensicList, forensicTask, tickForensicStep } from "#contracts/agency-workbench";
import { route, type Route } from "#rooms/platform";
import { forensicResource, KEEP_INSTANCES } from "../instances.resources.ts";
import { endForensics, readForensics, readForensicTask, tickStep } from "./keep-forensics.ts";

const ROOM = "obligations";

export const forensicRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/agency/forensics", summary: "Investigations that the directive's table asks of your agency", permission: KEEP_INSTANCES, reply: forensicList,
    run: async ({ services, actor }) => ({ tasks: await readForensics(services, actor.organisationId) }),
  }),
  route({
    room: ROOM, method: "post", path: "/agency/forensics/{id}/step", summary: "Say that a step of an investigation is done", permission: KEEP_INSTANCES, resource: { kind: forensicResource, param: "id" }, params: idParams, body: tickForensicStep, reply: forensicTask,
    run: async ({ services, actor, params, body }) => {
      await tickStep(services, { actor, taskId: params.id, step: body.step });
      return readForensicTask(services, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/agency/forensics/{id}/done", summary: "End an investigation with the digest of its report", permission: KEEP_INSTANCES, resource: { kind: forensicResource, param: "id" }, params: idParams, body: endForensicTask, reply: forensicTask,
    run: async ({ services, actor, params, body }) => {
      await endForensics(services, { actor, taskId: params.id, reportDigest: body.reportDigest });
      return readForensicTask(services, params.id);
    },
  }),
];
