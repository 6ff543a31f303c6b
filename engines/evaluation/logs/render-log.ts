import { mean, standardError } from "../statistics/index.ts";
import type { ChainedLog } from "./chained-log.types.ts";
import { parseSampleKey } from "./event-chain.ts";
import type { LoggedEvent, SampleKey } from "./event.types.ts";
import type { InspectUsage, SampleFigures } from "./inspect.types.ts";
import { LogError } from "./log.errors.ts";
import { renderSample, SCORER, toEntryStem, toInspectId, toTimestamp } from "./render-sample.ts";
import { computeRunRoot } from "./run-root.ts";

/** Where, beside Inspect's entries, the events stand as they were chained. */
export const OWN = { run: "breakwater/run.json", runEvents: "breakwater/run.ndjson", chain: "breakwater/chain.json", samples: "breakwater/samples/" } as const;
const SAMPLES_PER_SUMMARY = 500;
/** Raise it when the same events come to other bytes: what an older version rendered cannot be compared then. */
export const RENDERING = 1;

/** An entry of an archive, or a part of another form. */
export interface LogPart {
  readonly name: string;
  readonly content: string;
}

/**
 * All that an `.eval` log of this run holds, in the order in which it is written, sample by sample: memory is that of one
 * sample, and a line for each. The same events give the same bytes, so that whoever has the events can make the log again.
 */
export async function* renderLog(log: ChainedLog): AsyncGenerator<LogPart> {
  const { run, heads } = log;
  const names = heads.flatMap(({ sample }) => (sample === null ? [] : [{ sample, name: requireName(log.path, sample) }]));
  const runEvents = await collect(log, null);
  const spec = describeRun(log, [...new Set(names.map(({ name }) => toInspectId(name)))]);
  yield toPart("_journal/start.json", { version: 2, ...spec });

  const figures: SampleFigures[] = [];
  let pending: string[] = [];
  const summaries: string[] = [];
  for (const { sample, name } of names) {
    const lines: string[] = [];
    const rendered = await renderSample(name, run.model, noteLines(log.readEvents(sample), lines));
    const stem = toEntryStem(name);
    yield toPart(`samples/${stem}.json`, rendered.sample);
    yield { name: `${OWN.samples}${stem}.ndjson`, content: `${lines.join("\n")}\n` };
    figures.push(rendered.figures);
    pending.push(JSON.stringify(rendered.summary));
    if (pending.length === SAMPLES_PER_SUMMARY || figures.length === names.length) {
      summaries.push(...pending);
      yield { name: `_journal/summaries/${Math.ceil(figures.length / SAMPLES_PER_SUMMARY)}.json`, content: toArray(pending) };
      pending = [];
    }
  }
  yield { name: "summaries.json", content: toArray(summaries) };
  const reductions = reduceSamples(figures);
  if (reductions.length > 0) yield toPart("reductions.json", [{ scorer: SCORER, reducer: "mean", samples: reductions }]);
  yield toPart(OWN.run, run);
  yield { name: OWN.runEvents, content: runEvents.map((event) => `${JSON.stringify(event)}\n`).join("") };
  yield toPart(OWN.chain, { schema: "breakwater-chain/1", rendering: RENDERING, runId: run.runId, root: computeRunRoot(heads), chains: heads });
  yield toPart("header.json", { version: 2, ...conclude(runEvents), ...spec, results: summarise(figures, reductions), stats: countUsage(log, figures, runEvents), invalidated: false, tags: [], metadata: {} });
}

const toPart = (name: string, value: unknown): LogPart => ({ name, content: JSON.stringify(value) });
const toArray = (texts: readonly string[]): string => `[${texts.join(",\n")}]`;

function requireName(path: string, sample: SampleKey) {
  const name = parseSampleKey(sample);
  if (!name) throw new LogError("corrupt", path, `${JSON.stringify(sample)} is no name of a sample`);
  return name;
}

async function* noteLines(events: AsyncIterable<LoggedEvent>, lines: string[]): AsyncGenerator<LoggedEvent> {
  for await (const event of events) {
    // Its fields are in the order of the line that it was read from.
    lines.push(JSON.stringify(event));
    yield event;
  }
}

async function collect(log: ChainedLog, sample: SampleKey | null): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  if (!log.heads.some((head) => head.sample === sample)) return events;
  for await (const event of log.readEvents(sample)) events.push(event);
  return events;
}

