import { createHash } from "node:crypto";
import type { AccessWindow } from "#contracts/engagement";

export type WindowTerms = AccessWindow["terms"];

/** SHA-256 of the terms in one fixed spelling; what an evaluator accepts is exactly these. */
export function digestTerms(engagementId: string, terms: WindowTerms): string {
  const { purpose, variant, tools, logging, retentionDays, text } = terms;
  // Said only where it is so: the digest of terms from before there was such a word stays what was accepted.
  const weights = terms.weights === "government" ? { weights: terms.weights } : {};
  return createHash("sha256").update(JSON.stringify({ engagementId, purpose, variant, ...weights, tools, logging, retentionDays, text })).digest("hex");
}

/** Whether one lead alone may not lend a model under these terms (two-person rule). */
export function takesSecondLead({ variant, weights }: Pick<WindowTerms, "variant" | "weights">): boolean {
  return variant === "reduced-safeguards" || weights === "government";
}
