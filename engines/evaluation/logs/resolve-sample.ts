import { LogError } from "./log.errors.ts";

/*
 * Inspect condenses a sample: long texts of its events stand once among the attachments, and the conversation that each call
 * of the model was given stands once in a pool, to which the calls refer by ranges. The pools had other names before:
 *   events_data: {messages, calls}   ←   message_pool and call_pool   ←   each event has all of it
 *   attachments                      ←   transcript: {events, content}, with `tc://` before the key
 */
const REFERENCE = /^(?:attachment|tc):\/\/([0-9a-zA-Z]{1,64})$/;
/** A stranger's log may refer to one large thing many times. */
const MOST_RESOLVED_CHARACTERS = 256 * 1024 * 1024;
const MOST_RESOLVED_ITEMS = 20_000_000;
const DEEPEST = 200;

type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export interface CondensedSample {
  readonly events: readonly unknown[];
  /** The event at this place, with everything that it refers to put in place. */
  resolveEvent(at: number): Fields;
}

/** `where` is named in refusals. @throws {LogError} */
export function openSample(value: unknown, where: string): CondensedSample {
  if (!isFields(value)) throw new LogError("corrupt", where, "is no sample");
  const transcript = isFields(value["transcript"]) ? value["transcript"] : {};
  const attachments = firstFields(value["attachments"], transcript["content"]);
  const pools = isFields(value["events_data"]) ? value["events_data"] : { messages: value["message_pool"], calls: value["call_pool"] };
  const events = Array.isArray(value["events"]) ? listIn(value["events"]) : listIn(transcript["events"]);
  const resolve = makeResolver(attachments, where);
  // Resolved when first asked for, and then shared by all events that refer to them.
  let messages: readonly unknown[] | undefined;
  let calls: readonly unknown[] | undefined;
  const expand = (event: Fields): Fields => {
    let expanded = event;
    if (Array.isArray(event["input_refs"])) {
      messages ??= listIn(pools["messages"]).map((message) => resolve(message));
      const { input_refs: refs, ...rest } = event;
      expanded = { ...rest, input: slices(messages, refs, where) };
    }
    const call = event["call"];
    if (isFields(call) && Array.isArray(call["call_refs"])) {
      calls ??= listIn(pools["calls"]).map((one) => resolve(one));
      const { call_refs: refs, call_key: key, ...rest } = call;
      expanded = { ...expanded, call: { ...rest, request: { ...(isFields(rest["request"]) ? rest["request"] : {}), [typeof key === "string" ? key : "messages"]: slices(calls, refs, where) } } };
    }
    return expanded;
  };
  return {
    events,
    resolveEvent(at) {
      const event = events[at];
      if (!isFields(event)) throw new LogError("corrupt", where, "holds an event that is none");
      const { input_refs: refs, call, ...rest } = event;
      const { call_refs: callRefs, ...shownCall } = isFields(call) ? call : {};
      // References into the pools are numbers: nothing of them is an attachment's.
      return expand({ ...(resolve(rest) as Fields), ...(refs !== undefined && { input_refs: refs }), ...(isFields(call) && { call: { ...(resolve(shownCall) as Fields), ...(callRefs !== undefined && { call_refs: callRefs }) } }) });
    },
  };
}

const firstFields = (...values: readonly unknown[]): Fields => values.find(isFields) ?? {};

function slices(pool: readonly unknown[], refs: unknown, where: string): readonly unknown[] {
  const ranges = listIn(refs).map((range) => {
    const [from, to] = listIn(range);
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || (from as number) < 0 || (to as number) > pool.length) throw new LogError("corrupt", where, "an event refers to messages that are not there");
    return pool.slice(from as number, to as number);
  });
  if (ranges.reduce((sum, { length }) => sum + length, 0) > MOST_RESOLVED_ITEMS) throw new LogError("too-large", where, "an event refers to more messages than are read");
  return ranges.flat();
}

/** What it gives in all is bounded, whatever the references say. */
function makeResolver(attachments: Fields, where: string): (value: unknown) => unknown {
  let characters = 0;
  let items = 0;
  const resolve = (value: unknown, depth: number): unknown => {
    items += 1;
    if (items > MOST_RESOLVED_ITEMS || depth > DEEPEST) throw new LogError("too-large", where, "holds more, or is nested deeper, than is read");
    if (typeof value === "string") {
      const key = REFERENCE.exec(value)?.[1];
      const text = key !== undefined && Object.hasOwn(attachments, key) ? attachments[key] : value;
      if (typeof text !== "string") return value;
      characters += text.length;
      if (characters > MOST_RESOLVED_CHARACTERS) throw new LogError("too-large", where, `its texts have more than ${MOST_RESOLVED_CHARACTERS} characters once put in place`);
      return text;
    }
    if (Array.isArray(value)) return value.map((item) => resolve(item, depth + 1));
    return isFields(value) ? Object.fromEntries(Object.entries(value).map(([field, item]) => [field, resolve(item, depth + 1)])) : value;
  };
  return (value) => resolve(value, 0);
}
