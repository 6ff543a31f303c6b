import type { ChainedLog } from "../logs/chained-log.types.ts";
import type { EventData, EventKind, LoggedEvent, SampleKey } from "../logs/event.types.ts";
import { LogError } from "../logs/log.errors.ts";
import { computeRunRoot } from "../logs/run-root.ts";
import type { ReportedRun, ReportedSample } from "./report.types.ts";

const MOST_NAMES = 200;

/**
 * What a report needs of a log, read sample by sample. Only samples that ended are told of; one that was put back into the queue
 * counts from there.
 * @throws {LogError} when the log is broken, or withholds what a figure rests on
 */
export async function readReportedRun(log: ChainedLog): Promise<ReportedRun> {
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
  return {
    model: run.model,
    agent: `${run.agent.name} ${run.agent.digest.slice(0, 12)}`,
    set: run.set,
    outcome: ending?.outcome ?? "open",
    reason: ending?.reason ?? null,
    startedAt: run.createdAt,
    finishedAt,
    isolation: isolation.result(),
    root: await computeRunRoot(heads),
    samples: samples.toSorted((a, b) => (a.taskId < b.taskId ? -1 : a.taskId > b.taskId ? 1 : a.epoch - b.epoch)),
  };
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
  #refused = false;

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
      case "refusal":
        this.#refused = true;
        break;
      case "requeued":
        [this.#ended, this.#flags, this.#refused] = [null, new Set(), false];
        break;
      default:
    }
  }

  result(digest: string): ReportedSample | null {
    if (!this.#begun || !this.#ended) return null;
    const { taskId, epoch, variant, family, taskKind, humanMinutes, tokenLimit } = this.#begun;
    const { outcome, score, tokens, costMicroUsd, workingMs } = this.#ended;
    return {
      taskId, epoch, variant, family, kind: taskKind, humanMinutes, outcome, score, tokens, tokenLimit, costMicroUsd, workingMs, digest,
      flags: [...this.#flags].toSorted(), refused: this.#refused && score < 1,
    };
  }
}
