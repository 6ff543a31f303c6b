import type { SampleKey } from "../logs/event.types.ts";
import type { Journal } from "../logs/journal.ts";
import type { BenchmarkSet, BenchmarkTask, SampleOutcome } from "../evaluation.types.ts";
import { probeConsistency, type ConsistencyReport, type ConsistencySample } from "./consistency.rules.ts";
import { watchForCheating } from "./detect-cheating.rules.ts";
import { gatherReviewFacts } from "./gather-facts.ts";
import { findRefusal } from "./refusal.rules.ts";
import { reviewState, scoresByReview } from "./review.rules.ts";
import type { CheatingFlag, Detector, HumanVerdict, ReviewFacts, ReviewState, ScoresByReview } from "./review.types.ts";

export interface SampleReview {
  readonly sample: SampleKey;
  readonly taskId: string;
  readonly outcome: SampleOutcome;
  readonly score: number;
  readonly flags: readonly CheatingFlag[];
  readonly verdict: HumanVerdict | null;
  readonly state: ReviewState;
  /** The model, or a filter before it, declined; told from having failed. */
  readonly refused: boolean;
}
export interface RunReview {
  readonly samples: readonly SampleReview[];
  readonly scores: ScoresByReview;
  readonly refusals: number;
  readonly consistency: ConsistencyReport;
}

// What the endpoint or we did wrong says nothing of the model.
const NO_ATTEMPT: ReadonlySet<SampleOutcome> = new Set(["model-error", "stopped"]);

/**
 * Reviews every ended sample of a run by rules alone, one after the other, so that memory does not grow with the run but by
 * what is found. Flags that stand in the journal already (services that ended, a reviewer model's) are taken over.
 */
export async function reviewJournal({ journal, set, verdicts = new Map() }: {
  readonly journal: Pick<Journal, "heads" | "readSample">;
  readonly set: BenchmarkSet;
  /** What people made of samples, by their key. */
  readonly verdicts?: ReadonlyMap<SampleKey, HumanVerdict>;
}): Promise<RunReview> {
  const tasks = new Map(set.tasks.map((task) => [task.id, task]));
  const facts = new Map<string, ReviewFacts>();
  const factsOf = async (task: BenchmarkTask) => {
    const known = facts.get(task.id) ?? (await gatherReviewFacts(set, task));
    facts.set(task.id, known);
    return known;
  };
  const samples: SampleReview[] = [];
  const compared: ConsistencySample[] = [];
  for (const { sample, state } of journal.heads()) {
    if (sample === null || state !== "ended") continue;
    const seen = await readSample(journal, sample, tasks, factsOf);
    if (!seen || NO_ATTEMPT.has(seen.outcome)) continue;
    const verdict = verdicts.get(sample) ?? null;
    const { task, variant, outcome, score, refused, flags } = seen;
    samples.push({ sample, taskId: task.id, outcome, score, flags, verdict, state: reviewState(flags, verdict), refused });
    const framing = task.variants.find(({ name }) => name === variant)?.framing ?? "neutral";
    compared.push({ taskId: task.id, category: task.category, family: task.family, framing, humanMinutes: task.humanMinutes, score, refused, tokens: seen.tokens, latencyMs: seen.latencyMs });
  }
  return { samples, scores: scoresByReview(samples), refusals: samples.filter(({ refused }) => refused).length, consistency: probeConsistency(compared) };
}

interface SeenSample {
  readonly task: BenchmarkTask;
  readonly variant: string | null;
  readonly outcome: SampleOutcome;
  readonly score: number;
  readonly tokens: number;
  readonly refused: boolean;
  readonly latencyMs: number | null;
  readonly flags: readonly CheatingFlag[];
}

async function readSample(journal: Pick<Journal, "readSample">, sample: SampleKey, tasks: ReadonlyMap<string, BenchmarkTask>, factsOf: (task: BenchmarkTask) => Promise<ReviewFacts>): Promise<SeenSample | null> {
  let task: BenchmarkTask | undefined;
  let variant: string | null = null;
  let watch: ReturnType<typeof watchForCheating> | undefined;
  let taken: CheatingFlag[] = [];
  let refused = false;
  let waitedMs = 0;
  let replies = 0;
  for await (const event of journal.readSample(sample)) {
    if (event.kind === "sample-begun") {
      task = tasks.get(event.data.taskId);
      variant = event.data.variant;
    }
    if (!task) return null;
    // What came before a requeuing counts no more.
    if (event.kind === "sample-begun" || event.kind === "requeued") {
      [watch, taken, refused, waitedMs, replies] = [watchForCheating(await factsOf(task)), [], false, 0, 0];
      continue;
    }
    watch?.see(event);
    if (event.kind === "flagged") taken.push({ detector: event.data.detector as Detector, evidence: event.data.evidence, sequence: event.data.sequence });
    if (event.kind === "model-replied") {
      waitedMs += event.data.latencyMs;
      replies += 1;
      refused ||= findRefusal(event.data) !== null;
    }
    refused ||= event.kind === "refusal";
    if (event.kind === "sample-ended") {
      const { outcome, score, tokens } = event.data;
      // Who declined first and solved it then has not refused.
      return { task, variant, outcome, score, tokens, refused: outcome === "refused" || (refused && score === 0), latencyMs: replies === 0 ? null : waitedMs / replies, flags: merge(watch?.flags ?? [], taken) };
    }
  }
  return null;
}

/** What was raised while the sample ran and is raised again now stands once. */
function merge(found: readonly CheatingFlag[], taken: readonly CheatingFlag[]): readonly CheatingFlag[] {
  const keyOf = ({ detector, sequence, evidence }: CheatingFlag) => `${detector} ${sequence ?? evidence}`;
  const known = new Set(found.map(keyOf));
  return [...found, ...taken.filter((flag) => !known.has(keyOf(flag)))];
}
