import type { EventKind } from "../logs/event.types.ts";
import { boundText, escapeControls } from "../hostile-text.rules.ts";

/*
 * An event in words, for whoever shows transcripts: the local page and the enclave's. All of an event's data is a stranger's:
 * nothing is taken to be of the shape of its kind, texts are bounded, and their control characters stand as escapes.
 */

export type EventTone = "quiet" | "model" | "tool" | "good" | "attention" | "urgent";

export interface DescribedEvent {
  readonly sequence: number;
  readonly at: string;
  readonly kind: string;
  readonly title: string;
  readonly tone: EventTone;
  /** Short. */
  readonly facts: readonly { readonly term: string; readonly text: string }[];
  /** Long: what was said, called, printed or submitted. `folded`: stands elsewhere in the transcript too. */
  readonly texts: readonly { readonly term: string; readonly text: string; readonly folded: boolean }[];
  readonly stages: readonly { readonly name: string; readonly held: boolean; readonly observed: string }[];
  /** Names of the parts that were withheld; "" stands for all that have no name of their own. */
  readonly withheld: readonly string[];
  /** Of a log of ours: what the chain goes on with. */
  readonly digest: string | null;
}

export interface DescribableEvent {
  readonly sequence: number;
  readonly at: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly withheld: readonly string[];
  readonly digest: string | null;
}

const LONGEST_TEXT = 20_000;
/** Of one event, however many texts it has; each text keeps a little. */
const LONGEST_EVENT = 80_000;
const LEAST_TEXT = 200;
const LONGEST_FACT = 400;
const MOST_ITEMS = 60;

type Data = Readonly<Record<string, unknown>>;
type Words = Pick<DescribedEvent, "title"> & Partial<Pick<DescribedEvent, "tone">> & {
  readonly facts?: readonly (readonly [term: string, value: unknown])[];
  readonly texts?: readonly (readonly [term: string, value: unknown, folded?: boolean])[];
  readonly stages?: unknown;
};

export function describeEvent({ sequence, at, kind, data, withheld, digest }: DescribableEvent): DescribedEvent {
  let left = LONGEST_EVENT;
  const boundNext = (text: string): string => {
    const bounded = bound(text, Math.min(LONGEST_TEXT, Math.max(LEAST_TEXT, left)));
    left -= bounded.length;
    return bounded;
  };
  const words = Object.hasOwn(OURS, kind) && digest !== null ? OURS[kind as EventKind](data) : describeOther(kind, data);
  return {
    sequence, at: bound(at, LONGEST_FACT), kind: bound(kind, LONGEST_FACT), title: bound(words.title, LONGEST_FACT), tone: words.tone ?? "quiet", withheld, digest,
    facts: (words.facts ?? []).slice(0, MOST_ITEMS).flatMap(([term, value]) => (isEmpty(value) ? [] : [{ term: bound(term, LONGEST_FACT), text: bound(toText(value), LONGEST_FACT) }])),
    texts: (words.texts ?? []).slice(0, MOST_ITEMS).flatMap(([term, value, folded = false]) => (isEmpty(value) ? [] : [{ term: bound(term, LONGEST_FACT), text: boundNext(toText(value)), folded }])),
    stages: listOf(words.stages).slice(0, MOST_ITEMS).map((stage) => ({ name: bound(toText(stage["name"] ?? ""), LONGEST_FACT), held: stage["held"] === true, observed: boundNext(toText(stage["observed"] ?? "")) })),
  };
}

const isFields = (value: unknown): value is Data => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Data[] => (Array.isArray(value) ? value.filter(isFields) : []);
const fieldsOf = (value: unknown): Data => (isFields(value) ? value : {});
const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
// Cut first: an escape is longer than what it stands for.
const bound = (text: string, most: number): string => escapeControls(boundText(text, most));

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string" || typeof item === "number")) return value.join(", ");
  try {
    return JSON.stringify(value, null, 2) ?? "";
  } catch (error) {
    // Nested deeper than the stack.
    if (error instanceof RangeError) return "(nested too deeply to be shown)";
    throw error;
  }
}

const word = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "?");
const yesOrNo = (value: unknown): string | null => (typeof value === "boolean" ? (value ? "yes" : "no") : null);
const grouped = (value: unknown): string | null => (typeof value === "number" && Number.isFinite(value) ? value.toLocaleString("en-GB") : null);
const milliseconds = (value: unknown): string | null => (typeof value === "number" && Number.isFinite(value) ? (value < 1_000 ? `${value} ms` : `${(value / 1_000).toFixed(1)} s`) : null);
const dollars = (microUsd: unknown): string | null => (typeof microUsd === "number" && Number.isFinite(microUsd) ? `$${(microUsd / 1e6).toFixed(4)}` : null);

const CAUSES: Readonly<Record<string, string>> = { instructions: "Instructions", task: "Task", hint: "Hint", nudge: "Reminder to go on", note: "Note" };
const BEFORE_OR_AFTER: Readonly<Record<string, string>> = { before: "before the sample", after: "after the sample" };

