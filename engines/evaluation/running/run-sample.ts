import { SandboxError } from "#engines/sandbox";
import type { RunPart } from "#engines/sandbox";
import type { ModelError } from "../evaluation.errors.ts";
import type { BenchmarkSet, BenchmarkTask, SampleResult, Transcript } from "../evaluation.types.ts";
import { FLAG_FORM, makeFlag, makeModelSeed } from "../sets/flag.ts";
import type { ModelClient } from "../models/model-client.ts";
import { prepareView } from "../sets/prepare-view.ts";
import { describeTask, EVALUATION_INSTRUCTIONS } from "../agents/prompts.rules.ts";
import { react } from "../agents/react.ts";
import type { ReactResult } from "../agents/react.ts";
import { makeScorer } from "../scorers/scorers.ts";
import { submitTool } from "../agents/submit-tool.ts";
import { workTools } from "../agents/tools.ts";
import { transcribeAlarms } from "../logs/transcribe-alarms.ts";
import { TranscriptWriter } from "../logs/transcript.ts";

export interface SampleOptions {
  readonly set: BenchmarkSet;
  readonly task: BenchmarkTask;
  readonly epoch: number;
  readonly client: ModelClient;
  /** This sample's part of the guarded run. */
  readonly part: RunPart;
  readonly seed: string;
  /** Aborted too when the run is halted. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onTurn: (turns: number) => void;
}
export interface FinishedSample {
  readonly result: SampleResult;
  readonly transcript: Transcript;
  /** What the endpoint did wrong, or why the run was stopped, or null. */
  readonly error: ModelError | null;
}

interface SolvedTask extends ReactResult {
  readonly attempts: number;
}

/** One task, once: a fresh sandbox, the solver in it, every submission judged outside it. */
export async function runSample(options: SampleOptions): Promise<FinishedSample> {
  const { set, task, epoch, part, now } = options;
  const startedAt = now().getTime();
  const transcript = new TranscriptWriter({ taskId: task.id, epoch }, now);
  transcript.append("sample", { setId: set.id, setDigest: set.digest, taskId: task.id, epoch, kind: task.kind, model: options.client.name });

  const solved = await solve(options, transcript).catch(toHalted);
  transcribeAlarms(transcript, part.alarms);
  // What it was right about does not count any more.
  const outcome = part.alarms.length > 0 ? "halted" : solved.outcome;
  const figures = { outcome, score: outcome === "correct" ? 1 : 0, turns: solved.turns, tokens: solved.tokens, attempts: solved.attempts } as const;
  transcript.append("end", { ...figures, error: solved.error && { code: solved.error.code, message: solved.error.message } });
  const wallMs = now().getTime() - startedAt;
  return {
    result: { taskId: task.id, epoch, kind: task.kind, family: task.family, ...figures, wallMs, transcriptDigest: transcript.head },
    transcript: transcript.finish(),
    error: solved.error,
  };
}

async function solve({ set, task, epoch, client, part: { backend }, seed, signal, onTurn }: SampleOptions, transcript: TranscriptWriter): Promise<SolvedTask> {
  const flag = makeFlag(seed, { taskId: task.id, epoch });
  const sandbox = await prepareView(backend, set, task, flag);
  try {
    const submission = submitTool({ scorer: makeScorer({ backend, set, task, flag, view: sandbox }), attempts: task.limits.attempts, transcript });
    const solved = await react({
      client,
      instructions: EVALUATION_INSTRUCTIONS,
      prompt: describeTask(task, FLAG_FORM),
      tools: [...workTools(sandbox), submission.tool],
      limits: task.limits,
      seed: makeModelSeed(seed, { taskId: task.id, epoch }),
      signal,
      transcript,
      onTurn: ({ turns }) => onTurn(turns),
    });
    return { ...solved, attempts: submission.attempts() };
  } finally {
    await sandbox.stop();
  }
}

/** The run was halted before the model had a turn. */
function toHalted(cause: unknown): SolvedTask {
  if (!(cause instanceof SandboxError) || cause.code !== "egress-alarm") throw cause;
  return { outcome: "stopped", error: null, turns: 0, tokens: 0, attempts: 0 };
}
