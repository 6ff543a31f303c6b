import type { EventData, SampleKey } from "../logs/event.types.ts";
import type { Journal } from "../logs/journal.ts";
import type { BenchmarkSet, SampleOutcome } from "../evaluation.types.ts";
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
  /** Null where the set was not at hand. */
  readonly consistency: ConsistencyReport | null;
}

// What the endpoint or we did wrong says nothing of the model.
const NO_ATTEMPT: ReadonlySet<SampleOutcome> = new Set(["model-error", "stopped"]);

/**
 * Reviews every ended sample of a run by rules alone, one after the other, so that memory does not grow with the run but by
 * what is found. Flags that stand in the journal already (services that ended, a reviewer model's) are taken over, and so are
 * people's verdicts. Without the set, only these are known.
 */
export async function reviewJournal({ journal, set, verdicts = new Map() }: {
  readonly journal: Pick<Journal, "heads" | "readSample">;
  readonly set: BenchmarkSet | null;
  /** What people made of samples beside what the journal says, which these go before; by the sample's key. */
  readonly verdicts?: ReadonlyMap<SampleKey, HumanVerdict>;
}): Promise<RunReview> {
  const tasks = new Map(set?.tasks.map((task) => [task.id, task]));
  const facts = new Map<string, ReviewFacts>();
  const watchOf: WatchOf = async (taskId) => {
    const task = tasks.get(taskId);
    if (!set || !task) return null;
    const known = facts.get(taskId) ?? (await gatherReviewFacts(set, task));
    facts.set(taskId, known);
    return watchForCheating(known);
  };
  const samples: SampleReview[] = [];
  const compared: ConsistencySample[] = [];
  for (const { sample, state } of journal.heads()) {
    if (sample === null || state !== "ended") continue;
    const seen = await readSample(journal, sample, watchOf);
    if (!seen || NO_ATTEMPT.has(seen.outcome)) continue;
    const { taskId, variant, outcome, score, refused, flags } = seen;
    const task = tasks.get(taskId);
    if (set && !task) continue;
    const verdict = verdicts.get(sample) ?? seen.verdict;
    samples.push({ sample, taskId, outcome, score, flags, verdict, state: reviewState(flags, verdict), refused });
    if (!task) continue;
    const framing = task.variants.find(({ name }) => name === variant)?.framing ?? "neutral";
    compared.push({ taskId, category: task.category, family: task.family, framing, humanMinutes: task.humanMinutes, score, refused, tokens: seen.tokens, latencyMs: seen.latencyMs });
  }
  return { samples, scores: scoresByReview(samples), refusals: samples.filter(({ refused }) => refused).length, consistency: set && probeConsistency(compared) };
}

type WatchOf = (taskId: string) => Promise<ReturnType<typeof watchForCheating> | null>;

interface SeenSample {
  readonly taskId: string;
  readonly variant: string | null;
  readonly outcome: SampleOutcome;
  readonly score: number;
  readonly tokens: number;
  readonly refused: boolean;
  readonly latencyMs: number | null;
  readonly flags: readonly CheatingFlag[];
  readonly verdict: HumanVerdict | null;
}

/** To the end of its chain, since what people and reviewer models say of a sample stands behind its ending. */
async function readSample(journal: Pick<Journal, "readSample">, sample: SampleKey, watchOf: WatchOf): Promise<SeenSample | null> {
  let begun: EventData["sample-begun"] | null = null;
  let [count, watch] = [newCount(), null as Awaited<ReturnType<WatchOf>>];
  for await (const event of journal.readSample(sample)) {
    if (event.kind === "sample-begun") begun = event.data;
    if (!begun) return null;
    // What came before a requeuing counts no more.
    if (event.kind === "sample-begun" || event.kind === "requeued") {
      [count, watch] = [newCount(), await watchOf(begun.taskId)];
      continue;
    }
    watch?.see(event);
    switch (event.kind) {
      case "flagged":
        count.taken.push({ detector: event.data.detector as Detector, evidence: event.data.evidence, sequence: event.data.sequence });
        break;
      case "model-replied":
        count.waitedMs += event.data.latencyMs;
        count.replies += 1;
        count.refused ||= findRefusal(event.data) !== null;
        break;
      case "refusal":
        count.refused = true;
        break;
      case "sample-ended":
        count.ended = event.data;
        break;
      case "verdict":
        count.verdict = { ...event.data, at: event.at };
        break;
      default:
    }
  }
  const { taken, refused, waitedMs, replies, ended, verdict } = count;
  if (!begun || !ended) return null;
  const { outcome, score, tokens } = ended;
  return {
    taskId: begun.taskId, variant: begun.variant, outcome, score, tokens, verdict,
    // Who declined first and solved it then has not refused.
    refused: outcome === "refused" || (refused && score === 0),
    latencyMs: replies === 0 ? null : waitedMs / replies,
    flags: merge(watch?.flags ?? [], taken),
  };
}

const newCount = () => ({ taken: [] as CheatingFlag[], refused: false, waitedMs: 0, replies: 0, ended: null as EventData["sample-ended"] | null, verdict: null as HumanVerdict | null });

/** What was raised while the sample ran and is raised again now stands once. */
function merge(found: readonly CheatingFlag[], taken: readonly CheatingFlag[]): readonly CheatingFlag[] {
  const keyOf = ({ detector, sequence, evidence }: CheatingFlag) => `${detector} ${sequence ?? evidence}`;
  const known = new Set(found.map(keyOf));
  return [...found, ...taken.filter((flag) => !known.has(keyOf(flag)))];
}
