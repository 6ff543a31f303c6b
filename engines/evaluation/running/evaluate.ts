import { hash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { closeIsolation, openGuardedRun, runProbes, SANDBOX_PROBES } from "#engines/sandbox";
import type { GuardedRun, RunIsolation } from "#engines/sandbox";

import type { Agent } from "../agents/agent.types.ts";
import { chooseAgent } from "../agents/choose-agent.ts";
import { questionAgent } from "../agents/answer-question.ts";
import { canonicalJson } from "../canonical-json.rules.ts";
import type { BenchmarkTask, ControlCommand, EvaluateOptions, EvaluationResult, RunManifest, SampleResult } from "../evaluation.types.ts";
import { toSampleKey } from "../logs/event-chain.ts";
import type { EventData, JournalEvent, SampleKey } from "../logs/event.types.ts";
import type { Journal } from "../logs/journal.ts";
import { computeRunRoot } from "../logs/run-root.ts";
import { createModelClient } from "../models/model-client.ts";
import type { ModelClient } from "../models/model.types.ts";
import { readCommands } from "./control-folder.ts";
import { EarlyStop, inDrawnOrder } from "./early-stop.ts";
import { EndOfSample } from "./end-of-sample.ts";
import { countSamples, findText, HARNESS, needsSandbox, openRun, requireUsable } from "./open-run.ts";
import { RunControl } from "./run-control.ts";
import type { RunPast } from "./run-past.ts";
import { runSample } from "./run-sample.ts";

// The reference machine has two cores, and a sample with a sandbox is mostly compiling and running.
const SANDBOXES_AT_ONCE = 2;
const QUESTIONS_AT_ONCE = 400;
const LOOK_FOR_COMMANDS_MS = 250;
const RESULT_FILE = "result.json";
// Asked in one run of the probe program, before a sample and after it: 73 ms each on the reference machine, 15 of them our own
// CPU. The run itself begins with all of them.
const SAMPLE_PROBES = SANDBOX_PROBES.filter(({ group, family }) => group === "egress" || (group === "escape" && (family === "files" || family === "processes")));

interface SamplePlan {
  readonly key: SampleKey;
  readonly task: BenchmarkTask;
  readonly epoch: number;
  readonly variant: string | null;
}

/**
 * Runs a benchmark set against a model, or goes on with the run that the folder holds: probes the sandboxes' isolation (not
 * held: `halted`, no sample runs), then runs every task `epochs` times. Every step is in the folder's journal before its result
 * is used, so that a run which was cut off anywhere is gone on with by the same call, and spends nothing twice. A program that
 * tries to leave its sandbox ends all samples at once, as `halted` with the evidence. A refused credential, a spent cap, a
 * throw of `beforeCall` or an aborted `signal` ends it as `stopped`. With `stopAt` it is `finished` as soon as that is decided;
 * what was begun by then is brought to its end, and counts no more for the rule. Results do not depend on the order in which samples end.
 * @throws {RunError} when an argument cannot be used, or the folder holds another run
 * @throws {LogError} when the journal cannot be written, or was changed
 * @throws {BenchmarkSetError} when the set's files are no longer those that were loaded, or a task cannot be built
 * @throws {ModelError} `bad-endpoint` when the address or credential cannot be used
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationResult> {
  const { now = () => new Date() } = options;
  await requireUsable(options);
  const agent = await chooseAgent(options.agent ?? { kind: "react" });
  const { journal, past } = await openRun(options, { agent, now });
  try {
    return await new Run(options, { agent, journal, past, now }).result();
  } finally {
    await journal.close();
  }
}

class Run {
  readonly #options: EvaluateOptions;
  readonly #agent: Agent;
  readonly #journal: Journal;
  readonly #past: RunPast;
  readonly #now: () => Date;
  readonly #control: RunControl;
  readonly #client: ModelClient;
  readonly #total: number;
  /** In the order in which they are run, where the run may stop before all are; else null. */
  readonly #drawn: readonly SamplePlan[] | null;
  readonly #earlyStop: EarlyStop | null;
  readonly #results = new Map<SampleKey, SampleResult>();
  readonly #open = new Set<SampleKey>();
  #again: SampleKey[] = [];
  #guard: GuardedRun | null = null;
  #spent: { tokens: number; microUsd: number };

  constructor(options: EvaluateOptions, { agent, journal, past, now }: { readonly agent: Agent; readonly journal: Journal; readonly past: RunPast; readonly now: () => Date }) {
    this.#options = options;
    this.#agent = agent;
    this.#journal = journal;
    this.#past = past;
    this.#now = now;
    this.#control = new RunControl({ ...options.limits, ...past.limits });
    if (past.isPaused) this.#control.pause();
    this.#spent = { ...past.spent };
    this.#client = this.#count(createModelClient(options.model, { beforeCall: options.beforeCall, fetch: options.fetch, prices: options.prices, spending: options.spending, places: options.places }));
    this.#total = countSamples(options);
    this.#drawn = options.stopAt === undefined ? null : inDrawnOrder([...this.#plans()], options.seed);
    this.#earlyStop = options.stopAt === undefined ? null : new EarlyStop(options.stopAt, (this.#drawn ?? []).map(({ key }) => key), (key) => (this.#open.has(key) ? undefined : this.#results.get(key)));
    for (const plan of this.#plans()) {
      const sample = past.samples.get(plan.key);
      if (sample?.ended) this.#results.set(plan.key, this.#toResult(plan, sample.ended, sample));
      else if (sample) this.#open.add(plan.key);
    }
    // From here on the results say it.
    past.samples.clear();
    this.#earlyStop?.look();
  }

  async result(): Promise<EvaluationResult> {
    await this.#followCommands();
    const isOver = (this.#results.size === this.#total || (this.#earlyStop?.isDecided === true && this.#open.size === 0)) && this.#again.length === 0;
    const kept = isOver ? await readResult(this.#options.folder) : undefined;
    // A person's verdict on a sample has changed the root since.
    if (kept && kept.outcome === this.#past.ended?.outcome) return { ...kept, root: computeRunRoot(this.#journal.heads()), samples: this.#inOrder() };

    const { folder, signal } = this.#options;
    await this.#begin();
    const stop = () => this.#control.stop("stopped by the caller");
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    const over = new AbortController();
    const following = this.#keepFollowing(over.signal);
    try {
      await this.#openGuard();
      do {
        await this.#runAll();
        await this.#followCommands();
      } while (this.#again.length > 0 && this.#control.stopped === null);
    } finally {
      over.abort();
      signal?.removeEventListener("abort", stop);
      await following;
    }
    const ending = this.#conclude();
    await this.#journal.append(null, "run-ended", ending);
    const root = computeRunRoot(this.#journal.heads());
    const result = { ...ending, isolation: this.#isolation(), manifest: this.#manifest(), spent: { ...this.#spent }, folder, root };
    await writeFile(join(folder, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`);
    return { ...result, samples: this.#inOrder() };
  }

  async #begin(): Promise<void> {
    const { run, droppedBytes } = this.#journal;
    if (this.#past.beganAt === null) await this.#journal.append(null, "run-begun", { manifestDigest: hash("sha256", canonicalJson(run)), samples: this.#total });
    else await this.#journal.append(null, "run-resumed", { openSamples: this.#open.size, droppedBytes });
  }

  async #openGuard(): Promise<void> {
    const { set, backend } = this.#options;
    if (!set.tasks.some(({ kind }) => needsSandbox(kind))) return;
    this.#guard = await openGuardedRun(backend, { now: this.#now });
    const { isolation, halted } = this.#guard;
    halted.addEventListener("abort", () => this.#control.halt(toMessage(halted.reason)), { once: true });
    if (!isolation.held) this.#control.halt("the sandbox's isolation did not hold; no sample was run");
    this.#tell({ step: "probed", held: isolation.held });
  }

  /** Samples with a sandbox and those without wait for different things; each kind has its own workers. */
  async #runAll(): Promise<void> {
    const { atOnce } = this.#options;
    const again = new Set(this.#again.splice(0));
    const isWanted = ({ key }: SamplePlan) => again.has(key) || !this.#results.has(key);
    const lane = (isOfLane: (plan: SamplePlan) => boolean, workers: number) => {
      const waiting = this.#drawn?.values() ?? this.#plans();
      return Array.from({ length: workers }, async () => {
        for (const plan of waiting) {
          if (!isOfLane(plan) || !isWanted(plan)) continue;
          await this.#control.paused;
          if (this.#control.stopped !== null) return;
          // What was begun, now or before a resumption, is brought to its end: the result would depend on when it was cut off.
          if (this.#earlyStop?.isDecided === true && !this.#open.has(plan.key)) continue;
          await this.#runOne(plan);
        }
      });
    };
    const workers = [
      ...lane(({ task }) => needsSandbox(task.kind), atOnce?.sandboxes ?? SANDBOXES_AT_ONCE),
      ...lane(({ task }) => !needsSandbox(task.kind), atOnce?.questions ?? QUESTIONS_AT_ONCE),
    ];
    await allOrStop(workers, this.#control);
  }

  async #runOne(plan: SamplePlan): Promise<void> {
    const { set, seed, contextTokens, backend } = this.#options;
    const { key, task, epoch } = plan;
    const place = { taskId: task.id, epoch };
    this.#tell({ step: "sample-started", ...place, turns: 0, tokens: 0 });
    const isSandboxed = needsSandbox(task.kind);
    const { result, standing } = await runSample({
      set, seed, contextTokens, backend, ...plan,
      agent: isSandboxed ? this.#agent : questionAgent,
      journal: this.#journal,
      record: this.#open.has(key) ? await readAll(this.#journal, key) : [],
      client: this.#client,
      control: this.#control,
      part: isSandboxed ? (this.#guard?.openPart() ?? null) : null,
      probe: () => this.#probe(),
      onTurn: (turns, tokens) => this.#tell({ step: "turn", ...place, turns, tokens }),
    });
    if (standing === "ended") this.#open.delete(key);
    else this.#open.add(key);
    this.#results.set(key, result);
    if (standing === "requeued") this.#again.push(key);
    else this.#earlyStop?.look();
    this.#tell({ step: "sample-finished", sample: result });
  }

  async #probe(): Promise<Omit<EventData["probed"], "when">> {
    const { held, probes } = await runProbes(this.#options.backend, SAMPLE_PROBES, { now: this.#now });
    return { held, failed: probes.filter((probe) => !probe.held).map(({ probe }) => probe) };
  }

  async #keepFollowing(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await delay(LOOK_FOR_COMMANDS_MS, undefined, { signal: over, ref: false }).catch((error: unknown) => {
        if (!over.aborted) throw error;
      });
      if (!over.aborted) await this.#followCommands();
    }
  }

  async #followCommands(): Promise<void> {
    for (const { command, done } of await (this.#options.commands ?? (() => readCommands(this.#options.folder)))()) {
      if (command) await this.#follow(command);
      await done();
      if (command) this.#tell({ step: "controlled", command });
    }
  }

  async #follow(command: ControlCommand): Promise<void> {
    const by = "control";
    switch (command.command) {
      case "pause":
        if (!this.#control.paused) await this.#journal.append(null, "paused", { by });
        return this.#control.pause();
      case "continue":
        if (this.#control.paused) await this.#journal.append(null, "continued", { by });
        return this.#control.proceed();
      case "cancel":
        return this.#control.stop("cancelled by a command");
      case "limit":
        await this.#journal.append(null, "limits-changed", { by, limits: command.limits });
        return this.#control.changeLimits(command.limits);
      case "cancel-sample":
        this.#control.endSample(command.sample as SampleKey, new EndOfSample("stopped", { message: "cancelled by a command" }));
        return;
      case "requeue":
        for (const key of command.sample === "failed" ? this.#failed() : [command.sample as SampleKey]) await this.#requeue(key);
    }
  }

  /** One that runs is ended, and says itself that it begins again. */
  async #requeue(key: SampleKey): Promise<void> {
    if (this.#control.endSample(key, new EndOfSample("stopped", { standing: "requeued", message: "put back into the queue" }))) return;
    if (!this.#results.has(key) || this.#again.includes(key)) return;
    await this.#journal.append(key, "requeued", { by: "control" });
    this.#results.delete(key);
    this.#open.add(key);
    this.#earlyStop?.forget();
    this.#again.push(key);
  }

  #failed(): readonly SampleKey[] {
    return [...this.#results].flatMap(([key, { outcome }]) => (outcome === "model-error" ? [key] : []));
  }

  *#plans(): Generator<SamplePlan, void, undefined> {
    const { set, epochs = 1, variants = [] } = this.#options;
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      for (const task of set.tasks) {
        for (const variant of [null, ...variants.filter((name) => task.variants.some((one) => one.name === name))])
          yield { key: toSampleKey({ taskId: task.id, epoch, variant }), task, epoch, variant };
      }
    }
  }

  #inOrder(): SampleResult[] {
    const results: SampleResult[] = [];
    for (const { key } of this.#plans()) {
      const result = this.#results.get(key);
      if (result) results.push(result);
    }
    return results;
  }

  #toResult({ key, task, epoch, variant }: SamplePlan, ended: EventData["sample-ended"], { final, hints }: { readonly final: number; readonly hints: number }): SampleResult {
    const { outcome, score, turns, messages, tokens, costMicroUsd, attempts, wallMs, workingMs } = ended;
    return {
      taskId: task.id, epoch, variant, kind: task.kind, family: task.family, outcome,
      score: outcome === "correct" ? 1 : 0,
      best: score, final, turns, messages, tokens, costMicroUsd, attempts, hints, wallMs, workingMs,
      transcriptDigest: this.#journal.head(key)?.head ?? "",
    };
  }

  #conclude(): Pick<EvaluationResult, "outcome" | "reason" | "stopRule"> {
    const { halted, stopped } = this.#control;
    const early = this.#earlyStop && { stopRule: this.#earlyStop.rule };
    if (halted !== null) return { outcome: "halted", reason: halted, ...early };
    return stopped === null ? { outcome: "finished", reason: this.#earlyStop?.reason ?? null, ...early } : { outcome: "stopped", reason: stopped, ...early };
  }

  #isolation(): RunIsolation | null {
    return this.#guard && closeIsolation(this.#guard);
  }

  #manifest(): RunManifest {
    const { set, model, seed, epochs = 1 } = this.#options;
    return {
      setId: set.id, setVersion: set.version, setDigest: set.digest,
      model: model.name, harness: HARNESS, solverDigest: this.#journal.run.agent.digest,
      seed, epochs,
      startedAt: this.#past.beganAt ?? this.#journal.run.createdAt,
      finishedAt: this.#now().toISOString(),
    };
  }

  #count(client: ModelClient): ModelClient {
    return {
      ...client,
      call: async (request) => {
        const reply = await client.call(request);
        this.#spent.tokens += reply.usage.total;
        this.#spent.microUsd += reply.costMicroUsd ?? 0;
        return reply;
      },
    };
  }

  #tell(progress: WithoutCounts): void {
    this.#options.onProgress?.({ ...progress, done: this.#results.size, total: this.#total });
  }
}

type WithoutCounts = Parameters<NonNullable<EvaluateOptions["onProgress"]>>[0] extends infer Progress ? (Progress extends unknown ? Omit<Progress, "done" | "total"> : never) : never;

async function readResult(folder: string): Promise<Omit<EvaluationResult, "samples"> | undefined> {
  const text = await findText(join(folder, RESULT_FILE));
  return text === undefined ? undefined : (JSON.parse(text) as Omit<EvaluationResult, "samples">);
}

async function readAll(journal: Journal, key: SampleKey): Promise<readonly JournalEvent[]> {
  const events: JournalEvent[] = [];
  for await (const event of journal.readSample(key)) events.push(event);
  return events;
}

/** Why a guarded run was halted, as a sentence that is fit to show. */
export const toMessage = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

/** Waits for all workers even when one fails, so that no sandbox outlives the call. */
async function allOrStop(workers: readonly Promise<void>[], control: RunControl): Promise<void> {
  const guarded = workers.map((worker) =>
    worker.catch((cause: unknown) => {
      control.stop("a sample failed");
      throw cause;
    }),
  );
  const failure = (await Promise.allSettled(guarded)).find((outcome) => outcome.status === "rejected");
  if (failure) throw failure.reason;
}
