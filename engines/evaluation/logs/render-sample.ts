import { hash } from "node:crypto";

import { saysSomething } from "../statistics/index.ts";
import { isShallow } from "./event-chain.ts";
import type { EventData, EventKind, LimitName, LoggedEvent, SampleName } from "./event.types.ts";
import type { InspectEvent, InspectMessage, InspectScore, InspectUsage, Json, JsonObject, RenderedSample } from "./inspect.types.ts";

/** Stands where a part was withheld. */
export const WITHHELD = "[withheld]";
export const SCORER = "breakwater";
/** A list of samples is read whole; what a sample is in full stands in its own entry. */
const LONGEST_LISTED = 200;
/** As in Inspect: a longer text of an event stands once, among the attachments. */
const LONGEST_INLINE = 100;
const DEEPEST_ARGUMENTS = 32;

const LIMIT_TYPES: Readonly<Record<LimitName, string>> = {
  turns: "turn", messages: "message", tokens: "token", time: "time", "working-time": "working", cost: "cost", attempts: "custom",
  "campaign-tokens": "custom", "campaign-cost": "custom", context: "custom",
};
const STOP_REASONS: Readonly<Record<string, string>> = { stop: "stop", "tool-calls": "tool_calls", length: "max_tokens", refused: "content_filter" };

/** Inspect's id of a sample: its task, and the variant of the prompt where it has one. */
export const toInspectId = ({ taskId, variant }: SampleName): string => (variant === null ? taskId : `${taskId}@${variant}`);
/** Of its entries in an archive. */
export const toEntryStem = (name: SampleName): string => `${toInspectId(name)}_epoch_${name.epoch}`;
export const toTimestamp = (at: string): string => at.replace(/Z$/, "+00:00");

// An event's digest proves its bytes, not that they are of the shape of its kind: everything is looked at before it is used.
const numberOf = ({ data }: LoggedEvent, field: string): number => (typeof data[field] === "number" ? data[field] : 0);
function textOf({ data, withheld = {} }: LoggedEvent, field: string): string {
  const value = data[field];
  if (typeof value === "string") return value;
  return Object.hasOwn(withheld, field) || Object.hasOwn(withheld, "") ? WITHHELD : "";
}
/** Whether its numbers and words are withheld, so that none of its figures is known. */
const isHidden = ({ withheld = {} }: LoggedEvent): boolean => Object.hasOwn(withheld, "");
const estimateOf = ({ data }: LoggedEvent): number | null => (typeof data["humanMinutes"] === "number" ? data["humanMinutes"] : null);
const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = ({ data }: LoggedEvent, field: string): readonly JsonObject[] => (Array.isArray(data[field]) ? data[field].filter(isObject) : []);
const textIn = (value: JsonObject, field: string): string => (typeof value[field] === "string" ? value[field] : "");
const numberIn = (value: JsonObject, field: string): number => (typeof value[field] === "number" ? value[field] : 0);
const metadataOf = ({ sequence, withheld }: LoggedEvent): JsonObject => ({ breakwater: { sequence, ...(withheld && { withheld: Object.keys(withheld) }) } });

/** A sample as Inspect has it, from its events alone: the same events give the same bytes. */
export async function renderSample(name: SampleName, model: string, events: AsyncIterable<LoggedEvent>): Promise<RenderedSample> {
  const rendering = new Rendering(name, model);
  for await (const event of events) rendering.take(event);
  return rendering.finish();
}

class Rendering {
  readonly #name: SampleName;
  readonly #model: string;
  readonly #events: InspectEvent[] = [];
  readonly #attachments: Record<string, string> = {};
  /** All messages there were; `#context` are the places of those that the model is given next. */
  #messages: InspectMessage[] = [];
  #context: number[] = [];
  /** Places of those that stand in the journal, which counts them; a summary does not. */
  #counted: number[] = [];
  readonly #called = new Map<string, LoggedEvent>();
  #modelCalled: LoggedEvent | undefined;
  #begun: LoggedEvent | undefined;
  #ended: LoggedEvent | undefined;
  #last: LoggedEvent | undefined;
  #submitted: LoggedEvent | undefined;
  #limit: { readonly type: string; readonly limit: number } | null = null;
  #output: JsonObject;
  #usage = { input: 0, output: 0, total: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0, microUsd: 0 as number | null };
  #input = "";
  #turns = 0;
  #retries = 0;
  #isUsageKnown = true;
  readonly #flags = new Set<string>();

