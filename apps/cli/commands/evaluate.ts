import { randomBytes } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { CampaignResult, CampaignRun, EvaluationProgress, NewCampaign, ServedLog } from "#engines/evaluation";
import { UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given, type Talk } from "../command.types.ts";
import { findBenchmarkSet } from "../find-benchmark-set.ts";
import { readJson, requireFolder } from "../read-input.ts";
import { modelOptions } from "../read-model.ts";
import { readShare } from "../read-share.ts";
import { toShownText } from "../show-text.rules.ts";

const PROVIDERS = ["openai-chat", "openai-responses", "anthropic-messages", "openai-compatible"] as const;
const LIMITS = ["turns", "messages", "tokens", "timeMs", "workingTimeMs", "attempts", "costMicroUsd"] as const;
const MOST = 1_000_000_000_000;
const SAID_AT_THE_BEGINNING = [
  "set", "model", "model-name", "provider", "epochs", "variant", "agent", "agent-command", "prompt", "seed", "limit", "max-tokens", "max-cost", "prices", "context", "sandboxes-at-once", "calls-at-once", "out",
] as const;

export const evaluateCommand: Command = {
  noun: "evaluate",
  summary: "Run benchmark sets against models, in sandboxes whose isolation is probed first",
  details: `Each set is run against each model; all of it is one campaign in one folder, under one spending cap. Whatever
happens to this command, --resume goes on where it was and spends nothing twice. Yes means that all runs finished; what
the models achieved is in the answer. Ctrl-C ends it so that it can be resumed.
--control gives a running campaign a command, or one that waits for its resumption: pause; continue; cancel;
requeue TASK#EPOCH (or: requeue failed); cancel-sample TASK#EPOCH; limit NAME=N…
Limits are ${LIMITS.join(", ")}.
--stop-at runs the samples in a random order and begins no other as soon as the answer is wrong with a probability of at
most 5 %, for each set and model by itself. What is under way then is brought to its end: fewer at once spend less. Such
a run is to be told with its confidence sequence, which the answer and the report give; other intervals do not hold.`,
  operands: [{ name: "COMMAND", help: "with --control: what the campaign is to do", many: true, optional: true }],
  options: {
    set: { value: "SET", many: true, help: "a folder that holds a benchmark set, or the name of one of our own" },
    ...modelOptions,
    model: { ...modelOptions.model, required: false, many: true },
    "model-name": { ...modelOptions["model-name"], many: true },
    provider: { value: "NAME", help: `how the endpoints are spoken to: ${PROVIDERS.join(", ")} (default openai-compatible)` },
    stream: { help: "ask for streamed replies" },
    epochs: { value: "N", help: "how often each task is run (default 1)" },
    variant: { value: "NAME", many: true, help: "run this prompt of each task that has it, beside the standard one" },
    agent: { value: "DIR", help: "instead of our agent, a program of yours from this folder, run in the sandbox" },
    "agent-command": { value: "COMMAND", help: "with --agent: how it is started in its folder, such as \"python3 agent.py\"" },
    prompt: { value: "VERSION", help: "version of the agent's instructions (default: the newest)" },
    seed: { value: "TEXT", help: "what flags are derived from (default: random); keep it as secret as the result" },
    limit: { value: "NAME=N", many: true, help: "instead of the tasks' own limit" },
    "stop-at": { value: "RATE", help: "end a run as soon as it is decided whether the model's success rate lies above this, between 0 and 1" },
    "max-tokens": { value: "N", help: "spending cap: tokens of the whole campaign" },
    "max-cost": { value: "USD", help: "spending cap: dollars of the whole campaign; needs --prices" },
    prices: { value: "FILE", help: "JSON: by model name, dollars for a million tokens of input, output, cacheRead, cacheWrite" },
    context: { value: "N", help: "tokens that the models take; near it a conversation is shortened" },
    "sandboxes-at-once": { value: "N", help: "samples with a sandbox at once (default 2)" },
    "calls-at-once": { value: "N", help: "calls of an endpoint at once, with all other campaigns here (default 50)" },
    page: { help: "show the campaign as pages in your browser while it runs; their address is printed" },
    out: { value: "DIR", help: "the campaign's folder (default: evaluation-TIME)" },
    resume: { value: "DIR", help: "go on with the campaign in this folder" },
    control: { value: "DIR", help: "give the campaign in this folder a command" },
  },
  examples: [
    "evaluate --set harbor-0 --model http://127.0.0.1:8080 --out runs/first",
    "evaluate --set ./my-set --model https://host/v1 --model-name m-1 --model-name m-2 --epochs 3 --max-tokens 5000000 --json",
    "evaluate --set harbor-0 --model https://host/v1 --agent ./my-agent --agent-command \"python3 agent.py\"",
    "evaluate --set harbor-1 --model https://host/v1 --epochs 5 --stop-at 0.5",
    "evaluate --resume runs/first",
    "evaluate --control runs/first limit turns=20",
  ],
  async run(given, talk) {
    const folder = given.text("control");
    if (folder !== undefined) return control(folder, given, talk);
    if (given.operands.length > 0) throw new UsageError(`"${given.operand(0)}" is one argument too many without --control.`);
    return runHere(given, talk);
  },
};

