import { idParams } from "#contracts/access";
import { answerQuestion as answerBody, operatorQuery, questionList } from "#contracts/distribution";
import { route, type ResourceKind, type Route } from "#rooms/platform";
import { operatorRecord, requireOwner } from "../distribution.resources.ts";
import { answerQuestion, showQuestions, takeBackAnswer } from "./answer-question.ts";
import { findQuestionById, OWNED_OPERATOR_QUESTION } from "./questions.store.ts";

const ROOM = "distribution";
const OPERATOR = "distribution:take-part";
export const questionResource: ResourceKind = operatorRecord(async (db, id) => (await findQuestionById(db, id))?.organisation_id, OWNED_OPERATOR_QUESTION);
const QUESTION = { kind: questionResource, param: "id" };

export const questionRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/operator/questions", summary: "What one answer of yours would settle", permission: OPERATOR, query: operatorQuery, reply: questionList,
    run: ({ services, actor, query }) => showQuestions(services, { actor, organisationId: requireOwner(actor, query.organisationId) }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/questions/{id}/answer", summary: "Answer a question", permission: OPERATOR, resource: QUESTION, params: idParams, body: answerBody,
    run: ({ services, actor, params, body }) => answerQuestion(services, { actor, id: params.id, value: body.value }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/questions/{id}/take-back", summary: "Take an answer back", permission: OPERATOR, resource: QUESTION, params: idParams,
    run: ({ services, actor, params }) => takeBackAnswer(services, { actor, id: params.id }),
  }),
];
