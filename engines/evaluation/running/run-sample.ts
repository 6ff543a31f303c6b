import { SandboxError } from "#engines/sandbox";
import type { EgressAlarm, RunPart, SandboxBackend } from "#engines/sandbox";

import type { Agent } from "../agents/agent.types.ts";
import { describeTask } from "../agents/prompts.rules.ts";
import { hintTool, submitTool } from "../agents/submit-tool.ts";
import { workTools } from "../agents/tools.ts";
import { ModelError } from "../evaluation.errors.ts";
import type { BenchmarkSet, BenchmarkTask, SampleOutcome, SampleResult } from "../evaluation.types.ts";
import { boundText, escapeControls } from "../hostile-text.rules.ts";
import type { EventData, JournalEvent, SampleKey } from "../logs/event.types.ts";
import type { Journal } from "../logs/journal.ts";
import type { ModelClient } from "../models/model.types.ts";
import { flagEndings } from "../review/detect-cheating.rules.ts";
import { makeScorer } from "../scorers/scorers.ts";
import { FLAG_FORM, makeFlag, makeModelSeed } from "../sets/flag.ts";
import { prepareView } from "../sets/prepare-view.ts";
import type { PreparedView } from "../sets/prepare-view.ts";
import { EndOfSample } from "./end-of-sample.ts";
import { applyLimits } from "./limits.rules.ts";
import type { RunControl } from "./run-control.ts";
import { SampleClock } from "./sample-clock.ts";
import { elapsedIn, SampleLog, sinceRequeued } from "./sample-log.ts";
import { SampleWorld } from "./sample-world.ts";

const LONGEST_COMMAND = 4_000;

export interface SampleOptions {
  readonly set: BenchmarkSet;
  readonly task: BenchmarkTask;
  readonly epoch: number;
  /** Which of the task's prompts; null for the standard one. */
  readonly variant: string | null;
  readonly key: SampleKey;
  readonly agent: Agent;
  readonly journal: Journal;
  /** What the journal holds of this sample already. */
  readonly record: readonly JournalEvent[];
  readonly client: ModelClient;
  readonly control: RunControl;
  readonly backend: SandboxBackend;
  /** This sample's part of the guarded run; null for a task that needs no sandbox. */
  readonly part: RunPart | null;
  /** The egress and escape probes in a sandbox like the sample's. */
  readonly probe: () => Promise<Omit<EventData["probed"], "when">>;
  readonly seed: string;
  readonly contextTokens: number | undefined;
  readonly onTurn: (turns: number, tokens: number) => void;
}

export interface FinishedSample {
  readonly result: SampleResult;
  /** What the endpoint did wrong, or why the run was stopped, or null. */
  readonly error: ModelError | null;
  readonly standing: EndOfSample["standing"];
}

/** One task, once: a fresh sandbox, the agent in it, every submission judged outside it; goes on from the record where there is one. */
export async function runSample(options: SampleOptions): Promise<FinishedSample> {
  const { task, epoch, variant, key, journal, record, control, part } = options;
  const limits = () => applyLimits(task.limits, control.limits);
  const { ending, leave } = control.enter(key, () => clock.setMost(limits().timeMs));
  const clock = new SampleClock({ elapsedMs: elapsedIn(record), mostMs: limits().timeMs, onUp: () => ending.abort(new EndOfSample("time-limit")) });
  const log = new SampleLog(journal, key, record, { inOrder: options.agent.asksItself !== true });
  log.onLive = () => clock.start();
  log.note("sample-begun", { taskId: task.id, epoch, variant, taskKind: task.kind, family: task.family, humanMinutes: task.humanMinutes, tokenLimit: task.limits.tokens });

  const spare = { hints: 0 };
  let world: SampleWorld | undefined;
  try {
    const end = await solve(options, { log, clock, limits, signal: ending.signal, spare, onWorld: (made) => (world = made) }).then(
      (outcome): SampleEnd => ({ outcome, error: null, standing: "ended" }),
      (cause: unknown): SampleEnd => toEnd(cause, ending.signal, control),
    );
    const alarms = part?.alarms ?? [];
    // What it was right about does not count any more.
    const outcome: SampleOutcome = alarms.length > 0 ? "halted" : end.outcome;
    const standing = alarms.length > 0 ? "ended" : end.standing;
    for (const alarm of alarms) log.jot("alarm", describeAlarm(alarm));
    const { turns = 0, messages = 0, tokens = 0, costMicroUsd = 0, workingMs = 0, attempts = 0 } = world?.spent ?? {};
    const scores = world?.scores ?? { best: 0, final: 0 };
    const score = outcome === "correct" ? 1 : 0;
    const wallMs = Math.round(clock.elapsedMs);
    if (standing === "ended") {
      if (outcome === "time-limit" && log.next === undefined) log.note("limit-reached", { limit: "time", value: wallMs, most: limits().timeMs });
      if (part && outcome !== "halted") log.jot("probed", { when: "after", ...(await options.probe()) });
      await log.observe("sample-ended", { outcome, turns, tokens, costMicroUsd, attempts, messages, wallMs, workingMs, score: outcome === "halted" ? 0 : scores.best, error: end.error && { code: end.error.code, message: end.error.message } });
    }
    if (standing === "requeued") await log.observe("requeued", { by: "control" });
    return {
      result: { taskId: task.id, epoch, variant, kind: task.kind, family: task.family, score, outcome, best: scores.best, final: scores.final, turns, messages, tokens, costMicroUsd, attempts, hints: spare.hints, wallMs, workingMs, transcriptDigest: journal.head(key)?.head ?? "" },
      error: end.error,
      standing,
    };
  } finally {
    clock.stop();
    leave();
  }
}