  constructor(name: SampleName, model: string) {
    this.#name = name;
    this.#model = model;
    this.#output = { model, choices: [], completion: "" };
  }

  readonly #takers: { readonly [Kind in EventKind]?: (event: LoggedEvent) => void } = {
    "sample-begun": (event) => this.#begin(event),
    message: (event) => this.#hear(event),
    "model-called": (event) => {
      this.#modelCalled = event;
    },
    "model-replied": (event) => this.#reply(event),
    "tool-called": (event) => {
      this.#called.set(textOf(event, "id"), event);
    },
    "tool-replied": (event) => this.#toolReply(event),
    submission: (event) => {
      this.#submitted = event;
      this.#emit("score", event, { score: toScore(event, textOf(event, "message")), intermediate: true, scorer: SCORER });
    },
    compacted: (event) => this.#compact(event),
    "limit-reached": (event) => this.#reachLimit(event),
    requeued: (event) => this.#begin(event),
    flagged: (event) => {
      this.#flags.add(textOf(event, "detector"));
    },
    "sample-ended": (event) => this.#end(event),
  };

  take(event: LoggedEvent): void {
    this.#last = event;
    const take = Object.hasOwn(this.#takers, event.kind) ? this.#takers[event.kind] : undefined;
    if (take) take(event);
    // Inspect has no word for the others; nothing of them is lost.
    if (!take || event.kind === "requeued" || event.kind === "flagged") this.#emit("info", event, { source: `breakwater/${event.kind}`, data: this.#attachIn(event.data as Json) });
  }

  #emit(word: string, from: LoggedEvent, fields: Readonly<Record<string, unknown>>, at: LoggedEvent = from): void {
    const begunAt = Date.parse(this.#begun?.at ?? at.at);
    this.#events.push({ uuid: from.digest.slice(0, 22), timestamp: toTimestamp(at.at), working_start: (Date.parse(at.at) - begunAt) / 1_000, event: word, metadata: metadataOf(from), ...fields });
  }

  #attach(text: string): string {
    if (text.length <= LONGEST_INLINE) return text;
    const key = hash("sha256", text).slice(0, 32);
    this.#attachments[key] = text;
    return `attachment://${key}`;
  }
  #attachIn(value: Json): Json {
    if (typeof value === "string") return this.#attach(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.#attachIn(item));
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([field, item]) => [field, this.#attachIn(item)])) : value;
  }

  #begin(event: LoggedEvent): void {
    if (!this.#begun) {
      this.#begun = event;
      this.#emit("sample_init", event, {});
    }
    this.#context = [];
    this.#counted = [];
    this.#ended = undefined;
    this.#submitted = undefined;
    this.#limit = null;
    this.#flags.clear();
  }

  #push(message: InspectMessage): void {
    this.#counted.push(this.#messages.length);
    this.#context.push(this.#messages.length);
    this.#messages.push(message);
  }

  #hear(event: LoggedEvent): void {
    const text = textOf(event, "text");
    if (event.data["cause"] === "task" && this.#input === "") this.#input = text;
    this.#push({ id: event.digest.slice(0, 22), role: event.data["role"] === "system" ? "system" : "user", content: text, source: "input" });
  }

  #reply(event: LoggedEvent): void {
    const called = this.#modelCalled ?? event;
    this.#modelCalled = undefined;
    this.#turns += 1;
    this.#retries += numberOf(event, "retries");
    const usage = this.#countUsage(event);
    const text = textOf(event, "text");
    const reasoning = textOf(event, "reasoning");
    const toolCalls = listOf(event, "toolCalls").map(toToolCall);
    const message: InspectMessage = {
      id: event.digest.slice(0, 22),
      role: "assistant",
      content: reasoning === "" ? text : [{ type: "reasoning", reasoning, redacted: false }, { type: "text", text }],
      source: "generate",
      model: this.#model,
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    };
    const seconds = numberOf(event, "latencyMs") / 1_000;
    const finish = textOf(event, "finish");
    const output = { model: this.#model, choices: [{ message, stop_reason: Object.hasOwn(STOP_REASONS, finish) ? (STOP_REASONS[finish] ?? "") : "unknown" }], completion: text, usage: { ...usage }, time: seconds };
    this.#emit("model", event, {
      model: this.#model, input: [], input_refs: toRanges(this.#context), tools: [], tool_choice: "auto", config: {},
      output: this.#attachIn(output), completed: toTimestamp(event.at), working_time: seconds, retries: numberOf(event, "retries"),
    }, called);
    this.#output = output;
    this.#push(message);
  }

  #countUsage(event: LoggedEvent): InspectUsage {
    if (isHidden(event)) this.#isUsageKnown = false;
    const used = isObject(event.data["usage"]) ? event.data["usage"] : {};
    const microUsd = typeof event.data["costMicroUsd"] === "number" ? event.data["costMicroUsd"] : null;
    const sum = this.#usage;
    for (const field of ["input", "output", "total", "cacheRead", "cacheWrite", "reasoning"] as const) sum[field] += numberIn(used, field);
    sum.microUsd = sum.microUsd === null || microUsd === null ? null : sum.microUsd + microUsd;
    return toUsage({ input: numberIn(used, "input"), output: numberIn(used, "output"), total: numberIn(used, "total"), cacheRead: numberIn(used, "cacheRead"), cacheWrite: numberIn(used, "cacheWrite"), reasoning: numberIn(used, "reasoning"), microUsd });
  }

  #toolReply(event: LoggedEvent): void {
    const id = textOf(event, "id");
    const called = this.#called.get(id) ?? event;
    this.#called.delete(id);
    const name = textOf(event, "name");
    const output = textOf(event, "output");
    const messageId = event.digest.slice(0, 22);
    const seconds = numberOf(event, "durationMs") / 1_000;
    const { arguments: given } = toToolCall({ id, name, arguments: textOf(called, "arguments") });
    this.#emit("tool", event, {
      type: "function", id, function: name, arguments: this.#attachIn(given), result: this.#attach(output), events: [],
      completed: toTimestamp(event.at), working_time: seconds, message_id: messageId,
    }, called);
    this.#push({ id: messageId, role: "tool", content: output, tool_call_id: id, function: name });
  }

  #compact(event: LoggedEvent): void {
    const upTo = numberOf(event, "upTo");
    this.#emit("compaction", event, { type: "summary", tokens_before: Math.round(numberOf(event, "tokensBefore")), source: "breakwater" });
    // Instructions and task stay, then the summary, then what came last.
    this.#context = [...this.#counted.slice(0, 2), this.#messages.length, ...this.#counted.slice(Math.max(2, upTo))];
    this.#messages.push({ id: event.digest.slice(0, 22), role: "user", content: textOf(event, "summary"), source: "generate" });
  }

  #reachLimit(event: LoggedEvent): void {
    const name = textOf(event, "limit");
    const type = Object.hasOwn(LIMIT_TYPES, name) ? LIMIT_TYPES[name as LimitName] : "custom";
    const most = numberOf(event, "most");
    this.#limit = { type: name === "context" ? "context" : type, limit: most };
    this.#emit("sample_limit", event, { type, message: `${name}: ${numberOf(event, "value")} of ${most}`, limit: most });
  }

  #end(event: LoggedEvent): void {
    this.#ended = event;
    const score = this.#finalScore();
    if (score) this.#emit("score", event, { score, intermediate: false, scorer: SCORER });
    const error = toError(event);
    if (error) this.#emit("error", event, { error, uuid: event.digest.slice(22, 44) });
  }

  /** Null where the sample says nothing of the model, has not ended, or where its score is withheld. */
  #finalScore(): InspectScore | null {
    const ended = this.#ended;
    if (!ended || typeof ended.data["score"] !== "number" || !saysSomething({ outcome: textOf(ended, "outcome") })) return null;
    const { value: _last, ...score } = this.#submitted ? toScore(this.#submitted, textOf(ended, "outcome")) : { answer: null, explanation: textOf(ended, "outcome"), metadata: {}, history: [] as const };
    return { value: numberOf(ended, "score"), ...score };
  }

  finish(): RenderedSample {
    const { taskId, epoch, variant } = this.#name;
    const id = toInspectId(this.#name);
    const ended = this.#ended;
    const outcome = ended ? textOf(ended, "outcome") : null;
    const score = this.#finalScore();
    const usage = toUsage(this.#usage);
    const error = ended ? toError(ended) : null;
    const facts = {
      metadata: { taskId, variant, outcome, taskKind: textOf(this.#begun ?? ended ?? NOTHING, "taskKind"), family: textOf(this.#begun ?? NOTHING, "family"), humanMinutes: this.#begun ? estimateOf(this.#begun) : null, flags: [...this.#flags] },
      scores: score && { [SCORER]: score },
      model_usage: this.#isUsageKnown ? { [this.#model]: usage } : {},
      role_usage: {},
      started_at: toTimestamp(this.#begun?.at ?? this.#last?.at ?? NOTHING.at),
      ...(ended && { completed_at: toTimestamp(ended.at) }),
      ...(ended && !isHidden(ended) && { total_time: numberOf(ended, "wallMs") / 1_000, working_time: numberOf(ended, "workingMs") / 1_000 }),
      uuid: (this.#begun ?? this.#last ?? NOTHING).digest.slice(0, 22),
      turn_count: this.#turns,
    };
    this.#fillInit(id);
    const pool = this.#messages.map((message) => this.#attachIn(message));
    const sample = {
      id, epoch, input: this.#input, target: "", messages: this.#messages, output: this.#output, store: {}, ...facts, error, limit: this.#limit,
      events: this.#events, events_data: { messages: pool, calls: [] }, attachments: this.#attachments, error_retries: [],
    };
    const summary = {
      id, epoch, input: shorten(this.#input), target: "", ...facts, scores: score && { [SCORER]: { value: score.value, history: [] } }, error: error?.message ?? null, limit: this.#limit?.type ?? null,
      retries: this.#retries, completed: ended !== undefined, message_count: this.#messages.length,
    };
    return { sample, summary, figures: { taskId, id, epoch, score: score?.value ?? null, completed: ended !== undefined, usage } };
  }

  /** What the sample began with is known when its first messages have been seen. */
  #fillInit(id: string): void {
    const at = this.#events.findIndex(({ event }) => event === "sample_init");
    const init = this.#events[at];
    if (!init) return;
    const input = this.#attach(this.#input);
    this.#events[at] = { ...init, sample: { id, input, target: "" }, state: { messages: [], tools: [], tool_choice: null, store: {}, output: { model: this.#model, choices: [], completion: "" }, completed: false, metadata: {} } };
  }
}

const NOTHING: LoggedEvent = { sample: null, sequence: 0, at: "1970-01-01T00:00:00.000Z", kind: "message", data: {}, salts: {}, previous: "", digest: "" };

function toScore(submission: LoggedEvent, explanation: string): InspectScore {
  const stages = Array.isArray(submission.data["stages"]) ? (submission.data["stages"] as Json) : textOf(submission, "stages");
  return { value: numberOf(submission, "score"), answer: textOf(submission, "answer"), explanation, metadata: { attempt: numberOf(submission, "attempt"), verdict: textOf(submission, "verdict"), stages }, history: [] };
}

const shorten = (text: string): string => (text.length <= LONGEST_LISTED ? text : `${text.slice(0, LONGEST_LISTED).toWellFormed()}…`);

/** What went wrong outside of the model, as Inspect wants an error. */
function toError(ended: LoggedEvent): { readonly message: string; readonly traceback: string; readonly traceback_ansi: string } | null {
  const error = ended.data["error" satisfies keyof EventData["sample-ended"]];
  const outcome = textOf(ended, "outcome");
  if (!isObject(error) && outcome !== "halted") return null;
  const message = isObject(error) ? `${textIn(error, "code")}: ${textIn(error, "message")}` : outcome;
  return { message, traceback: "", traceback_ansi: "" };
}

function toUsage({ input, output, total, cacheRead, cacheWrite, reasoning, microUsd }: { readonly input: number; readonly output: number; readonly total: number; readonly cacheRead: number; readonly cacheWrite: number; readonly reasoning: number; readonly microUsd: number | null }): InspectUsage {
  return { input_tokens: input, output_tokens: output, total_tokens: total, input_tokens_cache_read: cacheRead, input_tokens_cache_write: cacheWrite, reasoning_tokens: reasoning, ...(microUsd !== null && { total_cost: microUsd / 1e6 }) };
}

function toToolCall(call: JsonObject): { readonly id: string; readonly function: string; readonly arguments: JsonObject; readonly type: "function"; readonly parse_error?: string } {
  const text = textIn(call, "arguments");
  const given = parseArguments(text);
  const named = { id: textIn(call, "id"), function: textIn(call, "name"), type: "function" } as const;
  return given ? { ...named, arguments: given } : { ...named, arguments: { text }, parse_error: "the arguments are no JSON object" };
}

function parseArguments(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && isShallow(value, DEEPEST_ARGUMENTS) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Places in a pool as Inspect has them: half-open ranges. */
function toRanges(places: readonly number[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const place of places) {
    const last = ranges.at(-1);
    if (last && last[1] === place) last[1] = place + 1;
    else ranges.push([place, place + 1]);
  }
  return ranges;
}
