import { z } from "zod";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./command.types.ts";

const exportedLedger = z.object({
  schema: z.literal("breakwater-ledger/1"),
  verifierKey: z.string(),
  furtherKeys: z.array(z.string()).max(16).default([]),
  checkpoint: z.string(),
  /** The newest head that a witness has cosigned. */
  witnessed: z.string().optional(),
  entries: z.array(z.unknown()),
});
export type ExportedLedger = z.infer<typeof exportedLedger>;

/** What `GET /ledger/export` gives, attacker-controlled. */
export function readExportedLedger(source: string, document: unknown): ExportedLedger {
  const parsed = exportedLedger.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CliError(EXIT.no, "not-a-ledger", `${source}: not an exported ledger: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "unreadable"}.`, { cause: parsed.error });
}
