import { idParams } from "#contracts/access";
import {
  agencyItems, askDirectiveException, askForMore as askForMoreBody, decideDirectiveException, directiveExceptionList, directiveItemDetail, directiveItemQuery, directiveItems, finishItem as finishBody, reopenItem as reopenBody,
} from "#contracts/directives";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { decideException } from "./decide-exception.ts";
import { LONGEST_EXCEPTION_DAYS } from "./directive-item.rules.ts";
import { exceptionResource, overseenItemResource, ownItemResource } from "./items.resources.ts";
import { askForException, askForMore, finishItem, reopenItem, startItem, takeExceptionBack } from "./move-item.ts";
import { showAllItems, showItem, showOwnItems, showWaitingExceptions } from "./show-items.ts";

const ROOM = "obligations";
const OWN = { room: ROOM, permission: "obligations:move-own-item", resource: { kind: ownItemResource, param: "id" }, params: idParams, reply: directiveItemDetail } as const;
const OVERSEEN = { room: ROOM, permission: "obligations:oversee-item", resource: { kind: overseenItemResource, param: "id" }, params: idParams, reply: directiveItemDetail } as const;

const showOwn = (services: Services, actor: Actor, id: string) => showItem(services, { actor, id, side: "agency" });
const showOverseen = (services: Services, actor: Actor, id: string) => showItem(services, { actor, id, side: "officer" });
const showQueue = async (services: Services) => ({ exceptions: await showWaitingExceptions(services), longestDays: LONGEST_EXCEPTION_DAYS });

const agencyRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/agency/items", summary: "What directives ask of one's own agency, and what is due when", permission: "obligations:move-own-item", reply: agencyItems,
    run: ({ services, actor }) => showOwnItems(services, actor),
  }),
  route({ ...OWN, method: "get", path: "/agency/items/{id}", summary: "One item of one's own agency, with its turns", run: ({ services, actor, params }) => showOwn(services, actor, params.id) }),
  route({
    ...OWN, method: "post", path: "/agency/items/{id}/start", summary: "Say that work on an item has begun",
    run: async ({ services, actor, params: { id } }) => {
      await startItem(services, { actor, id });
      return showOwn(services, actor, id);
    },
  }),
  route({
    ...OWN, method: "post", path: "/agency/items/{id}/done", summary: "Say that an item is done, with evidence", body: finishBody,
    run: async ({ services, actor, params: { id }, body }) => {
      await finishItem(services, { actor, id, ...body });
      return showOwn(services, actor, id);
    },
  }),
  route({
    ...OWN, method: "post", path: "/agency/items/{id}/reopening", summary: "Reopen an item that is not done after all", body: reopenBody,
    run: async ({ services, actor, params: { id }, body }) => {
      await reopenItem(services, { actor, id, ...body });
      return showOwn(services, actor, id);
    },
  }),
  route({
    ...OWN, method: "post", path: "/agency/items/{id}/exception", summary: "Ask for more time for an item, or to extend it", body: askDirectiveException,
    run: async ({ services, actor, params: { id }, body }) => {
      await askForException(services, { actor, id, ...body });
      return showOwn(services, actor, id);
    },
  }),
  route({
    ...OWN, method: "post", path: "/agency/items/{id}/exception/withdrawal", summary: "Take back what was asked for",
    run: async ({ services, actor, params: { id } }) => {
      await takeExceptionBack(services, { actor, id });
      return showOwn(services, actor, id);
    },
  }),
];

const officerRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/directive-work/items", summary: "What every agency owes under directives, and how far it is", permission: "obligations:oversee-items", query: directiveItemQuery, reply: directiveItems,
    run: ({ services, query }) => showAllItems(services, query),
  }),
  route({ ...OVERSEEN, method: "get", path: "/directive-work/items/{id}", summary: "One item of an agency, with its turns", run: ({ services, actor, params }) => showOverseen(services, actor, params.id) }),
  route({
    ...OVERSEEN, method: "post", path: "/directive-work/items/{id}/more", summary: "Say what is missing in what an agency handed in", body: askForMoreBody,
    run: async ({ services, actor, params: { id }, body }) => {
      await askForMore(services, { actor, id, ...body });
      return showOverseen(services, actor, id);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/directive-work/exceptions", summary: "Exceptions that wait for an answer", permission: "obligations:oversee-items", reply: directiveExceptionList,
    run: ({ services }) => showQueue(services),
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/exceptions/{id}/decide", summary: "Grant an exception until a day, or refuse it", permission: "obligations:decide-exception", resource: { kind: exceptionResource, param: "id" }, params: idParams, body: decideDirectiveException, reply: directiveExceptionList,
    run: async ({ services, actor, params, body }) => {
      await decideException(services, { actor, id: params.id, ...body });
      return showQueue(services);
    },
  }),
];

export const itemRoutes: readonly Route[] = [...agencyRoutes, ...officerRoutes];
