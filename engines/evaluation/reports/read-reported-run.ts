import type { StopRule } from "../evaluation.types.ts";
import type { ChainedLog } from "../logs/chained-log.types.ts";
import { toSampleKey } from "../logs/event-chain.ts";
import type { EventData, EventKind, LoggedEvent, SampleKey } from "../logs/event.types.ts";
import { withLog } from "../logs/export-log.ts";
import { LogError } from "../logs/log.errors.ts";
import { computeRunRoot } from "../logs/run-root.ts";
import type { RunReview } from "../review/review-journal.ts";
import { reviewChained } from "../review/review-log.ts";
import { reviewState } from "../review/review.rules.ts";
import type { HumanVerdict } from "../review/review.types.ts";
import { summariseSubmissions } from "../scorers/submissions.rules.ts";
import type { BenchmarkSet } from "../sets/set.types.ts";
import type { ReportedRun, ReportedSample } from "./report.types.ts";

const MOST_NAMES = 200;

/**
 * What a report needs of a log (a run's folder or our `.eval`), read sample by sample. Only samples that ended are told of; one
 * that was put back into the queue counts from there. With its set at hand, the review is made anew, by rules alone; without,
 * only the flags that stand in the log are told.
 * @throws {LogError} when the log is broken, of another set, or withholds what a figure rests on
 */
export function readReportedRun(path: string, set: BenchmarkSet | null = null): Promise<ReportedRun> {
  return withLog(path, {
    chained: (log) => readRun(log, set),
    other: () => Promise.reject(new LogError("not-a-log", path, "its events are not chained; a report is made of logs that Breakwater wrote")),
  });
}

async function readRun(log: ChainedLog, set: BenchmarkSet | null): Promise<ReportedRun> {
  const { run, heads } = log;
  const samples: ReportedSample[] = [];
  const isolation = new IsolationCount();
  let ending: EventData["run-ended"] | null = null;
  let finishedAt = run.createdAt;
  for (const { sample, head } of heads) {
    const read = new SampleCount(log.path, sample);
    for await (const event of log.readEvents(sample)) {
      isolation.count(event);
      read.count(event);
      if (event.at > finishedAt) finishedAt = event.at;
      if (sample === null && event.kind === "run-ended") ending = dataOf(log.path, event, "run-ended");
    }
    const reported = read.result(head);
    if (reported) samples.push(reported);
  }
  const review = set && (await reviewChained(log, set));
  return {
    model: run.model,
    agent: `${run.agent.name} ${run.agent.digest.slice(0, 12)}`,
    set: run.set,
    outcome: ending?.outcome ?? "open",
    reason: ending?.reason ?? null,
    stopRule: ending?.stopRule ?? undecidedRule(run.options["stopAt"]),
    startedAt: run.createdAt,
    finishedAt,
    isolation: isolation.result(),
    root: computeRunRoot(heads),
    samples: withReview(samples, review).toSorted((a, b) => (a.taskId < b.taskId ? -1 : a.taskId > b.taskId ? 1 : a.epoch - b.epoch)),
    consistency: review?.consistency ?? null,
  };
}

/** Of a run that has not ended: what its rule has seen by now stands in no event. */
const undecidedRule = (stopAt: unknown): StopRule | null => (typeof stopAt === "number" ? { threshold: stopAt, verdict: "undecided", passed: 0, samples: 0 } : null);

function withReview(samples: readonly ReportedSample[], review: RunReview | null): readonly ReportedSample[] {
  const found = new Map(review?.samples.map((one) => [one.sample, one]));
  return samples.map((sample) => {
    const seen = found.get(toSampleKey(sample));
    return seen ? { ...sample, flags: [...new Set(seen.flags.map(({ detector }) => detector))].toSorted(), review: seen.state, refused: seen.refused } : sample;
  });
}

/** The data of an event that a figure rests on; a part that was withheld leaves nothing to compute with. */
function dataOf<Kind extends EventKind>(path: string, event: LoggedEvent, kind: Kind): EventData[Kind] {
  if (event.withheld && Object.keys(event.withheld).length > 0) throw new LogError("withheld", path, `event ${event.sequence} of ${event.sample ?? "the run"} (${kind}) is withheld in part; a report needs all of it`);
  return event.data as unknown as EventData[Kind];
}

class IsolationCount {
  #held = true;
  #rounds = 0;
  #alarms = 0;
  readonly #failed = new Set<string>();
  readonly #untried = new Set<string>();

  count({ kind, data }: LoggedEvent): void {
    if (kind === "alarm") this.#alarms += 1;
    if (kind !== "probed") return;
    this.#rounds += 1;
    this.#held &&= data["held"] === true;
    for (const [names, kept] of [[data["failed"], this.#failed], [data["untried"], this.#untried]] as const)
      for (const name of Array.isArray(names) ? names : []) if (kept.size < MOST_NAMES) kept.add(String(name));
  }

  result(): ReportedRun["isolation"] {
    return { held: this.#held && this.#alarms === 0, rounds: this.#rounds, failed: [...this.#failed].toSorted(), untried: [...this.#untried].toSorted(), alarms: this.#alarms };
  }
}

class SampleCount {
  readonly #path: string;
  readonly #sample: SampleKey | null;
  #begun: EventData["sample-begun"] | null = null;
  #ended: EventData["sample-ended"] | null = null;
  #flags = new Set<string>();
  #verdict: HumanVerdict | null = null;
  #refused = false;
  #submissions: EventData["submission"][] = [];

  constructor(path: string, sample: SampleKey | null) {
    this.#path = path;
    this.#sample = sample;
  }

  count(event: LoggedEvent): void {
    if (this.#sample === null) return;
    switch (event.kind) {
      case "sample-begun":
        this.#begun = dataOf(this.#path, event, "sample-begun");
        break;
      case "sample-ended":
        this.#ended = dataOf(this.#path, event, "sample-ended");
        break;
      case "flagged":
        this.#flags.add(String(event.data["detector"]));
        break;
      case "verdict":
        this.#verdict = { ...dataOf(this.#path, event, "verdict"), at: event.at };
        break;
      case "refusal":
        this.#refused = true;
        break;
      case "submission":
        this.#submissions.push(dataOf(this.#path, event, "submission"));
        break;
      case "requeued":
        [this.#ended, this.#flags, this.#verdict, this.#refused, this.#submissions] = [null, new Set(), null, false, []];
        break;
      default:
    }
  }

  result(digest: string): ReportedSample | null {
    if (!this.#begun || !this.#ended) return null;
    const { taskId, epoch, variant, family, taskKind, humanMinutes, tokenLimit } = this.#begun;
    const { outcome, score, tokens, costMicroUsd, workingMs } = this.#ended;
    const { final, anyOf } = summariseSubmissions(this.#submissions);
    const flags = [...this.#flags].toSorted();
    return {
      finalPassed: final.passed, anyPassed: anyOf.passed,
      taskId, epoch, variant, family, kind: taskKind, humanMinutes, outcome, score, tokens, tokenLimit, costMicroUsd, workingMs, digest,
      flags, review: reviewState(flags, this.#verdict), refused: this.#refused && score < 1,
    };
  }
}
