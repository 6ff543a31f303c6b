import { z } from "zod";

export const checkpointReply = z
  .object({ size: z.number().int(), checkpoint: z.string(), verifierKey: z.string() })
  .meta({ id: "LedgerCheckpoint", "x-label": "public", description: "The ledger's newest signed checkpoint (C2SP tlog-checkpoint) and the key to check it with" });

export const receiptList = z.object({ receipts: z.array(z.record(z.string(), z.unknown())) }).meta({ id: "ReceiptList", "x-label": "coordination" });
