import { createHash } from "node:crypto";
import type { AccessWindow } from "#contracts/engagement";

export type WindowTerms = AccessWindow["terms"];

/** Terms and digest of one named person: their own, or those of the window where nothing differs. */
export function termsOf(window: { readonly terms: WindowTerms }, evaluator: { readonly terms: WindowTerms | null }): WindowTerms {
  return evaluator.terms ?? window.terms;
}

export function digestOf(window: { readonly terms_digest: string }, evaluator: { readonly terms_digest: string | null }): string {
  return evaluator.terms_digest ?? window.terms_digest;
}

/** SHA-256 of the terms in one fixed spelling; what an evaluator accepts is exactly these. */
export function digestTerms(engagementId: string, terms: WindowTerms, until: string | null = null): string {
  const { purpose, variant, tools, logging, retentionDays, text } = terms;
  // Said only where it is so: the digest of terms from before there was such a word stays what was accepted.
  const weights = terms.weights === "government" ? { weights: terms.weights } : {};
  const nondisclosure = terms.nondisclosure ? { nondisclosure: terms.nondisclosure } : {};
  return createHash("sha256").update(JSON.stringify({ engagementId, purpose, variant, ...weights, tools, logging, retentionDays, text, ...nondisclosure, ...(until === null ? {} : { until }) })).digest("hex");
}

/** Whether one lead alone may not lend a model under these terms (two-person rule). */
export function takesSecondLead({ variant, weights }: Pick<WindowTerms, "variant" | "weights">): boolean {
  return variant === "reduced-safeguards" || weights === "government";
}