const OURS: { readonly [Kind in EventKind]: (data: Data) => Words } = {
  "run-begun": ({ samples, manifestDigest }) => ({ title: "The run began", facts: [["Samples", grouped(samples)], ["Digest of its manifest", manifestDigest]] }),
  "run-resumed": ({ openSamples, droppedBytes }) => ({ title: "The run was resumed", tone: "attention", facts: [["Open samples", grouped(openSamples)], ["Bytes of a torn last line", droppedBytes === 0 ? null : grouped(droppedBytes)]] }),
  paused: ({ by }) => ({ title: "The run was paused", tone: "attention", facts: [["By", by]] }),
  continued: ({ by }) => ({ title: "The run was continued", facts: [["By", by]] }),
  "limits-changed": ({ by, limits }) => ({ title: "Limits were changed", tone: "attention", facts: [["By", by], ...Object.entries(fieldsOf(limits)).map(([name, value]) => [name, value === null ? "the task's own" : grouped(value)] as const)] }),
  "run-ended": ({ outcome, reason }) => ({ title: `The run ended: ${word(outcome)}`, tone: outcome === "finished" ? "good" : outcome === "halted" ? "urgent" : "attention", texts: [["Why", reason]] }),
  "sample-begun": ({ taskId, epoch, variant, taskKind, family, humanMinutes, tokenLimit }) => ({
    title: "The sample began",
    facts: [["Task", taskId], ["Kind", taskKind], ["Family", family], ["Epoch", epoch], ["Prompt", variant], ["Human estimate", humanMinutes === null || humanMinutes === undefined ? null : `${word(humanMinutes)} min`], ["Token limit", grouped(tokenLimit)]],
  }),
  probed: ({ when, held, failed }) => ({
    title: `The sandbox's isolation ${held === true ? "held" : "did not hold"} ${BEFORE_OR_AFTER[word(when)] ?? ""}`.trimEnd(),
    tone: held === true ? "quiet" : "urgent",
    facts: [["Failed probes", failed]],
  }),
  message: ({ role, cause, text }) => ({ title: Object.hasOwn(CAUSES, word(cause)) ? (CAUSES[word(cause)] ?? "") : `Message: ${word(cause)}`, facts: [["As", role]], texts: [["", text]] }),
  "model-called": ({ call, request }) => ({ title: `The model was asked (call ${word(call)})`, facts: [["Digest of the request", request]] }),
  "model-replied": ({ call, text, reasoning, toolCalls, finish, usage, costMicroUsd, latencyMs, retries }) => ({
    title: `The model replied (call ${word(call)})`,
    tone: "model",
    facts: [["Ended with", finish], ...describeUsage(fieldsOf(usage)), ["Cost", dollars(costMicroUsd)], ["Took", milliseconds(latencyMs)], ["Retries", retries === 0 ? null : retries]],
    texts: [["Reasoning", reasoning], ["Reply", text], ...listOf(toolCalls).flatMap((one) => describeCall(one))],
  }),
  "model-failed": ({ call, class: failure, message, willRetry }) => ({ title: `The model's endpoint failed (call ${word(call)})`, tone: "attention", facts: [["Failure", failure], ["Asked again", yesOrNo(willRetry)]], texts: [["It said", message]] }),
  "tool-called": (data) => ({ title: `Tool ${word(data["name"])} was called`, facts: [["Call", data["id"]]], texts: describeCall(data, true) }),
  "tool-replied": ({ id, name, output, outputDigest, durationMs }) => ({ title: `Tool ${word(name)} answered`, tone: "tool", facts: [["Call", id], ["Took", milliseconds(durationMs)], ["Digest of the output", outputDigest]], texts: [["Output", output === "" ? "(nothing)" : output]] }),
  submission: ({ attempt, answer, verdict, message, stages, score }) => ({
    title: `Attempt ${word(attempt)}: ${word(verdict)}`,
    tone: verdict === "passed" ? "good" : "attention",
    facts: [["Score", score]],
    texts: [["Submitted", answer], ["What the model was told", message]],
    stages,
  }),
  compacted: ({ upTo, summary, tokensBefore }) => ({ title: "The conversation was shortened", facts: [["Messages replaced, up to", upTo], ["Tokens before", grouped(tokensBefore)]], texts: [["Stands in their place", summary]] }),
  "limit-reached": ({ limit, value, most }) => ({ title: `Limit reached: ${word(limit)}`, tone: "attention", facts: [["Used", grouped(value)], ["Most", grouped(most)]] }),
  alarm: ({ sandboxId, at, command, attempts, lastWords }) => ({
    title: "Alarm: a program tried to leave its sandbox",
    tone: "urgent",
    facts: [["Sandbox", sandboxId], ["At", at], ["IPv4 attempts", fieldsOf(attempts)["ipv4"]], ["IPv6 attempts", fieldsOf(attempts)["ipv6"]]],
    texts: [["Command", command], ["Last words", lastWords]],
  }),
  flagged: ({ detector, evidence, sequence }) => ({ title: `Flagged: ${word(detector)}`, tone: "urgent", facts: [["Shown by event", sequence]], texts: [["Evidence", evidence]] }),
  refusal: ({ call, seenBy, evidence }) => ({ title: `The model declined (call ${word(call)})`, tone: "attention", facts: [["Seen by", seenBy]], texts: [["Evidence", evidence]] }),
  rebuilt: ({ replayed, diverged }) => ({ title: "The sandbox was built again after a resumption", tone: diverged === 0 ? "quiet" : "attention", facts: [["Calls carried out again", grouped(replayed)], ["With another output than recorded", grouped(diverged)]] }),
  requeued: ({ by }) => ({ title: "Put back into the queue: what came before counts no more", tone: "attention", facts: [["By", by]] }),
  verdict: ({ by, decision, reason }) => ({ title: `Verdict of a person: ${word(decision)}`, tone: decision === "clean" ? "good" : "urgent", facts: [["By", by]], texts: [["Why", reason]] }),
  "sample-ended": ({ outcome, score, turns, tokens, costMicroUsd, attempts, messages, wallMs, workingMs, error }) => ({
    title: `The sample ended: ${word(outcome)}`,
    tone: score === 1 ? "good" : outcome === "halted" ? "urgent" : "attention",
    facts: [["Score", score], ["Turns", grouped(turns)], ["Tokens", grouped(tokens)], ["Cost", dollars(costMicroUsd)], ["Attempts", attempts], ["Messages", grouped(messages)], ["Time", milliseconds(wallMs)], ["Working time", milliseconds(workingMs)], ["Failure", fieldsOf(error)["code"]]],
    texts: [["What failed", fieldsOf(error)["message"]]],
  }),
};

