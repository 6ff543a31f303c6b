import { nondisclosureTextList, signUndertaking as signUndertakingBody, undertaking, undertakingList, undertakingsQuery, writeNondisclosureText as writeNondisclosureTextBody } from "#contracts/nondisclosure";
import { idParams } from "#contracts/access";
import { route, type Route } from "#rooms/platform";
import { printUndertaking } from "./print-undertaking.ts";
import { exportSigned, listUndertakings, showUndertaking, undertakingResource } from "./show-undertakings.ts";
import { signUndertaking } from "./sign-undertaking.ts";
import { listNondisclosureTexts, writeNondisclosureText } from "./write-nondisclosure.ts";

const ROOM = "engagement";
const UNDERTAKING = { kind: undertakingResource, param: "id" };
// The longest text, each character spelt as JSON may spell it.
const MAX_TEXT_BYTES = 256 * 1024;

export const nondisclosureRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/nondisclosure/texts", summary: "Write a version of your nondisclosure terms", permission: "engagement:write-nondisclosure", body: writeNondisclosureTextBody, maxBytes: MAX_TEXT_BYTES, reply: nondisclosureTextList, status: 201,
    run: async ({ services, actor, body }) => {
      await writeNondisclosureText(services, { actor, written: body });
      return { texts: await listNondisclosureTexts(services, services.db, actor.organisationId) };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/nondisclosure/texts", summary: "Your nondisclosure terms, every version", permission: "engagement:write-nondisclosure", reply: nondisclosureTextList,
    run: async ({ services, actor }) => ({ texts: await listNondisclosureTexts(services, services.db, actor.organisationId) }),
  }),
  route({
    room: ROOM, method: "get", path: "/undertakings", summary: "Nondisclosure undertakings that are yours to see, of one engagement or of all", permission: "engagement:read-undertaking", query: undertakingsQuery, reply: undertakingList,
    run: async ({ services, actor, query }) => ({ undertakings: await listUndertakings(services, actor, query.engagementId ?? null) }),
  }),
  route({
    room: ROOM, method: "get", path: "/undertakings/{id}", summary: "One undertaking: the document, and its signature", permission: "engagement:read-undertaking", resource: UNDERTAKING, params: idParams, reply: undertaking,
    run: ({ services, actor, params }) => showUndertaking(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/undertakings/{id}/signature", summary: "Sign it, with your name and title, right after proving that it is you", permission: "engagement:sign-undertaking", resource: UNDERTAKING, params: idParams, body: signUndertakingBody, reply: undertaking,
    run: async ({ services, actor, params, body }) => {
      await signUndertaking(services, { actor, undertakingId: params.id, signed: body });
      return showUndertaking(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/undertakings/{id}/print", summary: "The document and its signature for printing", permission: "engagement:read-undertaking", resource: UNDERTAKING, params: idParams, carries: "developer-confidential", reply: "text/html",
    run: async ({ services, actor, params }) => ({ bytes: printUndertaking(await showUndertaking(services, actor, params.id), services.messages.text), mediaType: "text/html; charset=utf-8" }),
  }),
  route({
    room: ROOM, method: "get", path: "/undertakings/{id}/signed", summary: "What was signed, with its receipt from the ledger", permission: "engagement:read-undertaking", resource: UNDERTAKING, params: idParams, carries: "developer-confidential", reply: "application/json",
    run: ({ services, actor, params }) => exportSigned(services, actor, params.id),
  }),
];
