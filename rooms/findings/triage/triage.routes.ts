import { idParams } from "#contracts/access";
import { finding, MAX_BUNDLE_BYTES } from "#contracts/findings";
import {
  answerFinder as answerBody, askFinder as askBody, decideSample as decideBody, endLink as endBody, linkFinding as linkBody, nearFindings, queueQuery, rejectionSample, replayFix as replayBody, triageQueue,
} from "#contracts/triage";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { addEvidence, answerFinder, askFinder } from "./ask-finder.ts";
import { findingResource } from "../findings.resources.ts";
import { endLinkByPerson, linkFindings } from "../duplicates/link-findings.ts";
import { getFinding } from "../read-finding.ts";
import { readNear } from "../duplicates/read-near.ts";
import { readQueue } from "./read-queue.ts";
import { askReplay } from "../duplicates/replay-fixes.ts";
import { decideSample, readSample } from "./sample-rejections.ts";

const ROOM = "findings";
const FINDING = { kind: findingResource, param: "id" };

interface Answering {
  readonly services: Services;
  readonly actor: Actor;
  readonly params: { readonly id: string };
}

const thenShow = async ({ services, actor, params }: Answering, act: Promise<void>) => {
  await act;
  return getFinding(services, { actor, findingId: params.id });
};

const thenShowNear = async ({ services, actor, params }: Answering, act: Promise<void>) => {
  await act;
  return readNear(services, { actor, findingId: params.id });
};

// Before the routes with an id in this place.
export const triageRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/findings/queue", summary: "What waits for a person, worst first", permission: "findings:read-queue", query: queueQuery, reply: triageQueue,
    run: ({ services, actor, query }) => readQueue(services, { actor, ...query }),
  }),
  route({
    room: ROOM, method: "get", path: "/findings/rejections/sample", summary: "How often people overturn what the machine rejects", permission: "findings:read-queue", reply: rejectionSample,
    run: ({ services }) => readSample(services),
  }),
  route({
    room: ROOM, method: "get", path: "/findings/{id}/near", summary: "What a finding is linked to, and what it may be the same as", permission: "findings:read-near", resource: FINDING, params: idParams, reply: nearFindings,
    run: ({ services, actor, params }) => readNear(services, { actor, findingId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/needs-info", summary: "Ask its finder", permission: "findings:triage", resource: FINDING, params: idParams, body: askBody, reply: finding,
    run: (input) => thenShow(input, askFinder(input.services, { actor: input.actor, findingId: input.params.id, ...input.body })),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/answer", summary: "Answer what you were asked about your finding", permission: "findings:answer", resource: FINDING, params: idParams, body: answerBody, reply: finding,
    run: (input) => thenShow(input, answerFinder(input.services, { actor: input.actor, findingId: input.params.id, ...input.body })),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/evidence", summary: "Give a finding that needs information a better bundle", permission: "findings:answer", resource: FINDING, params: idParams, upload: "application/x-tar", maxBytes: MAX_BUNDLE_BYTES, reply: finding,
    run: (input) => thenShow(input, addEvidence(input.services, { actor: input.actor, findingId: input.params.id, bytes: input.body as Uint8Array })),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/links", summary: "Say how two findings belong together, or that they do not", permission: "findings:triage", resource: FINDING, params: idParams, body: linkBody, reply: nearFindings, status: 201,
    run: (input) => thenShowNear(input, linkFindings(input.services, { actor: input.actor, findingId: input.params.id, ...input.body })),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/links/end", summary: "Take two findings apart again", permission: "findings:triage", resource: FINDING, params: idParams, body: endBody, reply: nearFindings,
    run: (input) => thenShowNear(input, endLinkByPerson(input.services, { actor: input.actor, findingId: input.params.id, ...input.body })),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/replays", summary: "Try two findings' fixes on each other", permission: "findings:triage", resource: FINDING, params: idParams, body: replayBody, reply: nearFindings, status: 202,
    run: (input) => thenShowNear(input, askReplay(input.services, { actor: input.actor, findingId: input.params.id, ...input.body })),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/sample", summary: "Confirm or overturn a rejection that was drawn for a look", permission: "findings:validate", resource: FINDING, params: idParams, body: decideBody, reply: finding,
    run: (input) => thenShow(input, decideSample(input.services, { actor: input.actor, findingId: input.params.id, ...input.body })),
  }),
];
