/** Task slots of a rule and of results: the most tasks a benchmark set may have for its standard to be provable. */
export const SLOTS = 400;
/** The most measures a standard may have. */
export const MEASURES = 8;
/** Binary digits of a count per slot. */
export const COUNT_BITS = 5;
/** The most samples of one task. */
export const SAMPLES_PER_SLOT = 2 ** COUNT_BITS - 1;
/** Figures of a measure stay below 2^16: 400 tasks of 31 samples are 12,400. */
export const LARGEST_FIGURE_BITS = 16;

/** The circuit and its verification key; another circuit gets another name. */
export const CIRCUIT = "breakwater-decision-1";

export const OUTCOME_CODES = { covered: 1, not_covered: 2, insufficient: 3 } as const;
export type DecisionOutcome = keyof typeof OUTCOME_CODES;

/** A measure in whole numbers. */
export interface DecisionMeasure {
  /** Places of its tasks in the standard's list of tasks. */
  readonly slots: readonly number[];
  /** Samples it is taken over: its tasks times the epochs. */
  readonly samples: number;
  /** The fewest that must have passed: for fixed `samples` an exact lower bound is a bound on a whole number. */
  readonly required: number;
  /** With fewer measured samples it says nothing. */
  readonly minimum: number;
}

export interface DecisionRule {
  readonly rule: "any" | "all";
  readonly measures: readonly DecisionMeasure[];
}

/** What came of the samples of one task; those that say nothing of the model are in neither. */
export interface SlotCount {
  readonly passed: number;
  readonly failed: number;
}

/** One per task, in the order of the standard's list. */
export type DecisionCounts = readonly SlotCount[];

interface Named {
  readonly id: string;
  readonly version: string;
}

/** What a rule commitment is bound to: no other standard and no other set can be shown with it. */
export interface StandardReference {
  /** `commitment`: the salted SHA3-512 of the whole standard. */
  readonly standard: Named & { readonly commitment: string };
  readonly benchmarkSet: Named & { readonly digest: string };
}

/** What a commitment to counts is bound to besides. */
export interface ResultsReference extends StandardReference {
  readonly determinationId: string;
  readonly modelDigest: string;
  /** The salted SHA3-512 of the whole results. */
  readonly resultsCommitment: string;
}

/** What is claimed; everything in it is public. */
export interface DecisionClaim {
  readonly reference: ResultsReference;
  /** 64 hex digits each, as are all field elements here. */
  readonly ruleCommitment: string;
  readonly countsCommitment: string;
  readonly outcome: DecisionOutcome;
}

/** What only the prover knows. */
export interface DecisionSecret {
  readonly rule: DecisionRule;
  readonly ruleSalt: string;
  readonly counts: DecisionCounts;
  readonly countsSalt: string;
}

export interface DecisionProof {
  readonly circuit: string;
  /** Base64. */
  readonly proof: string;
}

/** The longest `proof` that is looked at, characters. */
export const MOST_PROOF_CHARACTERS = 40_000;
