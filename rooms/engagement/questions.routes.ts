import { answerFileQuery, answerQuestion as answerQuestionBody, askQuestion as askQuestionBody, MAX_QUESTION_FILE_BYTES, questionFileQuery, questionList, readFileQuery } from "#contracts/questions";
import { idParams } from "#contracts/access";
import { route, type Route } from "#rooms/platform";
import { answerQuestion, askQuestion } from "./ask-question.ts";
import { engagementResource, evaluatedResource } from "./engagement.resources.ts";
import { listOwnQuestions, listQuestions, readOwnQuestionFile, readQuestionFile } from "./show-questions.ts";

const ROOM = "engagement";
const ENGAGEMENT = { kind: engagementResource, param: "id" };
const EVALUATED = { kind: evaluatedResource, param: "id" };
const OCTETS = "application/octet-stream";

export const questionRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/evaluator/engagements/{id}/questions", summary: "Your questions to the developer, with the answers", permission: "engagement:evaluate", resource: EVALUATED, params: idParams, reply: questionList,
    run: ({ services, actor, params }) => listOwnQuestions(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/questions", summary: "Ask the developer, for the purpose of your grant, or go on with a question of yours", permission: "engagement:use-model", resource: EVALUATED, params: idParams, body: askQuestionBody, reply: questionList,
    run: async ({ services, actor, params, body: { text, ...asked } }) => {
      await askQuestion(services, { actor, engagementId: params.id, ...asked, said: { text } });
      return listOwnQuestions(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/questions/files", summary: "Put a file under a question of yours", permission: "engagement:use-model", resource: EVALUATED, params: idParams, query: questionFileQuery, upload: OCTETS, maxBytes: MAX_QUESTION_FILE_BYTES, reply: questionList,
    run: async ({ services, actor, params, query: { fileName, ...asked }, body }) => {
      await askQuestion(services, { actor, engagementId: params.id, ...asked, said: { fileName, bytes: body as Uint8Array } });
      return listOwnQuestions(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/evaluator/engagements/{id}/questions/file", summary: "A file under a question of yours; the developer sees that you took it", permission: "engagement:evaluate", resource: EVALUATED, params: idParams, query: readFileQuery, carries: "developer-confidential", reply: OCTETS,
    run: ({ services, actor, params, query }) => readOwnQuestionFile(services, { actor, engagementId: params.id, entryId: query.entryId }),
  }),
  route({
    room: ROOM, method: "get", path: "/engagements/{id}/questions", summary: "What named evaluators asked you, with your answers", permission: "engagement:read-own", resource: ENGAGEMENT, params: idParams, reply: questionList,
    run: ({ services, params }) => listQuestions(services, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/questions/answers", summary: "Answer an evaluator", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, body: answerQuestionBody, reply: questionList,
    run: async ({ services, actor, params, body: { questionId, text } }) => {
      await answerQuestion(services, { actor, engagementId: params.id, questionId, said: { text } });
      return listQuestions(services, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/questions/files", summary: "Put a file under an evaluator's question", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, query: answerFileQuery, upload: OCTETS, maxBytes: MAX_QUESTION_FILE_BYTES, reply: questionList,
    run: async ({ services, actor, params, query: { questionId, fileName }, body }) => {
      await answerQuestion(services, { actor, engagementId: params.id, questionId, said: { fileName, bytes: body as Uint8Array } });
      return listQuestions(services, params.id);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/engagements/{id}/questions/file", summary: "A file under a question", permission: "engagement:read-own", resource: ENGAGEMENT, params: idParams, query: readFileQuery, carries: "developer-confidential", reply: OCTETS,
    run: ({ services, params, query }) => readQuestionFile(services, params.id, query.entryId),
  }),
];
