import { hash } from "node:crypto";

import type { AgentWorld } from "../agents/agent.types.ts";
import { compact, sizeOf } from "../agents/compaction.rules.ts";
import type { Tool, ToolOutput, Workplace } from "../agents/tool.ts";
import { ModelError } from "../evaluation.errors.ts";
import type { TaskLimits } from "../evaluation.types.ts";
import { boundText, escapeControls } from "../hostile-text.rules.ts";
import type { EventData } from "../logs/event.types.ts";
import type { ChatMessage, FailedTry, ModelClient, ModelReply, ModelRequest, ToolCall, ToolDefinition } from "../models/model.types.ts";
import type { Scorer } from "../scorers/judgement.rules.ts";
import { EndOfSample } from "./end-of-sample.ts";
import { findReached, OUTCOME_OF_LIMIT } from "./limits.rules.ts";
import type { ReachedLimit, SampleSpent } from "./limits.rules.ts";
import type { RunControl } from "./run-control.ts";
import type { SampleClock } from "./sample-clock.ts";
import type { SampleLog } from "./sample-log.ts";

/** Where the endpoint is to be spared the refusal: at this share of the context the older part is left out. */
const FULL_SHARE = 0.85;
/** Shortened this often for one call, and still too long: then the instructions alone are. */
const MOST_COMPACTIONS = 3;
const LONGEST_EVIDENCE = 2_000;

export interface WorldOptions {
  readonly log: SampleLog;
  readonly client: ModelClient;
  readonly control: RunControl;
  readonly clock: SampleClock;
  readonly signal: AbortSignal;
  readonly prompt: string;
  readonly place: Workplace | null;
  readonly limits: () => TaskLimits;
  readonly seed: number;
  /** Tokens that the model takes, where the caller knows. */
  readonly contextTokens: number | undefined;
  readonly judge: Scorer;
  readonly onTurn: (spent: Readonly<SampleSpent>) => void;
}

/** The one way in which an agent reaches model, tools and scorer: each step is limited, recorded, and answered from the record on resume. */
export class SampleWorld implements AgentWorld {
  readonly prompt: string;
  readonly place: Workplace | null;
  readonly signal: AbortSignal;
  readonly spent: SampleSpent = { turns: 0, messages: 0, tokens: 0, costMicroUsd: 0, workingMs: 0, attempts: 0 };
  /** Of the submissions: the best and the last, from 0 to 1. */
  readonly scores = { best: 0, final: 0 };
  readonly #options: WorldOptions;
  #tools: readonly Tool[] = [];
  #definitions: readonly ToolDefinition[] = [];
  // The array's identity is what the client keeps the written messages by; a new one begins after each compaction.
  #messages: ChatMessage[] = [];
  /** SHA-256 over all that the conversation held, link by link. */
  #digest = "";
  #inputTokens = 0;
  #charactersSince = 0;
  #refusedBy: EventData["refusal"]["seenBy"] = "finish";

  constructor(options: WorldOptions) {
    this.#options = options;
    this.prompt = options.prompt;
    this.place = options.place;
    this.signal = options.signal;
  }

  get tools(): readonly Tool[] {
    return this.#tools;
  }
  offer(tools: readonly Tool[]): void {
    this.#tools = tools;
    this.#definitions = tools.map(({ definition }) => definition);
  }

  async say(role: "system" | "user", cause: EventData["message"]["cause"], text: string): Promise<void> {
    this.#options.log.note("message", { role, cause, text });
    this.#push({ role, text });
  }

