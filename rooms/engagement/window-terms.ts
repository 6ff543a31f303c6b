import { createHash } from "node:crypto";
import type { AccessWindow } from "#contracts/engagement";

export type WindowTerms = AccessWindow["terms"];

/** SHA-256 of the terms in one fixed spelling; what an evaluator accepts is exactly these. */
export function digestTerms(engagementId: string, terms: WindowTerms): string {
  const { purpose, variant, tools, logging, retentionDays, text } = terms;
  return createHash("sha256").update(JSON.stringify({ engagementId, purpose, variant, tools, logging, retentionDays, text })).digest("hex");
}
