// The door of the decision proof. Its words: a *rule* is a standard's measures in whole numbers over task slots; *counts*
// are what came of a run, task by task; a *claim* is what is public (commitments, references, outcome); a *proof* shows a
// claim true and nothing else.
export { CIRCUIT, MEASURES, MOST_PROOF_CHARACTERS, SAMPLES_PER_SLOT, SLOTS } from "./decision.types.ts";
export type {
  DecisionClaim, DecisionCounts, DecisionMeasure, DecisionOutcome, DecisionProof, DecisionRule, DecisionSecret, ResultsReference, SlotCount, StandardReference,
} from "./decision.types.ts";
export { DecisionProofError, type DecisionProofCode } from "./decision-proof.errors.ts";
export { mayDetermine } from "./decision.rules.ts";
export { measureResults, toBounds, toDecisionCounts, toDecisionRule } from "./apply-standard.ts";
export { auditOpened, toResultsReference, type AuditCheck, type AuditCheckName, type DeterminationAudit, type OpenedDetermination } from "./audit-opened.ts";
export type { BenchmarkSetReference, CountedResults, Judgement, Measure, MeasureBound, MeasuredFigure, Opened, ProofOpening, StandardContent } from "./standard.types.ts";
export { newSalt } from "./decision-context.ts";
export { commitCounts, commitRule, requireProvable } from "./commit-decision.ts";
export { createProver, checkDecision, type DecisionProver } from "./create-prover.ts";
export { toDecisionClaim, verifyDetermination } from "./verify-determination.ts";
