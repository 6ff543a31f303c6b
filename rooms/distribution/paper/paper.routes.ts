import { randomInt } from "node:crypto";
import { formReply } from "#contracts/deployment";
import { answerForPaper as answerBody, enterPaperForm as enterBody, paperEntered, paperForm, paperNumber, paperPlan, slipParams } from "#contracts/enrolment";
import { OF_MAILS, route, type Route } from "#rooms/platform";
import { readTerms } from "../enrolment/terms.ts";
import { FORM, refuseAs, toPage } from "../forms/form-page.ts";
import { leaveHtml } from "../forms/form-page.rules.ts";
import { enterPaperForm } from "./enter-paper-form.ts";
import { leaveBySlip, openSlip } from "./leave-by-slip.ts";
import { DRAWN, writePaperNumber } from "./paper-number.rules.ts";
import { answerForPaper, showPaperPlan } from "./tell-by-paper.ts";

const ROOM = "distribution";
const OF_SLIP = { room: ROOM, path: "/operator/slip/{slip}", permission: "public", carries: "coordination", isForm: true, refuseAs, params: slipParams, reply: formReply } as const;

export const paperRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/paper-forms", summary: "A number for one printed form, and the terms to print on it", permission: "public", reply: paperForm, status: 201,
    run: ({ services }) => Promise.resolve({ formNumber: writePaperNumber(Array.from({ length: DRAWN.count }, () => randomInt(DRAWN.from))), terms: readTerms(services) }),
  }),
  route({
    room: ROOM, method: "post", path: "/paper-forms/entered", summary: "Type in a form that an operator signed on paper", permission: "distribution:enter-paper", body: enterBody, reply: paperEntered, status: 201,
    limit: OF_MAILS,
    run: ({ services, actor, body }) => enterPaperForm(services, { actor, form: body }),
  }),
  route({
    room: ROOM, method: "post", path: "/paper-forms/plan", summary: "The plan of who joined on paper and has no account, to read out or to send; it is shown to them that you read it", permission: "distribution:tell-by-paper",
    body: paperNumber, reply: paperPlan,
    run: ({ services, actor, body }) => showPaperPlan(services, { actor, ...body }),
  }),
  route({
    room: ROOM, method: "post", path: "/paper-forms/answers", summary: "Type in what they said of a step by telephone or post", permission: "distribution:tell-by-paper",
    body: answerBody, reply: paperPlan,
    run: ({ services, actor, body }) => answerForPaper(services, { actor, ...body }),
  }),
  route({
    ...OF_SLIP, method: "get", summary: "One button by which who joined on paper leaves",
    run: async ({ services, params }) => toPage(leaveHtml(false, services.messages.text), await openSlip(services, params.slip)),
  }),
  route({
    ...OF_SLIP, method: "post", summary: "Leave by a slip, and have everything erased", upload: FORM, maxBytes: 4096,
    run: async ({ services, params }) => toPage(leaveHtml(true, services.messages.text), await leaveBySlip(services, params.slip)),
  }),
];
