import { idParams } from "#contracts/access";
import { askException as askExceptionBody, decideException as decideExceptionBody, instanceException, instanceExceptionList } from "#contracts/agency-workbench";
import { route, type Route } from "#rooms/platform";
import { LONGEST_EXCEPTION_DAYS } from "../../directives/items/directive-item.rules.ts";
import { COUNT_INSTANCES, DECIDE_INSTANCE_EXCEPTION, exceptionResource, KEEP_INSTANCES, ownExceptionResource } from "../instances.resources.ts";
import { askException, readOwnExceptions, readWaitingExceptions } from "./ask-exception.ts";
import { decideException } from "./decide-exception.ts";
import { withdrawException } from "./withdraw-exception.ts";

const ROOM = "obligations";

export const exceptionRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/agency/instance-exceptions", summary: "Exceptions that your agency asked for", permission: KEEP_INSTANCES, reply: instanceExceptionList,
    run: async ({ services, actor }) => ({ exceptions: await readOwnExceptions(services, actor.organisationId), longestDays: LONGEST_EXCEPTION_DAYS }),
  }),
  route({
    room: ROOM, method: "post", path: "/agency/instance-exceptions", summary: "Ask for an exception with an end, for the open instances of one vulnerability", permission: KEEP_INSTANCES, body: askExceptionBody, reply: instanceException, status: 201,
    run: ({ services, actor, body }) => askException(services, { actor, asked: body }),
  }),
  route({
    room: ROOM, method: "post", path: "/agency/instance-exceptions/{id}/withdrawal", summary: "Take back an exception that your agency asked for and nobody has decided", permission: KEEP_INSTANCES, resource: { kind: ownExceptionResource, param: "id" }, params: idParams, reply: instanceException,
    run: ({ services, actor, params }) => withdrawException(services, { actor, exceptionId: params.id }),
  }),
  route({
    room: ROOM, method: "get", path: "/directive-work/instance-exceptions", summary: "Exceptions for instances that wait for a decision", permission: COUNT_INSTANCES, reply: instanceExceptionList,
    run: async ({ services }) => ({ exceptions: await readWaitingExceptions(services), longestDays: LONGEST_EXCEPTION_DAYS }),
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/instance-exceptions/{id}/decide", summary: "Grant an agency's exception until its day, or refuse it", permission: DECIDE_INSTANCE_EXCEPTION, resource: { kind: exceptionResource, param: "id" }, params: idParams, body: decideExceptionBody, reply: instanceException,
    run: ({ services, actor, params, body }) => decideException(services, { actor, exceptionId: params.id, decided: body }),
  }),
];
