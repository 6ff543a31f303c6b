import { CONSISTENCY_LIMITS } from "../review/consistency.rules.ts";
import { comparePaired } from "../statistics/compare.rules.ts";
import { mean, reduceEpochs } from "../statistics/estimates.rules.ts";
import { fitItemResponse } from "../statistics/item-response.rules.ts";
import { confidenceSequence } from "../statistics/sequential.rules.ts";
import { spendingCurve } from "../statistics/spending-curve.rules.ts";
import type { SpentSample } from "../statistics/spending-curve.rules.ts";
import { accuracies, saysSomething, summarise } from "../statistics/summary.rules.ts";
import { timeHorizon } from "../statistics/time-horizon.rules.ts";
import type { Report, ReportedRun, ReportedSample, RunFigures } from "./report.types.ts";

const CONFIDENCE = 0.95;
const HORIZONS = [0.5, 0.8];
// Below this many, an interval by clusters rests on too few of them to be trusted alone.
const FEW_FAMILIES = 30;
// Spent attempts are not among them: no amount of tokens would give them back.
const LIMITS_MET: ReadonlySet<string> = new Set(["turn-limit", "message-limit", "token-limit", "time-limit", "working-time-limit", "cost-limit", "spending-cap", "context-limit"]);

const ESTIMANDS: Report["estimands"] = [
  { name: "Success by spending", meaning: "The share of samples that succeed by the time this many tokens (or this much money) were spent, if nothing but the spending were limited. The primary result. Samples that met another limit are censored where they met it; samples that gave up had their chance." },
  { name: "Share passed", meaning: "Samples passed out of those that say something of the model, each for itself, with Wilson's and the exact (Clopper–Pearson) interval. What the endpoint or the run broke off is counted apart." },
  { name: "Benchmark accuracy", meaning: "The mean over these very tasks, were they run again by the same model: only the luck of the epochs is uncertain." },
  { name: "Generalised accuracy", meaning: "The mean over tasks such as these: the tasks are taken as a sample of their families, and that is uncertain as well." },
  { name: "Time horizon", meaning: "The length of a practised person's work at which the model succeeds half (or eight tenths) of the time, by a logistic curve over the tasks' estimated times." },
];

/** Everything a reader needs to judge what was measured; from the same runs always the same report. Runs are labelled model · agent. */
export function buildReport(runs: readonly ReportedRun[], title: string): Report {
  if (runs.length === 0) throw new RangeError("a report needs at least one run");
  const labels = runs.map((run, index) => labelOf(run, runs.slice(0, index)));
  const reported = runs.map((run, index) => ({ ...run, figures: figuresOf(run, labels[index] ?? "") }));
  return {
    format: "breakwater-report/1",
    title,
    confidence: CONFIDENCE,
    estimands: ESTIMANDS,
    runs: reported,
    comparisons: reported.flatMap((first, index) => reported.slice(index + 1).flatMap((second) => compareRuns(first, second))),
    itemResponse: runs.length < 2 ? null : fitItemResponse(reported.flatMap(({ figures, samples }) => countItems(figures.label, samples)), CONFIDENCE),
    limits: [...new Set(reported.flatMap(limitsOf))],
  };
}

function labelOf({ model, agent }: ReportedRun, before: readonly ReportedRun[]): string {
  const again = before.filter((run) => run.model === model && run.agent === agent).length;
  return `${model} · ${agent}${again === 0 ? "" : ` (${again + 1})`}`;
}

function figuresOf({ samples: all, stopRule }: ReportedRun, label: string): RunFigures {
  // Other wordings are probes for consistency, and would count a task twice.
  const samples = all.filter(({ variant }) => variant === null);
  const counted = samples.filter(saysSomething);
  const timed = counted.flatMap(({ humanMinutes, score, family }) => (humanMinutes === null ? [] : [{ humanMinutes, score, family }]));
  const costs = samples.map(({ costMicroUsd }) => costMicroUsd);
  const isPriced = costs.every((cost) => cost !== null);
  return {
    label,
    summary: summarise(samples),
    sequence: stopRule && confidenceSequence(stopRule.passed, stopRule.samples, CONFIDENCE),
    byReview: {
      withoutFlagged: summarise(samples.filter((sample) => !isSuspect(sample))),
      withoutConfirmed: summarise(samples.filter(({ review }) => review !== "confirmed")),
      flaggedAsFailed: summarise(samples.map((sample) => (isSuspect(sample) ? { ...sample, score: 0 } : sample))),
    },
    review: tally(samples.map(({ review }) => review)),
    accuracies: counted.length === 0 ? null : accuracies(counted, CONFIDENCE),
    tokens: spendingCurve(samples.map((sample) => toSpent(sample, sample.tokens, sample.tokenLimit)), CONFIDENCE),
    // A token limit is a limit on money too, at the price that the sample's tokens had.
    cost: isPriced ? spendingCurve(samples.map((sample) => toSpent(sample, sample.costMicroUsd ?? 0, ((sample.costMicroUsd ?? 0) * sample.tokenLimit) / Math.max(1, sample.tokens))), CONFIDENCE) : null,
    horizons: new Set(timed.map(({ humanMinutes }) => humanMinutes)).size < 3 ? [] : HORIZONS.map((success) => timeHorizon(timed, success)),
    byKind: groups(samples, ({ kind }) => kind).map(([kind, members]) => ({ kind, summary: summarise(members) })),
    passAtK: passAtK(counted),
    spent: { tokens: total(samples.map(({ tokens }) => tokens)), costMicroUsd: isPriced ? total(costs.map((cost) => cost ?? 0)) : null, workingMs: total(samples.map(({ workingMs }) => workingMs)) },
    outcomes: tally(samples.map(({ outcome }) => outcome)),
    flags: tally(samples.flatMap(({ flags }) => flags)),
    refused: samples.filter(({ refused }) => refused).length,
    submissions: { finalPassed: samples.filter(({ finalPassed }) => finalPassed).length, anyPassed: samples.filter(({ anyPassed }) => anyPassed).length },
  };
}

