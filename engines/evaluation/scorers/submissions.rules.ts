import type { EventData } from "../logs/event.types.ts";

type Submission = Pick<EventData["submission"], "attempt" | "verdict" | "stages" | "score">;

export interface SubmissionSummary {
  readonly attempts: number;
  /** As if only the last counted. */
  readonly final: { readonly passed: boolean; readonly score: number; readonly stages: Readonly<Record<string, boolean>> };
  /** As if each had been the only one: what any of them held. */
  readonly anyOf: { readonly passed: boolean; readonly score: number; readonly stages: Readonly<Record<string, boolean>> };
}

/** Both readings of a sample's submissions; many attempts flatter any-of, a late mistake spoils the final one. */
export function summariseSubmissions(submissions: readonly Submission[]): SubmissionSummary {
  const last = submissions.at(-1);
  const stages: Record<string, boolean> = {};
  for (const { name, held } of submissions.flatMap((submission) => submission.stages)) stages[name] = (stages[name] ?? false) || held;
  return {
    attempts: submissions.length,
    final: { passed: last?.verdict === "passed", score: last?.score ?? 0, stages: Object.fromEntries((last?.stages ?? []).map(({ name, held }) => [name, held])) },
    anyOf: { passed: submissions.some(({ verdict }) => verdict === "passed"), score: Math.max(0, ...submissions.map(({ score }) => score)), stages },
  };
}
