import { idParams } from "#contracts/access";
import { maintainerOpen } from "#contracts/coordination";
import {
  caseMail, contactFileReply, importMaintainerPolicy, maintainerContacts, maintainerMail, maintainerNext, maintainerPolicyReply, projectQuery, readContactFile, setMaintainerPolicy, stopPage, stopTicket,
} from "#contracts/maintainer";
import { appendEntry } from "#rooms/audit";
import { notFound, route, type Route, type Services } from "#rooms/platform";
import { byLink, enterByLink } from "./answer-report.ts";
import { enterContactFile, readContacts } from "./contact-book.ts";
import { caseResource } from "../coordination.resources.ts";
import { findCase, findProject } from "../coordination.store.ts";
import { importPolicy, setPolicy, showPolicy } from "./maintainer-policy.ts";
import { countWaiting } from "./maintainer-policy.store.ts";
import { notifyNext } from "../case/open-case.ts";
import { showMail, showStop, unsubscribe, wishMails } from "../mail/stop-mails.ts";

const ROOM = "coordination";
const POLICY_BYTES = 256 * 1024;

const staffRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/maintainer-policies", summary: "What a project's maintainer wants, and what that holds back", permission: "coordination:list", query: projectQuery, reply: maintainerPolicyReply,
    run: ({ services, query }) => showPolicy(services, query.projectId),
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer-policies", summary: "Enter a maintainer's published policy", permission: "coordination:open-project", body: importMaintainerPolicy, maxBytes: POLICY_BYTES, reply: maintainerPolicyReply, status: 201,
    run: async ({ services, actor, body }) => {
      await importPolicy(services, { actor, ...body });
      return showPolicy(services, body.projectId);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/maintainer-contacts", summary: "Where a project's maintainers are reached, in the order to try", permission: "coordination:list", query: projectQuery, reply: maintainerContacts,
    run: async ({ services, query }) => ({ contacts: await listContacts(services, query.projectId) }),
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer-contacts", summary: "Enter what a security.txt, SECURITY.md or SECURITY-INSIGHTS.yml says", permission: "coordination:open-project", body: readContactFile, maxBytes: POLICY_BYTES, reply: contactFileReply, status: 201,
    run: async ({ services, actor, body }) => {
      const { contacts: _found, encryption, languages, ignored, ...read } = await enterContactFile(services, { actor, ...body });
      return { ...read, encryption: [...encryption], languages: [...languages], ignored: [...ignored], contacts: await listContacts(services, body.projectId) };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/cases/{id}/mail", summary: "Whether the maintainer wants our mails, and where they go", permission: "coordination:read", resource: { kind: caseResource, param: "id" }, params: idParams, reply: caseMail,
    run: ({ services, params }) => showMail(services, services.db, params.id),
  }),
];

// As the rest of the maintainer's page: the link's secret in the body, never an address part.
const linkRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/maintainer/policy", summary: "Your project's policy", permission: "public", carries: "coordination", body: maintainerOpen, reply: maintainerPolicyReply,
    run: ({ services, body }) => showOwnPolicy(services, body.token),
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/policy/set", summary: "Set your project's policy", permission: "public", carries: "coordination", body: setMaintainerPolicy, maxBytes: POLICY_BYTES, reply: maintainerPolicyReply,
    run: async ({ services, body: { token, policy } }) => {
      await byLink(services, token, ({ services: held, tx, row, by }) => setPolicy(held, tx, { projectId: row.project_id, policy, setBy: "maintainer", by }));
      return showOwnPolicy(services, token);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/mail", summary: "Stop our mails, or have them again", permission: "public", carries: "coordination", body: maintainerMail, reply: caseMail,
    run: async ({ services, body: { token, mails } }) => {
      await byLink(services, token, ({ services: held, tx, row, by }) => wishMails(held, tx, { row, mails, by }));
      return showOwnMail(services, token);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/mail/wish", summary: "Whether our mails come, and where they go", permission: "public", carries: "coordination", body: maintainerOpen, reply: caseMail,
    run: ({ services, body }) => showOwnMail(services, body.token),
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/next", summary: "Ask for the next report, which is mailed as soon as there is a place", permission: "public", carries: "coordination", body: maintainerOpen, reply: maintainerNext,
    run: ({ services, body }) =>
      byLink(services, body.token, async ({ services: held, tx, row, by }) => {
        await appendEntry(held, tx, { kind: "coordination.next-asked", subject: row.project_id, by, data: {} });
        await held.jobs.enqueue(tx, notifyNext, { projectId: row.project_id, isAsked: true });
        return { waitingCases: await countWaiting(tx, row.project_id) };
      }),
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/unsubscribe/{ticket}", summary: "Stop the mails of one case, from a mail program's button", permission: "public", params: stopTicket,
    run: ({ services, params }) => unsubscribe(services, params.ticket),
  }),
  route({
    // A browser, and whatever looks at addresses in mails, gets here: looking stops nothing (RFC 8058 section 3.1).
    room: ROOM, method: "get", path: "/maintainer/unsubscribe/{ticket}", summary: "The page that asks whether mails are to stop", permission: "public", params: stopTicket, reply: "text/plain",
    run: async ({ params }) => ({ bytes: "", mediaType: "text/plain", status: 303, headers: { location: `/unsubscribe#${params.ticket}` } }),
  }),
  route({
    room: ROOM, method: "get", path: "/maintainer/mails/{ticket}", summary: "What a mail's unsubscribe button would stop", permission: "public", carries: "coordination", params: stopTicket, reply: stopPage,
    run: ({ services, params }) => showStop(services, params.ticket),
  }),
];

async function showOwnMail(anybody: Services, token: string) {
  const { services, caseId } = await enterByLink(anybody, token);
  return showMail(services, services.db, caseId);
}

async function showOwnPolicy(anybody: Services, token: string) {
  const { services, caseId } = await enterByLink(anybody, token);
  const row = await findCase(services.db, caseId);
  if (!row) throw notFound();
  return showPolicy(services, row.project_id);
}

async function listContacts(services: Services, projectId: string) {
  const project = await findProject(services.db, projectId);
  if (!project) throw notFound();
  return (await readContacts(services, services.db, project)).map(({ id: _id, ...contact }) => contact);
}

export const maintainerPolicyRoutes: readonly Route[] = [...staffRoutes, ...linkRoutes];