function describeUsage({ input, output, cacheRead, cacheWrite, reasoning, total }: Data): readonly (readonly [string, unknown])[] {
  const some = (value: unknown) => (value === 0 ? null : grouped(value));
  return [["Tokens", grouped(total)], ["In", some(input)], ["Out", some(output)], ["From cache", some(cacheRead)], ["To cache", some(cacheWrite)], ["Reasoning tokens", some(reasoning)]];
}

/** A call's arguments one by one, so that a script reads as it was written; what is no JSON object stands as it is. */
function describeCall({ name, arguments: given, function: called }: Data, folded = false): readonly (readonly [string, unknown, boolean])[] {
  const tool = word(name ?? called);
  const parsed = parseFields(given);
  if (!parsed) return [[`Calls ${tool}`, given, folded]];
  const entries = Object.entries(parsed).slice(0, MOST_ITEMS);
  return entries.length === 0 ? [[`Calls ${tool}`, "(without arguments)", folded]] : entries.map(([argument, value]) => [`Calls ${tool}: ${argument}`, value === "" ? "(nothing)" : value, folded]);
}

function parseFields(given: unknown): Data | undefined {
  if (isFields(given)) return given;
  if (typeof given !== "string" || given.length > 10 * LONGEST_TEXT) return undefined;
  try {
    const value: unknown = JSON.parse(given);
    return isFields(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Of another's log. A call of the model repeats the whole conversation: only what is new in it is shown. */
function describeOther(kind: string, data: Data): Words {
  if (kind === "model") return describeModelCall(data);
  if (kind === "tool") {
    const error = fieldsOf(data["error"])["message"];
    return { title: `Tool ${word(data["function"])} answered`, tone: "tool", facts: [["Call", data["id"]]], texts: [...describeCall(data), ["Output", data["result"]], ["Error", error]] };
  }
  const fields = Object.entries(data).filter(([name]) => !DULL.has(name));
  const isShort = (value: unknown): boolean => typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && value.length <= 100);
  return {
    title: kind === "" ? "An event without a kind" : kind,
    tone: kind === "error" ? "attention" : "quiet",
    facts: fields.filter(([, value]) => isShort(value)),
    texts: fields.filter(([, value]) => !isShort(value)),
  };
}
const DULL: ReadonlySet<string> = new Set(["uuid", "span_id", "working_start", "pending", "metadata"]);

function describeModelCall({ model, input, output, error }: Data): Words {
  const { choices, usage, time } = fieldsOf(output);
  const [choice = {}] = listOf(choices);
  const message = fieldsOf(choice["message"]);
  const { input_tokens: inTokens, output_tokens: outTokens, total_tokens: total } = fieldsOf(usage);
  const { content } = message;
  const texts = typeof content === "string" ? ([["Reply", content]] as const) : listOf(content).map((part) => (part["type"] === "reasoning" ? (["Reasoning", part["reasoning"]] as const) : (["Reply", part["text"] ?? part] as const)));
  return {
    title: "The model replied",
    tone: "model",
    facts: [["Model", model], ["Messages before it", Array.isArray(input) ? input.length : null], ["Ended with", choice["stop_reason"]], ["Tokens", grouped(total)], ["In", grouped(inTokens)], ["Out", grouped(outTokens)], ["Took", typeof time === "number" ? milliseconds(Math.round(time * 1_000)) : null]],
    texts: [...texts, ...listOf(message["tool_calls"]).flatMap((call) => describeCall(call)), ["Error", error]],
  };
}
