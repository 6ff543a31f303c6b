import type { BenchmarkSet, JudgedSample, RunReview, SampleKey, SampleReview } from "#engines/evaluation";
import { explainError, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given, type Talk } from "../command.types.ts";
import { findBenchmarkSet } from "../find-benchmark-set.ts";
import { modelOptions, readModel } from "../read-model.ts";
import { aboutLog, logOperand } from "./log-refusals.ts";

const DECISIONS = ["cheated", "clean"] as const;
const MOST_TOKENS = 1_000_000_000_000;

export const logReview: Command = {
  noun: "log",
  verb: "review",
  summary: "List the samples of a log that are flagged as cheating, or record what a person makes of one",
  details: `Without --sample and --model: the flagged samples with their evidence, and the mean score in each reading of the review. Yes
means that no flag waits for a person. With --set the detectors look at the whole log; without it, only flags that were
recorded while the run went on are known.
With --sample, --verdict and --reason: the verdict is added to the sample's chain in the run's folder, whether it was
flagged or not. A later verdict takes the place of an earlier one, which stays in the log. The run's root changes by it:
reports and receipts made before are of the run as it was, and an .eval is to be exported anew.
With --model and --set: a reviewer model reads the samples whose flags wait for a person. What it suspects is recorded as
one more flag; a verdict is for a person alone. It is shown the tasks, so the set must allow how it is reached.`,
  operands: [{ ...logOperand, help: `${logOperand.help}; to record something, the folder, while nothing else writes it` }],
  options: {
    set: { value: "SET", help: "the set of the run" },
    sample: { value: "SAMPLE", help: "as `log list` names it, such as lamp#1" },
    verdict: { value: "WORD", help: "cheated or clean" },
    reason: { value: "TEXT", help: "why; it is kept in the log" },
    by: { value: "NAME", help: "who says so (default: the user who calls this)" },
    ...modelOptions,
    model: { ...modelOptions.model, required: false },
    "max-tokens": { value: "N", help: "with --model: tokens of all its calls together" },
  },
  examples: ["log review runs/first/harbor-0-m --set harbor-0", "log review ./run --sample lamp#1 --verdict clean --reason \"the file is part of the task\" --by Ada", "log review ./run --set harbor-0 --model http://127.0.0.1:8080 --max-tokens 200000 --json"],
  async run(given, talk) {
    requireOneJob(given);
    if (given.text("sample") !== undefined) return recordOne(given, talk);
    const set = await readSet(given);
    const judged = set && given.text("model") !== undefined ? await judge(given, talk, set) : null;
    return list(given.operand(0), { set, judged }, talk);
  },
};

/** Listing, recording and asking a model take different options; one too many is a misunderstanding. */
function requireOneJob(given: Given): void {
  const has = (option: string): boolean => given.text(option) !== undefined;
  const forVerdict = ["verdict", "reason", "by"].find(has);
  const forModel = ["model-name", "max-tokens"].find(has);
  if (has("sample") && (has("model") || has("set"))) throw new UsageError(`--sample records the verdict of a person and takes no --${has("model") ? "model" : "set"}.`);
  if (!has("sample") && forVerdict !== undefined) throw new UsageError(`--${forVerdict} says something of one sample: --sample SAMPLE is missing.`);
  if (!has("model") && forModel !== undefined) throw new UsageError(`--${forModel} is for a reviewer model: --model URL is missing.`);
  if (has("model") && !has("set")) throw new UsageError("--set SET is missing: it says which samples are flagged, and to whom its tasks may be shown.");
}

async function readSet(given: Given): Promise<BenchmarkSet | null> {
  const name = given.text("set");
  if (name === undefined) return null;
  const { loadBenchmarkSet } = await import("#engines/evaluation");
  return loadBenchmarkSet(await findBenchmarkSet(name));
}

