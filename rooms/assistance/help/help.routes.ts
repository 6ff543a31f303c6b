import { idParams } from "#contracts/access";
import {
  agreeToHelper as agreeBody, answerHelp as answerBody, beginHelp as beginBody, declineHelp as declineBody, enteredHelp, enterHelp, helpQueue, helpRequestList, planHelp as planBody, requestHelp, volunteer as volunteerBody,
} from "#contracts/assistance";
import { operatorQuery } from "#contracts/distribution";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { askedResource, queuedResource, requireAsker } from "../assistance.resources.ts";
import { askForHelp, enterForOperator } from "./ask-for-help.ts";
import { answerHelp, beginHelp, declineHelp, eraseHelp, handHelpBack, planHelp, withdrawHelp } from "./move-help-request.ts";
import { listAskedHelp, showHelpQueue } from "./show-help.ts";
import { agreeToHelper, takeOfferBack, volunteer } from "./volunteer.ts";

const ROOM = "assistance";
const OF_ASKER = { room: ROOM, permission: "assistance:ask", resource: { kind: askedResource, param: "id" }, params: idParams } as const;
const OF_HELPER = { room: ROOM, permission: "assistance:help", resource: { kind: queuedResource, param: "id" }, params: idParams, reply: helpQueue } as const;

export const helpRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/assistance/requests", summary: "Ask for help", permission: "assistance:ask", body: requestHelp, reply: helpRequestList, status: 201,
    run: ({ services, actor, body: { organisationId, ...asked } }) => thenAsked(services, actor, askForHelp(services, { actor, organisationId: requireAsker(actor, organisationId), ...asked })),
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/requests", summary: "Your organisation's requests, and those of the operators it acts for", permission: "assistance:ask", query: operatorQuery, reply: helpRequestList,
    run: async ({ services, actor, query: { organisationId } }) => ({ requests: await listAskedHelp(services, actor, organisationId && requireAsker(actor, organisationId)) }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/entered-requests", summary: "Enter a request that an operator made by telephone or on paper, with its word that you may", permission: "assistance:enter-for", body: enterHelp, reply: enteredHelp, status: 201,
    run: async ({ services, actor, body }) => ({ id: await enterForOperator(services, { actor, ...body }) }),
  }),
  route({
    ...OF_ASKER, method: "post", path: "/assistance/requests/{id}/agree", summary: "Agree to one of those who volunteered; this helper alone reads your question", body: agreeBody, reply: helpRequestList,
    run: ({ services, actor, params, body }) => thenAsked(services, actor, agreeToHelper(services, { actor, id: params.id, ...body })),
  }),
  route({
    ...OF_ASKER, method: "post", path: "/assistance/requests/{id}/begin", summary: "Say that the plan may be gone on with, and within which window", body: beginBody, reply: helpRequestList,
    run: ({ services, actor, params, body }) => thenAsked(services, actor, beginHelp(services, { actor, id: params.id, ...body })),
  }),
  route({
    ...OF_ASKER, method: "post", path: "/assistance/requests/{id}/withdraw", summary: "Take a request back at any time; what you told is erased",
    run: ({ services, actor, params }) => withdrawHelp(services, { actor, id: params.id }),
  }),
  route({
    ...OF_ASKER, method: "post", path: "/assistance/requests/{id}/erase", summary: "Erase a request that has ended",
    run: ({ services, actor, params }) => eraseHelp(services, { actor, id: params.id }),
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/queue", summary: "Requests that wait for a helper, and those you help with", permission: "assistance:help", reply: helpQueue,
    run: ({ services, actor }) => showHelpQueue(services, actor),
  }),
  route({
    ...OF_HELPER, method: "post", path: "/assistance/queue/{id}/volunteer", summary: "Say that you would help", body: volunteerBody,
    run: ({ services, actor, params, body }) => thenQueue(services, actor, volunteer(services, { actor, id: params.id, ...body })),
  }),
  route({
    ...OF_HELPER, method: "post", path: "/assistance/queue/{id}/take-back", summary: "Take your offer to help back",
    run: ({ services, actor, params }) => thenQueue(services, actor, takeOfferBack(services, { actor, id: params.id })),
  }),
  route({
    ...OF_HELPER, method: "post", path: "/assistance/queue/{id}/plan", summary: "Propose what to do, in at most five plain steps", body: planBody,
    run: ({ services, actor, params, body }) => thenQueue(services, actor, planHelp(services, { actor, id: params.id, ...body })),
  }),
  route({
    ...OF_HELPER, method: "post", path: "/assistance/queue/{id}/answer", summary: "Answer, or say what was done; this ends the request", body: answerBody,
    run: ({ services, actor, params, body }) => thenQueue(services, actor, answerHelp(services, { actor, id: params.id, ...body })),
  }),
  route({
    ...OF_HELPER, method: "post", path: "/assistance/queue/{id}/hand-back", summary: "Give a request back; it waits for another helper",
    run: ({ services, actor, params }) => thenQueue(services, actor, handHelpBack(services, { actor, id: params.id })),
  }),
  route({
    ...OF_HELPER, method: "post", path: "/assistance/queue/{id}/decline", summary: "Say that nobody helps with it here, and where else to go", body: declineBody,
    run: ({ services, actor, params, body }) => thenQueue(services, actor, declineHelp(services, { actor, id: params.id, ...body })),
  }),
];

async function thenAsked(services: Services, actor: Actor, act: Promise<unknown>) {
  await act;
  return { requests: await listAskedHelp(services, actor) };
}

async function thenQueue(services: Services, actor: Actor, act: Promise<void>) {
  await act;
  return showHelpQueue(services, actor);
}