type SampleEnd = Pick<EndOfSample, "outcome" | "error" | "standing">;

interface Solving {
  readonly log: SampleLog;
  readonly clock: SampleClock;
  readonly limits: () => BenchmarkTask["limits"];
  readonly signal: AbortSignal;
  readonly spare: { hints: number };
  readonly onWorld: (world: SampleWorld) => void;
}

async function solve(options: SampleOptions, solving: Solving): Promise<SampleOutcome> {
  const { task, epoch, part, set, seed } = options;
  if (!part) return work(options, solving, { flag: "", view: null });
  const flag = makeFlag(seed, { taskId: task.id, epoch });
  await requireHeld(options, solving.log);
  const view = await prepareView(part.backend, set, task, flag);
  try {
    return await work(options, solving, { flag, view });
  } finally {
    for (const flagged of flagEndings(view.endings)) solving.log.jot("flagged", flagged);
    await view.stop();
  }
}

async function work(options: SampleOptions, { log, clock, limits, signal, spare, onWorld }: Solving, { flag, view }: { readonly flag: string; readonly view: PreparedView | null }): Promise<SampleOutcome> {
  const { set, task, epoch, variant, agent, client, control, part, backend, seed, contextTokens, record, onTurn } = options;
  const world = new SampleWorld({
    log, client, control, clock, signal, limits, contextTokens,
    seed: makeModelSeed(seed, { taskId: task.id, epoch }),
    prompt: describeTask(task, { flagForm: FLAG_FORM, variant }),
    place: view,
    judge: makeScorer({ backend: part?.backend ?? backend, set, task, flag, view, earlier: record.length === 0 ? [] : sinceRequeued(record).flatMap((event) => (event.kind === "submission" ? [event.data.answer] : [])) }),
    onTurn: ({ turns, tokens }) => onTurn(turns, tokens),
  });
  onWorld(world);
  if (view) world.offer([...workTools(view), submitTool((answer) => world.submit(answer)), ...(task.hints.length > 0 ? [hintTool(task.hints, () => (spare.hints += 1))] : [])]);
  return agent.solve(world);
}

/** Before the agent has had a turn, because what follows runs a stranger's program. */
async function requireHeld({ probe, control }: SampleOptions, log: SampleLog): Promise<void> {
  const probed = await probe();
  await log.observe("probed", { when: "before", ...probed });
  if (probed.held) return;
  const message = `the sandbox's isolation did not hold (${probed.failed.join(", ")}); no further sample is run`;
  control.halt(message);
  throw new EndOfSample("stopped", { standing: "open", message });
}

/** While a sample is being ended, whatever was under way fails: the reason counts, not that failure. */
export function toEnd(cause: unknown, signal: AbortSignal, control: RunControl): EndOfSample {
  if (cause instanceof EndOfSample) return cause;
  if (signal.aborted && signal.reason instanceof EndOfSample) return signal.reason;
  // Another sample's program tried to leave, before this one had begun.
  if (cause instanceof SandboxError && cause.code === "egress-alarm") return new EndOfSample("stopped", { standing: "open" });
  if (!(cause instanceof ModelError)) throw cause;
  switch (cause.code) {
    case "stopped":
    case "spending-cap":
      control.stop(cause.message);
      return new EndOfSample("stopped", { error: cause, standing: "open" });
    case "credential-refused":
      control.stop(cause.message);
      return new EndOfSample("model-error", { error: cause, standing: "open" });
    case "refused-by-policy":
      return new EndOfSample("refused", { error: cause });
    default:
      return new EndOfSample("model-error", { error: cause });
  }
}

/** What tried to leave goes into the log that is kept of it, with the command escaped and bounded. */
export function describeAlarm({ sandboxId, at, argv, attempts, lastWords }: EgressAlarm): EventData["alarm"] {
  return { sandboxId, at, command: boundText(escapeControls(argv.join(" ")), LONGEST_COMMAND), attempts, lastWords };
}