async function control(folder: string, given: Given, talk: Talk): Promise<typeof EXIT.done> {
  const { giveCommand, parseCommand, readCampaign } = await import("#engines/evaluation");
  const command = parseCommand(toCommand(given.operands));
  await readCampaign(folder);
  await giveCommand(folder, command);
  talk.answer({ given: command }, `given: ${given.operands.join(" ")}`);
  return EXIT.done;
}

function toCommand([word, ...rest]: readonly string[]): unknown {
  const [first] = rest;
  switch (word) {
    case "pause":
    case "continue":
    case "cancel":
      if (first !== undefined) throw new UsageError(`${word} takes no more words, and not "${first}".`);
      return { command: word };
    case "requeue":
    case "cancel-sample":
      if (first === undefined || rest.length > 1) throw new UsageError(`${word} needs one sample, such as harbour-gate#1.`);
      return { command: word, sample: first };
    case "limit":
      if (first === undefined) throw new UsageError("limit needs at least one NAME=N.");
      return { command: word, limits: readLimits(rest) };
    default:
      throw new UsageError(`${word === undefined ? "COMMAND is missing" : `There is no command "${word}"`}: give pause, continue, cancel, requeue, cancel-sample or limit.`);
  }
}

/** `NAME=N`; `NAME=own` gives back the task's own limit. */
function readLimits(words: readonly string[]): Readonly<Record<string, number | null>> {
  return Object.fromEntries(words.map((word) => {
    const [, name = "", value = ""] = /^(\w+)=(\d{1,15}|own)$/.exec(word) ?? [];
    if (!(LIMITS as readonly string[]).includes(name)) throw new UsageError(`"${word}": give a limit as NAME=N, where NAME is ${LIMITS.join(", ")}.`);
    return [name, value === "own" ? null : Number(value)];
  }));
}

async function runHere(given: Given, talk: Talk): Promise<typeof EXIT.done | typeof EXIT.no> {
  // V8 lets short-lived objects fill 48 MB, and rubbish gather long before it looks for it: 50,000 samples would stand at 350 MB,
  // of which 40 are in use.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=50");
  const [{ createCampaign, runCampaign }, { createBubblewrapBackend }] = await Promise.all([import("#engines/evaluation"), import("#engines/sandbox")]);
  const resumed = given.text("resume");
  if (resumed !== undefined) requireAsBegun(given);
  const folder = resumed ?? given.text("out") ?? `evaluation-${new Date().toISOString().replaceAll(/[^\dT]/g, "").slice(0, 15)}`;
  if (resumed === undefined) await createCampaign(folder, await readAsked(given, talk));
  talk.progress(`the campaign is in ${folder}`);
  const page = given.isOn("page") ? await showPages(folder, talk) : undefined;
  const live = showProgress(given, talk);
  let result: CampaignResult;
  try {
    result = await runCampaign({
      folder,
      backend: createBubblewrapBackend(),
      apiKeyOf: () => talk.surroundings.env["BREAKWATER_MODEL_KEY"] ?? "",
      signal: talk.surroundings.signal,
      onProgress: live.take,
    });
  } finally {
    live.end();
    await page?.close();
  }
  await answer(folder, result, talk);
  return result.outcome === "finished" ? EXIT.done : EXIT.no;
}

/** A campaign goes on as it was begun; only where it is shown may change. */
function requireAsBegun(given: Given): void {
  if (given.text("stop-at") !== undefined) throw new UsageError("--stop-at is said when a campaign is begun: chosen by what has been seen, it would decide nothing.");
  const other = SAID_AT_THE_BEGINNING.find((option) => given.texts(option).length > 0) ?? (given.isOn("stream") ? "stream" : undefined);
  if (other !== undefined) throw new UsageError(`--${other} is said when a campaign is begun, and --resume goes on as it was begun; change limits by --control.`);
}

