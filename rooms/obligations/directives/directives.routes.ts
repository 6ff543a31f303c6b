import { idParams } from "#contracts/access";
import { directive, directiveDraftList, directiveList, directiveRevocations, directiveWords, draftDirective as draftBody, proposeRevocation as revocationBody } from "#contracts/directives";
import { route, type Route } from "#rooms/platform";
import { draftResource, issuedResource } from "./directives.resources.ts";
import { draftDirective, rewriteDraft, showDrafts, withdrawDraft } from "./draft-directive.ts";
import { issueDirective } from "./issue-directive.ts";
import { confirmRevocation, proposeRevocation, showRevocations, withdrawRevocation } from "./revoke-directive.ts";
import { listDirectives, showDirective, showDocument } from "./show-directives.ts";

const ROOM = "obligations";
const DRAFT = { kind: draftResource, param: "id" };
const ISSUED = { kind: issuedResource, param: "id" };
const KEEP = "obligations:keep-directive";

const publicRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/directives", summary: "Directives in force and of the past", permission: "public", reply: directiveList,
    run: async ({ services }) => ({ directives: [...(await listDirectives(services))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/directives/{id}", summary: "One directive, with counts of agencies that name none", permission: "public", params: idParams, reply: directive,
    run: ({ services, params }) => showDirective(services, params.id),
  }),
  route({
    room: ROOM, method: "get", path: "/directives/{id}/document", summary: "A directive's words as they were issued, byte by byte", permission: "public", params: idParams, reply: "application/json",
    run: ({ services, params }) => showDocument(services, params.id),
  }),
];

const draftRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/directive-work/drafts", summary: "Directives that are being written", permission: "obligations:draft-directive", reply: directiveDraftList,
    run: ({ services, actor }) => showDrafts(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/directives", summary: "Begin a draft, with words of one's own or from a text that ships with the software", permission: "obligations:draft-directive", body: draftBody, reply: directiveDraftList, status: 201,
    run: async ({ services, actor, body }) => {
      await draftDirective(services, { actor, given: body });
      return showDrafts(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/drafts/{id}/words", summary: "Write a draft anew", permission: "obligations:keep-draft", resource: DRAFT, params: idParams, body: directiveWords, reply: directiveDraftList,
    run: async ({ services, actor, params, body }) => {
      await rewriteDraft(services, { actor, id: params.id, words: body });
      return showDrafts(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/drafts/{id}/issue", summary: "Issue a colleague's draft", permission: "obligations:issue-directive", resource: DRAFT, params: idParams, reply: directiveDraftList,
    run: async ({ services, actor, params }) => {
      await issueDirective(services, { actor, id: params.id });
      return showDrafts(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/drafts/{id}/withdrawal", summary: "Take a draft back", permission: "obligations:keep-draft", resource: DRAFT, params: idParams, reply: directiveDraftList,
    run: async ({ services, actor, params }) => {
      await withdrawDraft(services, { actor, id: params.id });
      return showDrafts(services, actor);
    },
  }),
];

const revocationRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/directive-work/revocations", summary: "Revocations that wait for a second officer", permission: "obligations:draft-directive", reply: directiveRevocations,
    run: ({ services, actor }) => showRevocations(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/directives/{id}/revocation", summary: "Propose to revoke a directive, with the reason", permission: KEEP, resource: ISSUED, params: idParams, body: revocationBody, reply: directiveRevocations,
    run: async ({ services, actor, params, body }) => {
      await proposeRevocation(services, { actor, id: params.id, reason: body.reason });
      return showRevocations(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/directives/{id}/revocation/confirmation", summary: "Revoke a directive that a colleague proposed to revoke", permission: "obligations:revoke-directive", resource: ISSUED, params: idParams, reply: directiveRevocations,
    run: async ({ services, actor, params }) => {
      await confirmRevocation(services, { actor, id: params.id });
      return showRevocations(services, actor);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/directives/{id}/revocation/withdrawal", summary: "Take the proposal to revoke a directive back", permission: KEEP, resource: ISSUED, params: idParams, reply: directiveRevocations,
    run: async ({ services, actor, params }) => {
      await withdrawRevocation(services, { actor, id: params.id });
      return showRevocations(services, actor);
    },
  }),
];

export const directiveRoutes: readonly Route[] = [...publicRoutes, ...draftRoutes, ...revocationRoutes];
