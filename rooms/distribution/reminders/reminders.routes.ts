import { formReply, mailTicketParams, operatorMail, setOperatorMail } from "#contracts/deployment";
import { operatorQuery } from "#contracts/distribution";
import { appendEntry } from "#rooms/audit";
import { NOBODY, notFound, route, type FileReply, type Route, type Services } from "#rooms/platform";
import { requireOwner } from "../distribution.resources.ts";
import { requireOperator } from "../enrol-operator.ts";
import { FORM, refuseAs, toPage } from "../forms/form-page.ts";
import { stopHtml } from "../forms/form-page.rules.ts";
import { checkStopTicket, endForms, subjectOf } from "./mail-operator.ts";
import { readMailWish, setMail, wishMails } from "./set-mail.ts";

const ROOM = "distribution";
const OPERATOR = "distribution:take-part";

export const reminderRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/operator/mail", summary: "Whether and how often we write to you", permission: OPERATOR, query: operatorQuery, reply: operatorMail,
    run: async ({ services, actor, query }) => {
      const organisationId = requireOwner(actor, query.organisationId);
      await requireOperator(services.db, organisationId);
      return readMailWish(services.db, organisationId);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/operator/mail", summary: "Say whether and how often we write to you, and what a mail says", permission: OPERATOR, query: operatorQuery, body: setOperatorMail, reply: operatorMail,
    run: ({ services, actor, query, body }) => setMail(services, { actor, organisationId: requireOwner(actor, query.organisationId), wish: body }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/mail/links/end", summary: "End every link and reply address that was mailed to you", permission: OPERATOR, query: operatorQuery,
    run: async ({ services, actor, query }) => {
      const organisationId = requireOwner(actor, query.organisationId);
      await requireOperator(services.db, organisationId);
      await services.db.inTransaction(async (tx) => {
        await endForms(services, tx, organisationId);
        await appendEntry(services, tx, { kind: "distribution.links-ended", subject: organisationId, by: actor, data: {}, visibleTo: [organisationId] });
      });
    },
  }),
  route({
    // Whatever looks at addresses in mails gets here: looking stops nothing (RFC 8058 section 3.1).
    room: ROOM, method: "get", path: "/operator/unsubscribe/{ticket}", summary: "One button that stops our mails", permission: "public", carries: "coordination", isForm: true, refuseAs, params: mailTicketParams, reply: formReply,
    run: async ({ services, params }) => showStop(services, params.ticket, false),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/unsubscribe/{ticket}", summary: "Stop our mails, from a mail program's button or a page's", permission: "public", carries: "coordination", isForm: true, refuseAs, params: mailTicketParams, upload: FORM, maxBytes: 4096, reply: formReply,
    run: async ({ services, params }) => {
      const { mailId, organisationId } = requireTicket(services, params.ticket);
      const held = services.as({ ...NOBODY, personId: mailId, subject: subjectOf(organisationId) });
      await held.db.inTransaction((tx) => wishMails(held, tx, { organisationId, mails: "stop", by: { personId: mailId, organisationId } }));
      return showStop(services, params.ticket, true);
    },
  }),
];

function requireTicket(services: Services, ticket: string) {
  const found = checkStopTicket(services, ticket);
  if (!found) throw notFound();
  return found;
}

function showStop(services: Services, ticket: string, isStopped: boolean): FileReply {
  const { organisationId } = requireTicket(services, ticket);
  return toPage(stopHtml(isStopped, services.messages.text), organisationId);
}
