import { importList, importQuery, importReceipt, scanner, templateList, templateParams, metadataReceipt } from "#contracts/agency-workbench";
import { route, type Route } from "#rooms/platform";
import { takeMetadata } from "../dating/take-metadata.ts";
import { KEEP_INSTANCES, TAKE_METADATA } from "../instances.resources.ts";
import { toTemplate, writeTemplate } from "./scanners.rules.ts";
import { readImports, takeScan } from "./take-scan.ts";

const ROOM = "obligations";

export const importRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/agency/imports", summary: "Take in what a scanner found on your agency's assets: CSV or NDJSON, of any length", permission: KEEP_INSTANCES, carries: "coordination", query: importQuery, upload: "application/octet-stream", isStreamed: true, reply: importReceipt, status: 201,
    run: ({ services, actor, query, body }) => takeScan(services, { actor, query, body: body as AsyncIterable<Uint8Array> }),
  }),
  route({
    room: ROOM, method: "get", path: "/agency/imports", summary: "Your agency's last scans and what became of them", permission: KEEP_INSTANCES, reply: importList,
    run: async ({ services, actor }) => ({ imports: await readImports(services, actor.organisationId) }),
  }),
  route({
    room: ROOM, method: "get", path: "/agency/templates", summary: "Scanners whose exports are understood, and their columns", permission: KEEP_INSTANCES, reply: templateList,
    run: () => Promise.resolve({ templates: scanner.options.map(toTemplate) }),
  }),
  route({
    room: ROOM, method: "get", path: "/agency/templates/{scanner}", summary: "A file to begin with, in a scanner's columns", permission: KEEP_INSTANCES, carries: "coordination", params: templateParams, reply: "text/csv",
    run: ({ params }) => Promise.resolve({ bytes: writeTemplate(params.scanner), mediaType: params.scanner === "ndjson" ? "application/x-ndjson" : "text/csv; charset=utf-8", fileName: params.scanner === "ndjson" ? "instances.ndjson" : `${params.scanner}.csv` }),
  }),
  route({
    room: ROOM, method: "post", path: "/directive-work/vulnerability-metadata", summary: "Take in what CISA publishes of vulnerabilities: CVE records, one a line", permission: TAKE_METADATA, carries: "coordination", upload: "application/x-ndjson", isStreamed: true, reply: metadataReceipt,
    run: ({ services, actor, body }) => takeMetadata(services, { actor, body: body as AsyncIterable<Uint8Array> }),
  }),
];
