import { idParams } from "#contracts/access";
import { answerHelp, catalogue, helpRequestList, requestHelp as requestHelpBody } from "#contracts/assistance";
import { filterFor, findPersonCard } from "#rooms/access";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { askedResource, queuedResource, requireAsker } from "./assistance.resources.ts";
import { HELP_COLUMNS, listAsked, listQueued, type HelpRow } from "./assistance.store.ts";
import { CATALOGUE } from "./catalogue.rules.ts";
import { moveHelpRequest } from "./move-help-request.ts";
import { requestHelp } from "./request-help.ts";

const ROOM = "assistance";
const ASK = "assistance:ask";
const HELP = "assistance:help";
const ASKED = { kind: askedResource, param: "id" };
const QUEUED = { kind: queuedResource, param: "id" };

export const assistanceRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/assistance/catalogue", summary: "Defensive tools and services, free to choose", permission: "public", reply: catalogue,
    run: async () => ({ entries: [...CATALOGUE] }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/requests", summary: "Ask for help", permission: ASK, body: requestHelpBody, reply: helpRequestList, status: 201,
    run: async ({ services, actor, body }) => {
      const { organisationId, ...asked } = body;
      await requestHelp(services, { actor, organisationId: requireAsker(actor, organisationId), ...asked });
      return { requests: await listAskedBy(services, actor) };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/requests", summary: "Your organisation's requests, and those of the operators it acts for", permission: ASK, reply: helpRequestList,
    run: async ({ services, actor }) => ({ requests: await listAskedBy(services, actor) }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/requests/{id}/withdraw", summary: "Take a request back", permission: ASK, resource: ASKED, params: idParams,
    run: ({ services, actor, params }) => moveHelpRequest(services, { actor, id: params.id, event: "withdraw" }),
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/queue", summary: "Requests that wait for somebody, and those you took up", permission: HELP, reply: helpRequestList,
    run: async ({ services, actor }) => ({ requests: await toRequests(services, await listQueued(services.db, filterFor(actor, HELP, HELP_COLUMNS))) }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/queue/{id}/take", summary: "Take a request up", permission: HELP, resource: QUEUED, params: idParams,
    run: ({ services, actor, params }) => moveHelpRequest(services, { actor, id: params.id, event: "take" }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/queue/{id}/answer", summary: "Answer a request you took up", permission: HELP, resource: QUEUED, params: idParams, body: answerHelp,
    run: ({ services, actor, params, body }) => moveHelpRequest(services, { actor, id: params.id, event: "answer", answer: body.answer }),
  }),
];

async function listAskedBy(services: Services, actor: Actor) {
  return toRequests(services, await listAsked(services.db, filterFor(actor, ASK, HELP_COLUMNS)));
}

async function toRequests(services: Services, rows: readonly HelpRow[]) {
  const open = (row: HelpRow, sealed: string) => services.keys.open("assistance", row.id, sealed).toString("utf8");
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      kind: row.kind as never,
      question: open(row, row.question),
      state: row.state,
      requestedAt: row.requested_at,
      takenBy: row.taken_by ? ((await findPersonCard(services.db, row.taken_by))?.organisationName ?? null) : null,
      answer: row.answer ? open(row, row.answer) : null,
      answeredAt: row.answered_at,
    })),
  );
}
