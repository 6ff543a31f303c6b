import { checkpointReply, receiptList } from "#contracts/audit";
import { identifier } from "#contracts/access";
import { route, type Route } from "#rooms/platform";
import { z } from "zod";
import { exportLedger, listReceipts, sealLedger } from "./seal-ledger.ts";

const ROOM = "audit";

export const auditRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/ledger/checkpoint", summary: "The newest signed checkpoint", permission: "public", reply: checkpointReply,
    run: ({ services }) => sealLedger(services),
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
      const { entries, checkpoint, verifierKey } = await exportLedger(services);
      // The entries' canonical text is put in as it is: what is hashed is what is sent.
      const bytes = `{"schema":"breakwater-ledger/1","verifierKey":${JSON.stringify(verifierKey)},"checkpoint":${JSON.stringify(checkpoint)},"entries":[\n${entries.join(",\n")}\n]}\n`;
      return { bytes, mediaType: "application/json", fileName: "ledger.json" };
    },
  }),
];
