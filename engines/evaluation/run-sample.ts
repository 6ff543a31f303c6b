import type { SandboxBackend } from "#engines/sandbox";
import type { ModelError } from "./evaluation.errors.ts";
import type { BenchmarkSet, BenchmarkTask, SampleResult, Transcript } from "./evaluation.types.ts";
import { FLAG_FORM, makeFlag, makeModelSeed } from "./flag.ts";
import type { ModelClient } from "./model-client.ts";
import { prepareView } from "./prepare-view.ts";
import { describeTask, EVALUATION_INSTRUCTIONS } from "./prompts.rules.ts";
import { react } from "./react.ts";
import { makeScorer } from "./scorers.ts";
import { submitTool } from "./submit-tool.ts";
import { workTools } from "./tools.ts";
import { TranscriptWriter } from "./transcript.ts";

export interface SampleOptions {
  readonly set: BenchmarkSet;
  readonly task: BenchmarkTask;
  readonly epoch: number;
  readonly client: ModelClient;
  readonly backend: SandboxBackend;
  readonly seed: string;
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

/** One task, once: a fresh sandbox, the solver in it, every submission judged outside it. */
export async function runSample(options: SampleOptions): Promise<FinishedSample> {
  const { set, task, epoch, backend, seed, now } = options;
  const startedAt = now().getTime();
  const transcript = new TranscriptWriter({ taskId: task.id, epoch }, now);
  transcript.append("sample", { setId: set.id, setDigest: set.digest, taskId: task.id, epoch, kind: task.kind, model: options.client.name });

  const flag = makeFlag(seed, { taskId: task.id, epoch });
  const sandbox = await prepareView(backend, set, task, flag);
  try {
    const submission = submitTool({ scorer: makeScorer({ backend, set, task, flag, view: sandbox }), attempts: task.limits.attempts, transcript });
    const solved = await react({
      client: options.client,
      instructions: EVALUATION_INSTRUCTIONS,
      prompt: describeTask(task, FLAG_FORM),
      tools: [...workTools(sandbox), submission.tool],
      limits: task.limits,
      seed: makeModelSeed(seed, { taskId: task.id, epoch }),
      signal: options.signal,
      transcript,
      onTurn: ({ turns }) => options.onTurn(turns),
    });
    const score = solved.outcome === "correct" ? 1 : 0;
    const figures = { outcome: solved.outcome, score, turns: solved.turns, tokens: solved.tokens, attempts: submission.attempts() } as const;
    transcript.append("end", { ...figures, error: solved.error && { code: solved.error.code, message: solved.error.message } });
    const wallMs = now().getTime() - startedAt;
    return {
      result: { taskId: task.id, epoch, kind: task.kind, family: task.family, ...figures, wallMs, transcriptDigest: transcript.head },
      transcript: transcript.finish(),
      error: solved.error,
    };
  } finally {
    await sandbox.stop();
  }
}