/** The address is said with --json too: whoever asked for pages wants to see them. */
async function showPages(folder: string, { surroundings: { stderr } }: Talk): Promise<ServedLog> {
  const { serveLog } = await import("#engines/evaluation");
  const served = await serveLog(folder, { onBug: (error) => stderr(`breakwater: the pages have a bug; please report it with these lines.\n${toShownText(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`) });
  stderr(`the campaign's pages are at ${served.url}\n`);
  return served;
}

async function readAsked(given: Given, talk: Talk): Promise<NewCampaign> {
  const { loadBenchmarkSet, pricesSchema } = await import("#engines/evaluation");
  const [paths, urls, names] = [given.texts("set"), given.texts("model"), given.texts("model-name")];
  if (paths.length === 0) throw new UsageError("--set SET is missing.");
  if (urls.length === 0) throw new UsageError("--model URL is missing.");
  if (urls.length > 1 && names.length > 0 && names.length !== urls.length) throw new UsageError("Give as many --model-name as --model, or one --model for all names.");
  const provider = PROVIDERS.find((name) => name === given.text("provider"));
  if (given.text("provider") !== undefined && !provider) throw new UsageError(`--provider ${given.text("provider")}: there are ${PROVIDERS.join(", ")}.`);
  const models = (urls.length > 1 ? urls.map((url, index) => ({ url, name: names[index] ?? "default" })) : (names.length > 0 ? names : ["default"]).map((name) => ({ url: urls[0] ?? "", name }))).map((model) => ({
    ...model,
    ...(provider && { provider }),
    ...(given.isOn("stream") && { stream: true }),
  }));
  const sets = [];
  for (const path of paths) {
    const { id, directory, digest } = await loadBenchmarkSet(resolve(await findBenchmarkSet(path)));
    sets.push({ id, directory, digest });
  }
  const pricesFile = given.text("prices");
  const priced = pricesFile === undefined ? { success: true as const, data: {} } : pricesSchema.safeParse(await readJson(pricesFile, talk));
  if (!priced.success) throw new UsageError(`${pricesFile}: ${priced.error.issues[0]?.path.join(".") || "the document"}: ${priced.error.issues[0]?.message}.`);
  const optional = (option: string) => (given.text(option) === undefined ? undefined : given.wholeNumber(option, { least: 1, most: MOST, otherwise: 1 }));
  const [tokens, context] = [optional("max-tokens"), optional("context")];
  const cost = readDollars(given);
  const stopAt = given.text("stop-at");
  if (stopAt !== undefined && given.texts("variant").length > 0) throw new UsageError("--variant compares prompts over all tasks, which --stop-at does not run; leave one of the two out.");
  return {
    sets, models,
    seed: given.text("seed") ?? randomBytes(32).toString("hex"),
    agent: await readAgent(given),
    epochs: given.wholeNumber("epochs", { least: 1, most: 1000, otherwise: 1 }),
    variants: [...given.texts("variant")],
    limits: readLimits(given.texts("limit")),
    ...(stopAt !== undefined && { stopAt: readShare("stop-at", stopAt) }),
    cap: { ...(tokens !== undefined && { tokens }), ...(cost !== undefined && { microUsd: cost }) },
    prices: priced.data,
    ...(context !== undefined && { contextTokens: context }),
    sandboxesAtOnce: given.wholeNumber("sandboxes-at-once", { least: 1, most: 1000, otherwise: 2 }),
    callsAtOnce: given.wholeNumber("calls-at-once", { least: 1, most: 10_000, otherwise: 50 }),
  };
}

async function readAgent(given: Given): Promise<NewCampaign["agent"]> {
  const [directory, command, prompt] = [given.text("agent"), given.text("agent-command"), given.text("prompt")];
  if ((directory === undefined) !== (command === undefined)) throw new UsageError("--agent and --agent-command belong together.");
  if (directory === undefined || command === undefined) return { kind: "react", ...(prompt !== undefined && { prompt }) };
  if (prompt !== undefined) throw new UsageError("--prompt is for our own agent; a program of yours brings its own.");
  const [program, ...rest] = command.split(/\s+/).filter((word) => word !== "");
  if (program === undefined) throw new UsageError("--agent-command: give the program and its arguments.");
  const path = resolve(await requireFolder(directory));
  return { kind: "program", name: basename(path), directory: path, command: [program, ...rest] };
}