  async turn(): Promise<ModelReply> {
    const { log, onTurn } = this.#options;
    await this.#checkpoint();
    while (log.next === "compacted" || (log.next === undefined && this.#isFull())) await this.#compact();
    const call = this.spent.turns + 1;
    const reply = toReply(await log.step("model-replied", () => this.#call(call)));
    this.#account(reply);
    if (reply.finish === "refused") log.note("refusal", { call, seenBy: this.#refusedBy, evidence: boundText(escapeControls(reply.text), LONGEST_EVIDENCE) });
    this.#push({ role: "assistant", text: reply.text, toolCalls: reply.toolCalls, opaque: reply.opaque });
    onTurn(this.spent);
    return reply;
  }

  async ask(request: ModelRequest): Promise<ModelReply> {
    const { log, client, onTurn } = this.#options;
    await this.#checkpoint();
    const { signal: _signal, onTry: _onTry, ...words } = request;
    const digest = hash("sha256", JSON.stringify(words));
    const recorded = log.takeReply(digest);
    const call = recorded?.call ?? (log.lastCall += 1);
    const replied = recorded ?? (await this.#askFor({ ...request, onTry: (failed) => this.#jotFailure(call, failed) }, { call, digest, client }));
    const reply = toReply(replied);
    this.#account(reply);
    onTurn(this.spent);
    return reply;
  }

  async #askFor(request: ModelRequest, { call, digest, client }: { readonly call: number; readonly digest: string; readonly client: ModelClient }): Promise<EventData["model-replied"]> {
    const { log } = this.#options;
    await log.observe("model-called", { call, request: digest });
    const data = describeReply(call, await client.call(request));
    await log.observe("model-replied", data);
    return data;
  }

  meter(): ReturnType<AgentWorld["meter"]> {
    const { turns, tokens } = this.#options.limits();
    return { modelName: this.#options.client.name, seed: this.#options.seed, limits: { turns, tokens } };
  }

  timeLeftMs(): number {
    return Math.max(1_000, Math.round(this.#options.limits().timeMs - this.#options.clock.elapsedMs));
  }

  requireRoom(): void {
    const reached = findReached(this.spent, this.#options.limits());
    if (reached) this.#reach(reached);
  }

  #jotFailure(call: number, { code, message, retryInMs }: FailedTry): void {
    this.#options.log.jot("model-failed", { call, class: code, message, willRetry: retryInMs !== null });
  }

  async #call(call: number): Promise<EventData["model-replied"]> {
    const { log, client, seed } = this.#options;
    for (let shortened = 0; ; ) {
      // On disk before it goes out: a call that may have been paid for is never unknown.
      await log.observe("model-called", { call, request: this.#digest });
      try {
        const reply = await client.call({
          messages: this.#messages,
          tools: this.#definitions,
          seed,
          signal: this.signal,
          onTry: (failed) => this.#jotFailure(call, failed),
        });
        this.#refusedBy = reply.refusal?.seenBy ?? "finish";
        return describeReply(call, reply);
      } catch (cause) {
        if (!(cause instanceof ModelError) || cause.code !== "context-length") throw cause;
        if (shortened === MOST_COMPACTIONS) this.#reach({ limit: "context", value: this.#inputTokens, most: this.#options.contextTokens ?? this.#inputTokens });
        shortened += 1;
        await this.#compact();
      }
    }
  }

  async act(call: ToolCall): Promise<ToolOutput> {
    const { log } = this.#options;
    await this.#checkpoint();
    const { id, name, argumentsText } = call;
    log.note("tool-called", { id, name, arguments: argumentsText });
    log.requireOpen();
    const isRecorded = log.next !== undefined;
    const startedAt = performance.now();
    // Also where its output is recorded: the sandbox is a fresh one, and what the tool did there is done again.
    const output = await runTool(this.#tools, call, this.signal);
    const outputDigest = hash("sha256", output.text);
    const durationMs = Math.round(performance.now() - startedAt);
    // On disk before the model sees it: the next call is recorded behind it.
    const replied = log.note("tool-replied", { id, name, output: output.text, outputDigest, durationMs });
    if (isRecorded) log.rebuilt.replayed += 1;
    if (replied.outputDigest !== outputDigest) log.rebuilt.diverged += 1;
    this.spent.workingMs += replied.durationMs;
    this.#push({ role: "tool", callId: id, text: replied.output });
    return { ...output, text: replied.output };
  }

  async submit(answer: string): Promise<ToolOutput> {
    const { log, judge, limits } = this.#options;
    // Counted before it is judged, so that two calls in one message cannot share an attempt.
    this.spent.attempts += 1;
    const attempt = this.spent.attempts;
    const before = log.takeVerdict(answer);
    const { verdict, message, score } = before ?? await log.step("submission", async () => {
      const { passed, ...judgement } = await judge(answer);
      return { attempt, answer, verdict: passed ? "passed" : "failed", ...judgement };
    });
    this.scores.final = score;
    this.scores.best = Math.max(this.scores.best, score);
    if (verdict === "passed") return { text: `Attempt ${attempt}: correct.`, ends: "correct" };
    const left = limits().attempts - attempt;
    if (left <= 0) return { text: `Attempt ${attempt}: ${message} No attempt is left.`, ends: "attempt-limit" };
    return { text: `Attempt ${attempt}: ${message} Attempts left: ${left}.` };
  }

  /** Between two steps: here a paused run waits, and limits are looked at. */
  async #checkpoint(): Promise<void> {
    const { log, control, clock } = this.#options;
    this.signal.throwIfAborted();
    log.requireOpen();
    if (log.next !== undefined) return;
    for (let paused = control.paused; paused && log.next === undefined; paused = control.paused) {
      clock.stop();
      await Promise.race([paused, aborted(this.signal)]);
      this.signal.throwIfAborted();
      clock.start();
    }
    this.requireRoom();
  }

  #reach(reached: ReachedLimit): never {
    this.#options.log.note("limit-reached", reached);
    throw new EndOfSample(OUTCOME_OF_LIMIT[reached.limit]);
  }

  #isFull(): boolean {
    const { contextTokens } = this.#options;
    // What came since the endpoint last counted is taken at a quarter of its characters.
    return contextTokens !== undefined && this.#messages.length > 2 && this.#inputTokens + this.#charactersSince / 4 > FULL_SHARE * contextTokens;
  }

  async #compact(): Promise<void> {
    const { log } = this.#options;
    const before = this.#messages;
    const found = compact(before);
    if (!found) this.#reach({ limit: "context", value: this.#inputTokens, most: this.#options.contextTokens ?? this.#inputTokens });
    const upTo = this.spent.messages - (before.length - found.from);
    const { summary } = await log.step("compacted", () => ({ upTo, summary: found.summary, tokensBefore: this.#inputTokens }));
    this.#messages = [...before.slice(0, 2), { role: "user", text: summary }, ...before.slice(found.from)];
    this.#digest = hash("sha256", `${this.#digest}compacted\n${summary}`);
    this.#inputTokens = 0;
    this.#charactersSince = this.#messages.reduce((sum, message) => sum + sizeOf(message), 0);
  }

  #account({ usage, costMicroUsd, latencyMs }: ModelReply): void {
    this.spent.turns += 1;
    this.spent.tokens += usage.total;
    this.spent.costMicroUsd = costMicroUsd === null || this.spent.costMicroUsd === null ? null : this.spent.costMicroUsd + costMicroUsd;
    this.spent.workingMs += latencyMs;
    this.#inputTokens = usage.input;
    this.#charactersSince = 0;
  }

  #push(message: ChatMessage): void {
    this.#messages.push(message);
    this.spent.messages += 1;
    this.#charactersSince += sizeOf(message);
    this.#digest = hash("sha256", this.#digest + message.role + (message.role === "assistant" ? JSON.stringify(message.toolCalls) : "") + message.text);
  }
}

function toReply({ toolCalls, ...replied }: EventData["model-replied"]): ModelReply {
  return {
    ...replied,
    toolCalls: toolCalls.map(({ id, name, arguments: argumentsText }) => ({ id, name, argumentsText })),
    opaque: replied.opaque ?? null,
    finish: replied.finish as ModelReply["finish"],
    refusal: replied.finish === "refused" ? { seenBy: "finish", text: replied.text } : null,
    model: null,
    usage: { estimated: false, ...replied.usage },
  };
}

function describeReply(call: number, reply: ModelReply): EventData["model-replied"] {
  const { text, reasoning, refusal, toolCalls, opaque, finish, usage, costMicroUsd, latencyMs, retries } = reply;
  return {
    // How a model declines stands apart in some APIs; in the conversation it is what the model said.
    call, text: text === "" ? (refusal?.text ?? "") : text, reasoning,
    toolCalls: toolCalls.map(({ id, name, argumentsText }) => ({ id, name, arguments: argumentsText })),
    opaque, finish, usage, costMicroUsd, latencyMs: Math.round(latencyMs), retries,
  };
}

async function runTool(tools: readonly Tool[], call: ToolCall, signal: AbortSignal): Promise<ToolOutput> {
  const tool = tools.find(({ definition }) => definition.name === call.name);
  if (!tool) return { text: `error: no tool is named ${escapeControls(call.name)}; there are ${tools.map(({ definition }) => definition.name).join(", ")}` };
  let input: unknown;
  try {
    input = JSON.parse(call.argumentsText);
  } catch {
    // The model's mistake, told to the model.
    return { text: "error: the arguments are not JSON" };
  }
  return tool.run(input, signal);
}

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
