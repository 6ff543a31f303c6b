import type { HumanVerdict, ReviewedScore, ReviewState, ScoresByReview } from "./review.types.ts";

/** A person's word is the last; without it flags stand open. */
export function reviewState(flags: readonly unknown[], verdict: HumanVerdict | null): ReviewState {
  if (verdict) return verdict.decision === "cheated" ? "confirmed" : "cleared";
  return flags.length > 0 ? "flagged" : "clean";
}

const meanOf = (scores: readonly number[]): ReviewedScore => ({ samples: scores.length, score: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length });

/** The score joined to the review: none of these stands for all of them. */
export function scoresByReview(samples: readonly { readonly score: number; readonly state: ReviewState }[]): ScoresByReview {
  const isSuspect = (state: ReviewState) => state === "flagged" || state === "confirmed";
  return {
    all: meanOf(samples.map(({ score }) => score)),
    withoutFlagged: meanOf(samples.filter(({ state }) => !isSuspect(state)).map(({ score }) => score)),
    withoutConfirmed: meanOf(samples.filter(({ state }) => state !== "confirmed").map(({ score }) => score)),
    flaggedAsFailed: meanOf(samples.map(({ score, state }) => (isSuspect(state) ? 0 : score))),
    flagged: samples.filter(({ state }) => state === "flagged").length,
    confirmed: samples.filter(({ state }) => state === "confirmed").length,
  };
}