function readDollars(given: Given): number | undefined {
  const dollars = given.text("max-cost");
  if (dollars === undefined) return undefined;
  const microUsd = Math.round(Number(dollars) * 1_000_000);
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(dollars) || microUsd < 1) throw new UsageError(`--max-cost ${dollars}: give dollars above 0, such as 12.50.`);
  return microUsd;
}

/** One line that changes on a terminal; a line for each finished sample elsewhere; nothing with --json. */
function showProgress(given: Given, talk: Talk): { readonly take: (run: CampaignRun, progress: EvaluationProgress) => void; readonly end: () => void } {
  const { stderr, isTerminal = false } = talk.surroundings;
  const isLive = isTerminal && !given.isOn("json");
  const startedAt = performance.now();
  const running = new Map<string, number>();
  const counts = { solved: 0, tokens: 0 };
  let last = "";
  const line = (run: CampaignRun, { done, total }: EvaluationProgress) => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const tokens = [...running.values()].reduce((sum, each) => sum + each, counts.tokens);
    return `${run.folder}  ${done}/${total}  ${counts.solved} solved  ${running.size} running  ${tokens} tokens  ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}  ${last}`;
  };
  return {
    take(run, progress) {
      if (progress.step === "sample-started" || progress.step === "turn") running.set(`${run.folder} ${progress.taskId}#${progress.epoch}`, progress.tokens);
      if (progress.step === "controlled") last = progress.command.command;
      if (progress.step === "sample-finished") {
        const { sample } = progress;
        running.delete(`${run.folder} ${sample.taskId}#${sample.epoch}`);
        counts.solved += sample.score;
        counts.tokens += sample.tokens;
        last = `${sample.taskId}: ${sample.outcome}`;
        if (!isLive) talk.progress(`${progress.done}/${progress.total}  ${last}`);
      }
      if (isLive) stderr(`\r\u001b[K${toShownText(line(run, progress)).slice(0, 160)}`);
    },
    end: () => {
      if (isLive) stderr("\n");
    },
  };
}

async function answer(folder: string, { outcome, reason, runs, spent }: CampaignResult, talk: Talk): Promise<void> {
  const { confidenceSequence, summarise } = await import("#engines/evaluation");
  const told = runs.map(({ folder: name, model, result, log, review }) => ({
    name, model: model.name, ...result, log, summary: summarise(result.samples), review,
    ...(result.stopRule && { confidenceSequence: confidenceSequence(result.stopRule.passed, result.stopRule.samples) }),
  }));
  const directories = new Map(runs.map(({ folder: name, set }) => [name, set.directory]));
  const lines = told.flatMap(({ name, samples, summary, review, outcome: ended, reason: why, log, root, stopRule, confidenceSequence: sequence }) => [
    ...samples.map((sample) => `${sample.score === 1 ? "solved    " : "not solved"}  ${sample.taskId}${sample.epoch > 1 ? ` (epoch ${sample.epoch})` : ""}: ${sample.outcome}, ${sample.turns} turns`),
    `${name}: ${ended}${why === null ? "" : ` (${why})`}: ${summary.passed} of ${summary.samples} solved`,
    `  ${sequence && stopRule ? `95 % confidence sequence, by ${stopRule.passed} of ${stopRule.samples} in the order drawn: ${toRange(sequence)}` : `95 % interval: ${toRange(summary.wilson)} (Wilson), ${toRange(summary.clopperPearson)} (Clopper–Pearson)`}${summary.excluded > 0 ? `; ${summary.excluded} that say nothing of the model are left out` : ""}`,
    ...(review.scores.flagged > 0 ? [`  ${review.scores.flagged} flagged as suspect; without them ${toShare(review.scores.withoutFlagged.score)}, all together ${toShare(review.scores.all.score)}; look with: breakwater log review ${join(folder, name)} --set ${directories.get(name) ?? ""}`] : []),
    ...(review.refusals > 0 ? [`  ${review.refusals} refused, which is not to have failed`] : []),
    `  ${samples.reduce((sum, { tokens }) => sum + tokens, 0)} tokens; log ${log}, root ${root}`,
  ]);
  const goOn = outcome === "stopped" ? [`go on with: breakwater evaluate --resume ${folder}`] : [];
  talk.answer({ outcome, reason, folder, spent, runs: told }, [...lines, ...goOn]);
}

const toShare = (score: number | null): string => (score === null ? "nothing is left" : `${(100 * score).toFixed(1)} %`);
const toRange = ({ low, high }: { readonly low: number; readonly high: number }): string => `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)} %`;
