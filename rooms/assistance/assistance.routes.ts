import { idParams } from "#contracts/access";
import { answerHelp, catalogue, helpRequestList, requestHelp as requestHelpBody } from "#contracts/assistance";
import { findPersonCard } from "#rooms/access";
import { route, type Route, type Services } from "#rooms/platform";
import { listHelpRequestsFor, listHelpRequestsOf, type HelpRow } from "./assistance.store.ts";
import { CATALOGUE } from "./catalogue.rules.ts";
import { moveHelpRequest } from "./move-help-request.ts";
import { requestHelp } from "./request-help.ts";

const ROOM = "assistance";

export const assistanceRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/assistance/catalogue", summary: "Defensive tools and services, free to choose", permission: "public", reply: catalogue,
    run: async () => ({ entries: [...CATALOGUE] }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/requests", summary: "Ask for help", permission: "assistance:ask", body: requestHelpBody, reply: helpRequestList, status: 201,
    run: async ({ services, actor, body }) => {
      await requestHelp(services, { actor, ...body });
      return { requests: await toRequests(services, await listHelpRequestsOf(services.db, actor.organisationId)) };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/requests", summary: "Your organisation's requests", permission: "assistance:ask", reply: helpRequestList,
    run: async ({ services, actor }) => ({ requests: await toRequests(services, await listHelpRequestsOf(services.db, actor.organisationId)) }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/requests/{id}/withdraw", summary: "Take a request back", permission: "assistance:ask", params: idParams,
    run: ({ services, actor, params }) => moveHelpRequest(services, { actor, id: params.id, event: "withdraw" }),
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/queue", summary: "Requests that wait for somebody, and those you took up", permission: "assistance:help", reply: helpRequestList,
    run: async ({ services, actor }) => ({ requests: await toRequests(services, await listHelpRequestsFor(services.db, actor.personId)) }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/queue/{id}/take", summary: "Take a request up", permission: "assistance:help", params: idParams,
    run: ({ services, actor, params }) => moveHelpRequest(services, { actor, id: params.id, event: "take" }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/queue/{id}/answer", summary: "Answer a request you took up", permission: "assistance:help", params: idParams, body: answerHelp,
    run: ({ services, actor, params, body }) => moveHelpRequest(services, { actor, id: params.id, event: "answer", answer: body.answer }),
  }),
];

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