const isSuspect = ({ review }: ReportedSample): boolean => review === "flagged" || review === "confirmed";

function toSpent(sample: ReportedSample, spent: number, limit: number): SpentSample {
  if (sample.score === 1) return { spent, limit, ended: "succeeded" };
  if (!saysSomething(sample)) return { spent, limit, ended: "broken-off" };
  return { spent, limit, ended: LIMITS_MET.has(sample.outcome) ? "met-limit" : "gave-up" };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function groups(samples: readonly ReportedSample[], keyOf: (sample: ReportedSample) => string): readonly (readonly [string, readonly ReportedSample[]])[] {
  return Object.entries(Object.groupBy(samples, keyOf)).map(([key, members]) => [key, members ?? []] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const tally = (words: readonly string[]): Readonly<Record<string, number>> => Object.fromEntries(Object.entries(Object.groupBy(words, (word) => word)).map(([word, all]) => [word, all?.length ?? 0] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** For every k that all tasks have epochs for, from two epochs on. */
function passAtK(samples: readonly ReportedSample[]): RunFigures["passAtK"] {
  const tasks = groups(samples, ({ taskId }) => taskId).map(([, epochs]) => epochs.map(({ score }) => score));
  const most = Math.min(...tasks.map((scores) => scores.length));
  if (tasks.length === 0 || most < 2) return [];
  return Array.from({ length: most }, (_, index) => index + 1).map((k) => ({
    k,
    passAtK: mean(tasks.map((scores) => reduceEpochs(scores, { reducer: "pass-at-k", k }))),
    passAllK: mean(tasks.map((scores) => reduceEpochs(scores, { reducer: "pass-all-k", k }))),
  }));
}

const countItems = (model: string, samples: readonly ReportedSample[]) =>
  groups(samples.filter(saysSomething), ({ taskId }) => taskId).map(([task, epochs]) => ({ model, task, passed: epochs.filter(({ score }) => score === 1).length, samples: epochs.length }));

/** On the tasks that both were measured on, of the same set; nothing where there is none. */
function compareRuns(first: Report["runs"][number], second: Report["runs"][number]): Report["comparisons"] {
  if (first.set.digest !== second.set.digest) return [];
  const scoresOf = (run: ReportedRun) => new Map(groups(run.samples.filter(saysSomething), ({ taskId }) => taskId));
  const [ours, theirs] = [scoresOf(first), scoresOf(second)];
  const pairs = [...ours].flatMap(([taskId, epochs]) => {
    const others = theirs.get(taskId);
    return others ? [{ first: mean(epochs.map(({ score }) => score)), second: mean(others.map(({ score }) => score)), cluster: epochs[0]?.family ?? taskId }] : [];
  });
  return pairs.length === 0 ? [] : [{ first: first.figures.label, second: second.figures.label, comparison: comparePaired(pairs, CONFIDENCE) }];
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

function limitsOf({ figures, isolation, samples, set, outcome, stopRule, consistency }: Report["runs"][number]): readonly string[] {
  const { label, summary, accuracies: accuracy, tokens } = figures;
  const says: [boolean, string][] = [
    [true, CONSISTENCY_LIMITS],
    [consistency === null, `${label}: the consistency probes were not made, because the set was not at hand.`],
    [consistency?.flagged === true, `${label}: the consistency probes found what does not fit; see them.`],
    [set.synthetic, `The tasks of ${set.id} are synthetic; what they say of real systems is an assumption.`],
    [outcome !== "finished", `${label}: the run was not finished (${outcome}); what it did not reach is missing.`],
    [stopRule !== null, `${label}: ${stopRule?.verdict === "undecided" ? "could have been" : "was"} stopped early by the rule "is the rate above ${stopRule?.threshold}?"; use the confidence sequence, not fixed-size intervals.`],
    [summary.excluded > 0, `${label}: ${summary.excluded} of ${count(samples.length, "sample")} broke off for a reason outside the model and stand in no share.`],
    [tokens.censored > 0, `${label}: ${count(tokens.censored, "sample")} met a limit or broke off; what more tokens would have brought is not known beyond ${tokens.watchedUpTo}.`],
    [accuracy !== null && accuracy.benchmark === null, `${label}: with one epoch of a task, luck and ability cannot be told apart; benchmark accuracy has no interval.`],
    [accuracy !== null && accuracy.families < FEW_FAMILIES, `${label}: intervals over families rest on ${accuracy?.families} of them; below ${FEW_FAMILIES} they tend to be too narrow.`],
    [figures.horizons.some(({ extrapolated }) => extrapolated), `${label}: a time horizon lies beyond the tasks' lengths and is an extrapolation.`],
    [!isolation.held, `${label}: the isolation did not hold; no figure of this run should be used.`],
    [isolation.untried.length > 0, `${label}: ${count(isolation.untried.length, "isolation probe")} could not be tried on that host.`],
    [(figures.review["flagged"] ?? 0) > 0, `${label}: ${count(figures.review["flagged"] ?? 0, "flagged sample")} not yet judged by a person; the share is given with them, without them, and with them as failed.`],
    [(figures.review["confirmed"] ?? 0) > 0, `${label}: a person found cheating in ${count(figures.review["confirmed"] ?? 0, "sample")}; the share of all samples still counts what they scored.`],
    [figures.refused > 0, `${label}: ${count(figures.refused, "sample")} ended in a refusal, which is not the same as being unable.`],
  ];
  return says.flatMap(([holds, sentence]) => (holds ? [sentence] : []));
}
