import { isDeepStrictEqual } from "node:util";
import { openCommitment } from "#engines/ledger";
import { measureResults, toBounds, toDecisionCounts, toDecisionRule } from "./apply-standard.ts";
import { commitCounts, commitRule } from "./commit-decision.ts";
import { DecisionProofError } from "./decision-proof.errors.ts";
import { mayDetermine } from "./decision.rules.ts";
import type { DecisionOutcome, ResultsReference } from "./decision.types.ts";
import type { CountedResults, Judgement, Opened, StandardContent } from "./standard.types.ts";

export type AuditCheckName = "standard-opens" | "results-open" | "rule-opens" | "counts-open" | "bounds-follow" | "one-standard" | "one-set" | "one-request" | "outcome-follows";

export interface AuditCheck {
  readonly name: AuditCheckName;
  readonly ok: boolean;
  readonly sentence: string;
}

export interface DeterminationAudit extends Judgement {
  /** True only if every check is. */
  readonly ok: boolean;
  readonly checks: readonly AuditCheck[];
}

export interface OpenedDetermination {
  readonly requestId: string;
  readonly modelDigest: string;
  readonly standard: Opened<StandardContent>;
  readonly results: Opened<CountedResults>;
  /** What is or was determined; null to ask what follows. */
  readonly outcome: DecisionOutcome | null;
}

/**
 * Recomputes a decision from the opened standard and results, and both kinds of commitments, for whoever may see them. The
 * values may be attacker-controlled as long as they have the shapes of their types.
 */
export async function auditOpened({ requestId, modelDigest, standard, results, outcome }: OpenedDetermination): Promise<DeterminationAudit> {
  const check = (name: AuditCheckName, ok: boolean, sentence: string): AuditCheck => ({ name, ok, sentence });
  const set = standard.value.benchmarkSet;
  const { manifest } = results.value;
  const isOneSet = isDeepStrictEqual({ ...results.value.benchmarkSet }, { ...set }) && manifest.setId === set.id && manifest.setVersion === set.version && manifest.setDigest === set.digest;
  const counts = toDecisionCounts(standard.value, results.value.samples);
  const isCountable = standard.value.schema === "breakwater-standard/1" || counts !== undefined;
  // Samples that the standard does not know are held to nothing.
  const judgement = isCountable ? measureResults(standard.value, results.value.samples) : { measures: [], outcomeByRule: "insufficient" as const };
  const checks = [
    check("standard-opens", openCommitment(standard.commitment, standard.salt, standard.value), "The standard is the one that was committed to."),
    check("results-open", openCommitment(results.commitment, results.salt, results.value), "The results are the ones that were committed to."),
    ...(standard.proof || results.proof ? await checkProofOpenings({ standard, results }) : []),
    check("one-standard", results.value.standard.commitment === standard.commitment && results.value.standard.id === standard.value.standardId && results.value.standard.version === standard.value.version, "The results were sealed under this standard."),
    check("one-set", isOneSet && isCountable, "What ran is the benchmark set of the standard, file for file and task for task."),
    check("one-request", results.value.requestId === requestId && results.value.modelDigest === modelDigest, "The results are of this request and this model."),
    check("outcome-follows", isCountable && (outcome === null || mayDetermine(outcome, judgement.outcomeByRule)), "The outcome follows from the results by the standard's rule, or leaves the question open."),
  ];
  return { ok: checks.every(({ ok }) => ok), checks, ...judgement };
}

/** What the zero-knowledge proof rests on: the rule in whole numbers, and what was counted, under their own commitments. */
async function checkProofOpenings({ standard, results }: Pick<OpenedDetermination, "standard" | "results">): Promise<readonly AuditCheck[]> {
  const reference = toResultsReference(results.value, results.commitment);
  const rule = toDecisionRule(standard.value);
  const counts = toDecisionCounts(standard.value, results.value.samples);
  const { tasks, measures, bounds, standardId: id, version, benchmarkSet } = standard.value;
  const own = { standard: { id, version, commitment: standard.commitment }, benchmarkSet };
  return [
    { name: "rule-opens", ok: await isCommitted(standard.proof?.commitment, () => rule && standard.proof && commitRule({ reference: own, rule, salt: standard.proof.salt })), sentence: "The rule that the proof applies is the standard's." },
    { name: "counts-open", ok: await isCommitted(results.proof?.commitment, () => counts && results.proof && commitCounts({ reference, counts, salt: results.proof.salt })), sentence: "The counts that the proof rests on are the results'." },
    { name: "bounds-follow", ok: tasks !== undefined && isDeepStrictEqual(bounds, toBounds(measures, { tasks, epochs: standard.value.epochs })), sentence: "The whole numbers that the proof compares with are those of the standard's thresholds." },
  ];
}

async function isCommitted(commitment: string | undefined, compute: () => Promise<string> | undefined | null): Promise<boolean> {
  try {
    return commitment !== undefined && (await compute()) === commitment;
  } catch (error) {
    // A rule or counts that the circuit has no room for were never committed to.
    if (error instanceof DecisionProofError) return false;
    throw error;
  }
}

/** What a commitment to counts is bound to. */
export function toResultsReference({ standard, benchmarkSet, determinationId, modelDigest }: Pick<CountedResults, "standard" | "benchmarkSet" | "determinationId" | "modelDigest">, resultsCommitment: string): ResultsReference {
  return { standard, benchmarkSet, determinationId, modelDigest, resultsCommitment };
}
