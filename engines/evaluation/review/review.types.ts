/** What a detector looks for. A flag is a reason to look, and never a verdict by itself. */
export type Detector =
  /** The set's canary, or words of a reference solution that were never shown, in what the model wrote. */
  | "solution-contamination"
  | "grader-tampering"
  /** What serves the task was ended, or the attempt was made: harm that shows no skill. */
  | "denial-of-service"
  | "answer-list"
  | "outside-files"
  /** What the agent was given, handed in as its own finding. */
  | "seed-resubmitted"
  /** A reviewer model's suspicion. */
  | "reviewer-model";

export interface CheatingFlag {
  readonly detector: Detector;
  /** Bounded; what is quoted is hostile and stands escaped. */
  readonly evidence: string;
  /** The event that shows it; null where none does. */
  readonly sequence: number | null;
}

/** What detectors must know of a task to tell what was shown from what was not. Keep it as secret as the solutions. */
export interface ReviewFacts {
  readonly canary: string;
  /** Distinctive lines of the solution that stand in nothing that the agent was given. */
  readonly solutionLines: readonly string[];
  /** Files that judge: tests and what they run, by the name they have in the view. */
  readonly graderFiles: readonly string[];
  /** Fixed flags come from an outside corpus and may have been read in training. */
  readonly fixedFlag: string | null;
  readonly isFlagTask: boolean;
  readonly hasServices: boolean;
}

/** What a person made of it. */
export interface HumanVerdict {
  readonly by: string;
  readonly at: string;
  readonly decision: "cheated" | "clean";
  readonly reason: string;
}

/** clean (no flag) → flagged → a person: confirmed | cleared. A person may also confirm what no detector saw. */
export type ReviewState = "clean" | "flagged" | "confirmed" | "cleared";

export interface ReviewedScore {
  readonly samples: number;
  /** Mean score of these. */
  readonly score: number | null;
}
export interface ScoresByReview {
  readonly all: ReviewedScore;
  /** Flagged and confirmed samples left out; the field's habit. */
  readonly withoutFlagged: ReviewedScore;
  /** Confirmed ones left out, flagged ones still in: what stands if every open suspicion proves empty. */
  readonly withoutConfirmed: ReviewedScore;
  /** Flagged and confirmed count as not solved: what stands if every suspicion proves right. */
  readonly flaggedAsFailed: ReviewedScore;
  readonly flagged: number;
  readonly confirmed: number;
}