async function recordOne(given: Given, talk: Talk): Promise<typeof EXIT.done> {
  const [word, reason, by] = [given.text("verdict"), given.text("reason"), given.text("by") ?? talk.surroundings.env["USER"]];
  const decision = DECISIONS.find((known) => known === word);
  if (decision === undefined) throw new UsageError(word === undefined ? "--verdict WORD is missing: give cheated or clean." : `--verdict ${word}: give cheated or clean.`);
  if (reason === undefined) throw new UsageError("--reason TEXT is missing: a verdict without a reason cannot be checked.");
  if (by === undefined) throw new UsageError("--by NAME is missing: the verdict says whose it is.");
  const { recordVerdict } = await import("#engines/evaluation");
  const recorded = await aboutLog(() => recordVerdict(given.operand(0), given.requiredText("sample") as SampleKey, { by, decision, reason })).catch((error: unknown) => {
    const known = explainError(error);
    throw known?.code === "bad-argument" ? new UsageError(`--${known.message}.`) : error;
  });
  talk.answer({ log: given.operand(0), ...recorded }, [`${recorded.sample}: ${decision}, by ${recorded.verdict.by}; event ${recorded.sequence}`, `  the run's root is now ${recorded.root}; an .eval made before is of the run as it was`]);
  return EXIT.done;
}

async function judge(given: Given, talk: Talk, set: BenchmarkSet): Promise<readonly JudgedSample[]> {
  const { reviewFlaggedByModel } = await import("#engines/evaluation");
  const maxTokens = given.text("max-tokens") === undefined ? undefined : given.wholeNumber("max-tokens", { least: 1, most: MOST_TOKENS, otherwise: 1 });
  return aboutLog(() =>
    reviewFlaggedByModel(given.operand(0), {
      set, maxTokens,
      model: readModel(given, talk),
      signal: talk.surroundings.signal,
      onJudged: ({ sample, review: { suspect, answer } }) => talk.progress(`${sample}: the model ${suspect === null ? `gave no answer that can be read: ${answer}` : suspect ? "suspects it, which is recorded" : "sees nothing against it, which clears nobody"}`),
    }),
  );
}

async function list(path: string, { set, judged }: { readonly set: BenchmarkSet | null; readonly judged: readonly JudgedSample[] | null }, talk: Talk): Promise<typeof EXIT.done | typeof EXIT.no> {
  const { reviewLog } = await import("#engines/evaluation");
  const review = await aboutLog(() => reviewLog(path, set));
  const told = review.samples.filter(({ state }) => state !== "clean");
  talk.answer({ log: path, detectors: set !== null, reviewed: review.samples.length, scores: review.scores, samples: told, ...(judged && { judged: judged.map(({ sample, review: { suspect, answer } }) => ({ sample, suspect, answer })) }) }, [
    ...describeReview(path, review, told),
    ...(set === null ? ["Only flags that were recorded in the log are known; with --set SET the detectors look at all of it."] : []),
  ]);
  return review.scores.flagged === 0 ? EXIT.done : EXIT.no;
}

function describeReview(path: string, { samples, scores }: RunReview, told: readonly SampleReview[]): readonly string[] {
  const { all, withoutFlagged, withoutConfirmed, flaggedAsFailed, flagged, confirmed } = scores;
  const cleared = told.filter(({ state }) => state === "cleared").length;
  return [
    `${path}: ${samples.length} samples reviewed: ${flagged} flagged, ${confirmed} confirmed, ${cleared} cleared`,
    ...(told.length === 0 ? [] : [`  mean score: all ${toShare(all)}, without flagged and confirmed ${toShare(withoutFlagged)}, without confirmed ${toShare(withoutConfirmed)}, flagged and confirmed as failed ${toShare(flaggedAsFailed)}`]),
    ...told.flatMap(({ sample, state, outcome, score, flags, verdict }) => [
      `  ${sample}  ${state}: ${outcome}, score ${score}`,
      ...flags.map(({ detector, evidence, sequence }) => `    ${detector}${sequence === null ? "" : `, event ${sequence}`}: ${evidence}`),
      ...(verdict ? [`    ${verdict.by} at ${verdict.at}: ${verdict.decision}: ${verdict.reason}`] : []),
    ]),
  ];
}

const toShare = ({ score }: { readonly score: number | null }): string => (score === null ? "nothing is left" : `${(100 * score).toFixed(1)} %`);
