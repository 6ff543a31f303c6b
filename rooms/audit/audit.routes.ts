import { checkpointReply, receiptList } from "#contracts/audit";
import { identifier } from "#contracts/access";
import { route, type Route } from "#rooms/platform";
import { z } from "zod";
import { exportLedger } from "./export-ledger.ts";
import { listReceipts } from "./issue-receipts.ts";
import { publishHead } from "./publish-head.ts";

const ROOM = "audit";

export const auditRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/ledger/checkpoint", summary: "The signed head of this hour, with its witnesses' cosignatures", permission: "public", reply: checkpointReply,
    run: async ({ services }) => {
      const { size, checkpoint, verifierKey, furtherKeys } = await publishHead(services);
      return { size, checkpoint, verifierKey, furtherKeys: [...furtherKeys] };
    },
  }),
  route({
    room: ROOM, method: "get", path: "/ledger/receipts", summary: "Receipts for acts on one of your records, to keep and check offline", permission: "signed-in",
    query: z.object({ subject: identifier }), reply: receiptList,
    run: async ({ services, actor, query }) => ({
      receipts: (await listReceipts(services, { subject: query.subject, organisationId: actor.organisationId })).map((receipt) => ({ ...receipt })),
    }),
  }),
  route({
    room: ROOM, method: "get", path: "/ledger/export", summary: "The whole ledger, to be verified from end to end", permission: "audit:export", carries: "coordination", reply: "application/json",
    run: async ({ services }) => {
      const { entries, checkpoint, witnessed, verifierKey, furtherKeys } = await exportLedger(services);
      const head = JSON.stringify({ schema: "breakwater-ledger/1", verifierKey, furtherKeys, checkpoint, ...(witnessed === null ? {} : { witnessed }) });
      // The entries' canonical text is put in as it is: what is hashed is what is sent.
      const bytes = `${head.slice(0, -1)},"entries":[\n${entries.join(",\n")}\n]}\n`;
      return { bytes, mediaType: "application/json", fileName: "ledger.json" };
    },
  }),
];
