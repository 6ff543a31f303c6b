import { idParams } from "#contracts/access";
import { askScan as askScanBody, deliverScan as deliverScanBody, fetchSource as fetchSourceBody, MAX_SOURCE_BYTES, runScanner as runScannerBody, scanList, scanQueue } from "#contracts/assistance";
import { operatorQuery } from "#contracts/distribution";
import { route, type Actor, type Route, type Services } from "#rooms/platform";
import { askScan, handOverFindings, withdrawScan } from "./ask-scan.ts";
import { askedScanResource, requireScanAsker, runScanResource } from "./assistance.resources.ts";
import { deliverScan, handScanBack, takeScan } from "./run-scan.ts";
import { eraseScan } from "./runs/erase-scan.ts";
import { fetchSource, handSource } from "./runs/hand-source.ts";
import { startScanner } from "./runs/start-scanner.ts";
import { listAskedScans, showScanQueue } from "./show-scans.ts";

const ROOM = "assistance";
const ASK = "assistance:ask-scan";
const RUN = "assistance:run-scan";
const ASKED = { kind: askedScanResource, param: "id" };
const RUNS = { kind: runScanResource, param: "id" };

export const scanRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/assistance/scans", summary: "Ask for a scan of a system that you own", permission: ASK, body: askScanBody, reply: scanList, status: 201,
    run: async ({ services, actor, body: { organisationId, owned: _owned, ...asked } }) => thenShowAsked(services, actor, askScan(services, { actor, organisationId: requireScanAsker(actor, organisationId), ...asked })),
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/scans", summary: "Your organisation's scans, and those of the operators it acts for", permission: ASK, query: operatorQuery, reply: scanList,
    run: async ({ services, actor, query: { organisationId } }) => ({ scans: await listAskedScans(services, actor, organisationId && requireScanAsker(actor, organisationId)) }),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/scans/{id}/withdrawal", summary: "Take the request for a scan back; a scan that goes on ends", permission: ASK, resource: ASKED, params: idParams, reply: scanList,
    run: ({ services, actor, params }) => thenShowAsked(services, actor, withdrawScan(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/scans/{id}/hand-over", summary: "Have what was found handed to the clearinghouse", permission: ASK, resource: ASKED, params: idParams, reply: scanList,
    run: ({ services, actor, params }) => thenShowAsked(services, actor, handOverFindings(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/scans/{id}/source", summary: "Hand over the source that is to be examined, as a tar; it is removed after the scan", permission: ASK, resource: ASKED, params: idParams, upload: "application/x-tar", maxBytes: MAX_SOURCE_BYTES, reply: scanList,
    run: ({ services, actor, params, body }) => thenShowAsked(services, actor, handSource(services, { actor, id: params.id, bytes: body as Uint8Array })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/scans/{id}/source-address", summary: "Hand over the source by an address of yours; it is fetched once, now", permission: ASK, resource: ASKED, params: idParams, body: fetchSourceBody, reply: scanList,
    run: ({ services, actor, params, body }) => thenShowAsked(services, actor, fetchSource(services, { actor, id: params.id, url: body.url })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/scans/{id}/erasure", summary: "Erase a scan that has ended, and all that came of it", permission: ASK, resource: ASKED, params: idParams, reply: scanList,
    run: ({ services, actor, params }) => thenShowAsked(services, actor, eraseScan(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "get", path: "/assistance/scan-queue", summary: "Scans that wait for a partner, and those you took up", permission: RUN, reply: scanQueue,
    run: ({ services, actor }) => showScanQueue(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/scan-queue/{id}/take", summary: "Take a scan up under your early access", permission: RUN, resource: RUNS, params: idParams, reply: scanQueue,
    run: ({ services, actor, params }) => thenShowQueue(services, actor, takeScan(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/scan-queue/{id}/run", summary: "Start the scanner on the operator's source, with the model of your early access", permission: "assistance:start-scanner", resource: RUNS, params: idParams, body: runScannerBody, reply: scanQueue,
    run: ({ services, actor, params, body }) => thenShowQueue(services, actor, startScanner(services, { actor, id: params.id, ...body })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/scan-queue/{id}/hand-back", summary: "Give a scan back; it waits for another partner", permission: RUN, resource: RUNS, params: idParams, reply: scanQueue,
    run: ({ services, actor, params }) => thenShowQueue(services, actor, handScanBack(services, { actor, id: params.id })),
  }),
  route({
    room: ROOM, method: "post", path: "/assistance/scan-queue/{id}/result", summary: "Deliver what came of it, in at most five plain steps", permission: RUN, resource: RUNS, params: idParams, body: deliverScanBody, reply: scanQueue,
    run: ({ services, actor, params, body }) => thenShowQueue(services, actor, deliverScan(services, { actor, id: params.id, result: body })),
  }),
];

async function thenShowAsked(services: Services, actor: Actor, act: Promise<void>) {
  await act;
  return { scans: await listAskedScans(services, actor) };
}

async function thenShowQueue(services: Services, actor: Actor, act: Promise<void>) {
  await act;
  return showScanQueue(services, actor);
}
