import { z } from "zod";
import { instant } from "./access.ts";

export const funnelStage = z.enum(["found", "reproduced", "validated", "notified", "patched", "published", "applied"]).meta({ id: "FunnelStage", "x-label": "public" });

export const funnel = z
  .object({
    asOf: instant,
    /** Counts from 1 to one below this are withheld, so that nobody is recognised in a small number. */
    smallCell: z.number().int(),
    stages: z.array(z.object({ key: funnelStage, label: z.string(), count: z.number().int().nullable() })),
  })
  .meta({ id: "Funnel", "x-label": "public" });
export type Funnel = z.infer<typeof funnel>;

export const report = z
  .object({
    asOf: instant,
    /** The ledger's checkpoint the figures were computed at. */
    checkpoint: z.string(),
    rooms: z.array(z.object({ room: z.string(), counts: z.array(z.object({ name: z.string(), count: z.number().int().nullable() })) })),
  })
  .meta({ id: "TransparencyReport", "x-label": "public" });
export type Report = z.infer<typeof report>;
