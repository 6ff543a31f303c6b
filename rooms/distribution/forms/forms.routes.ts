import { formParams, formReply } from "#contracts/deployment";
import { route, type FileReply, type Route, type Services } from "#rooms/platform";
import { answerForm, showForm, type FormPage } from "./answer-form.ts";
import { FORM, refuseAs, toPage } from "./form-page.ts";
import { formHtml } from "./form-page.rules.ts";

const ROOM = "distribution";
const FORM_BYTES = 16 * 1024;

export const formRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/operator/form/{token}", summary: "The plan and its answers as a plain form, by a mailed link", permission: "public", carries: "coordination", isForm: true, refuseAs, params: formParams, reply: formReply,
    run: async ({ services, params }) => toFormPage(services, await showForm(services, params.token)),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/form/{token}", summary: "Answer a step from the plain form", permission: "public", carries: "coordination", isForm: true, refuseAs, params: formParams, upload: FORM, maxBytes: FORM_BYTES, reply: formReply,
    run: async ({ services, params, body }) => toFormPage(services, await answerForm(services, { token: params.token, bytes: body as Uint8Array })),
  }),
];

function toFormPage(services: Services, { organisationId, plan, said }: FormPage): FileReply {
  return toPage(formHtml({ plan, said, texts: services.messages.text }), organisationId);
}