/** Inspect's `eval` and `plan`. */
function describeRun({ run }: ChainedLog, ids: readonly string[]): object {
  const scorer = { name: SCORER, options: {}, metrics: [{ name: "accuracy", options: {} }, { name: "stderr", options: {} }], metadata: {} };
  return {
    eval: {
      eval_id: run.runId, run_id: run.runId, created: toTimestamp(run.createdAt),
      task: run.set.id, task_id: `${run.set.id}@${run.set.digest.slice(0, 16)}`, task_version: run.set.version, task_display_name: run.set.title,
      task_attribs: {}, task_args: {}, task_args_passed: {},
      solver: run.agent.name, solver_args: {}, solver_args_passed: {}, tags: [],
      dataset: { name: run.set.id, samples: ids.length, sample_ids: ids, shuffled: false },
      model: run.model, model_generate_config: {}, model_args: {}, model_roles: {},
      config: { epochs: run.epochs, epochs_reducer: ["mean"], log_samples: true },
      packages: { breakwater: run.harness }, scorers: [scorer],
      metadata: { marking: run.set.marking, synthetic: run.set.synthetic, setDigest: run.set.digest, agentDigest: run.agent.digest, seedDigest: run.seedDigest },
    },
    plan: { name: "plan", steps: [{ solver: run.agent.name, params: {}, params_passed: {} }], config: {} },
  };
}

function conclude(runEvents: readonly LoggedEvent[]): object {
  const ended = lastOf(runEvents, "run-ended");
  const { outcome, reason } = ended?.data ?? {};
  switch (outcome) {
    case "finished":
      return { status: "success" };
    case "stopped":
      return { status: "cancelled" };
    case "halted":
      return { status: "error", error: { message: typeof reason === "string" ? reason : "the run was halted", traceback: "", traceback_ansi: "" } };
    default:
      return { status: "started" };
  }
}

/** A run that was resumed after its end has ended no more, until it says so again. */
function lastOf(runEvents: readonly LoggedEvent[], kind: "run-ended"): LoggedEvent | undefined {
  const last = runEvents.findLast((event) => event.kind === kind || event.kind === "run-resumed");
  return last?.kind === kind ? last : undefined;
}

interface Reduced {
  readonly sample_id: string;
  readonly value: number;
  readonly history: readonly never[];
}

/** The epochs of one task as one score; without those that say nothing. */
function reduceSamples(figures: readonly SampleFigures[]): readonly Reduced[] {
  const scores = new Map<string, number[]>();
  for (const { id, score } of figures) {
    if (score === null) continue;
    const own = scores.get(id);
    if (own) own.push(score);
    else scores.set(id, [score]);
  }
  return [...scores].map(([id, own]) => ({ sample_id: id, value: mean(own), history: [] }));
}

function summarise(figures: readonly SampleFigures[], reductions: readonly Reduced[]): object {
  const values = reductions.map(({ value }) => value);
  const metric = (name: string, value: number) => [name, { name, value, params: {} }] as const;
  const scored = figures.filter(({ score }) => score !== null).length;
  return {
    total_samples: figures.length,
    completed_samples: figures.filter(({ completed }) => completed).length,
    scores: values.length === 0 ? [] : [{
      name: SCORER, scorer: SCORER, reducer: "mean", scored_samples: scored, unscored_samples: figures.length - scored, params: {},
      metrics: Object.fromEntries([metric("accuracy", mean(values)), metric("stderr", standardError(values))]),
    }],
  };
}

const COUNTED = ["input_tokens", "output_tokens", "total_tokens", "input_tokens_cache_read", "input_tokens_cache_write", "reasoning_tokens"] as const;

function countUsage({ run }: ChainedLog, figures: readonly SampleFigures[], runEvents: readonly LoggedEvent[]): object {
  const sum: { -readonly [Field in (typeof COUNTED)[number]]: number } = { input_tokens: 0, output_tokens: 0, total_tokens: 0, input_tokens_cache_read: 0, input_tokens_cache_write: 0, reasoning_tokens: 0 };
  let cost: number | undefined = 0;
  for (const { usage } of figures) {
    for (const field of COUNTED) sum[field] += usage[field];
    cost = cost === undefined || usage.total_cost === undefined ? undefined : cost + usage.total_cost;
  }
  const usage: InspectUsage = { ...sum, ...(cost !== undefined && { total_cost: cost }) };
  const ended = lastOf(runEvents, "run-ended");
  return { started_at: toTimestamp(run.createdAt), completed_at: ended ? toTimestamp(ended.at) : "", model_usage: { [run.model]: usage }, role_usage: {}, connection_limit_history: [] };
}
