import { MAX_BATCH_BYTES, osvDumpParams, osvRecordParams } from "#contracts/osv-query";
import { route, type RateLimit, type Route } from "#rooms/platform";
import { refuseAsOsv } from "./osv-query.errors.ts";
import { answerBatch, answerQuery, serveDump, serveRecord } from "./serve-osv.ts";

const ROOM = "publication";
const FILE = "application/octet-stream";
// They read, although they are sent as changes are.
const LIMIT: RateLimit = { requests: 600, perMs: 60_000 };

const query = { room: ROOM, method: "post", permission: "public", upload: "application/json", reply: "application/json", refuseAs: refuseAsOsv, limit: LIMIT } as const;

export const osvQueryRoutes: readonly Route[] = [
  route({ ...query, path: "/osv/v1/query", alsoAt: "/v1/query", summary: "OSV: which records are about a package", run: ({ services, body }) => answerQuery(services, body as Uint8Array) }),
  route({ ...query, path: "/osv/v1/querybatch", alsoAt: "/v1/querybatch", maxBytes: MAX_BATCH_BYTES, summary: "OSV: the same of many packages at once, ids only", run: ({ services, body }) => answerBatch(services, body as Uint8Array) }),
  route({
    room: ROOM, method: "get", path: "/osv/v1/vulns/{id}", alsoAt: "/v1/vulns/{id}", summary: "OSV: one record", permission: "public", params: osvRecordParams, reply: "application/json", refuseAs: refuseAsOsv,
    run: ({ services, params }) => serveRecord(services, params.id),
  }),
  ...["all.zip", "modified_id.csv", "ecosystems.txt"].map((file) =>
    route({ room: ROOM, method: "get", path: `/feeds/osv/${file}`, summary: `OSV: the dump's ${file}`, permission: "public", reply: FILE, run: ({ services }) => serveDump(services, { file }) })),
  route({
    room: ROOM, method: "get", path: "/feeds/osv/{ecosystem}/{file}", summary: "OSV: the dump of one ecosystem", permission: "public", params: osvDumpParams, reply: FILE,
    run: ({ services, params }) => serveDump(services, params),
  }),
];
