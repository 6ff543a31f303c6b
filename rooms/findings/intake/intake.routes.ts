import { idParams } from "#contracts/access";
import { batchReceipt, bulkQuery, bulkReceipt, importQuery, intakeParams, intakeState, MAX_IMPORT_BYTES, recordReply } from "#contracts/intake";
import { route, type Route } from "#rooms/platform";
import { findingResource } from "../findings.resources.ts";
import { importFindings } from "./import-findings.ts";
import { batchResource, getBatch, getIntake, intakeResource, readRecord } from "./read-intake.ts";
import { NDJSON, submitBulk } from "./submit-bulk.ts";

const ROOM = "findings";

export const intakeRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/findings/bulk", summary: "Submit many findings, one JSON line each", permission: "findings:submit", carries: "coordination", query: bulkQuery, upload: NDJSON, isStreamed: true, reply: bulkReceipt,
    run: ({ services, actor, query, body, exchange }) => submitBulk(services, { actor, ...query, body: body as AsyncIterable<Uint8Array>, accept: exchange.header("accept") }),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/import", summary: "Submit a file of findings: SARIF, OSV, CSAF, CSV or AIxCC", permission: "findings:submit", carries: "coordination", query: importQuery, upload: "application/octet-stream", maxBytes: MAX_IMPORT_BYTES, reply: bulkReceipt,
    run: ({ services, actor, query, body, exchange }) => importFindings(services, { actor, query, bytes: body as Uint8Array, accept: exchange.header("accept") }),
  }),
  route({
    room: ROOM, method: "get", path: "/findings/intakes/{id}", summary: "How far a stream of findings got", permission: "findings:read-intake", resource: { kind: intakeResource, param: "id" }, params: intakeParams, reply: intakeState,
    run: ({ services, params }) => getIntake(services, params.id),
  }),
  route({
    room: ROOM, method: "get", path: "/findings/batches/{id}", summary: "What a batch of findings committed to", permission: "findings:read-intake", resource: { kind: batchResource, param: "id" }, params: idParams, reply: batchReceipt,
    run: ({ services, params }) => getBatch(services, params.id),
  }),
  route({
    room: ROOM, method: "get", path: "/findings/{id}/record", summary: "What a finding told in words says", permission: "findings:read-body", resource: { kind: findingResource, param: "id" }, params: idParams, reply: recordReply,
    run: ({ services, actor, params }) => readRecord(services, { actor, findingId: params.id }),
  }),
];
