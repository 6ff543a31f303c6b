import { chatCompletion, type ChatCompletion } from "#contracts/model-proxy";
import { z } from "zod";
import { didNotAnswer } from "./model-endpoint.ts";
import { createWithholder, withhold, type Withholder } from "./withhold.rules.ts";

/*
 * What a developer's endpoint answers, read by the fields that pass the proxy: everything else stays behind, such as what
 * the endpoint calls its model. Attacker-controlled throughout.
 */

const toolPart = z.object({ index: z.int().optional(), id: z.string().nullish(), type: z.string().nullish(), function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish() });
const said = { content: z.string().nullish(), reasoning_content: z.string().nullish(), refusal: z.string().nullish() };
const tokens = z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() }).nullish();
const frame = { id: z.string().max(500).optional(), created: z.int().optional(), usage: tokens };

const wholeAnswer = z.object({
  ...frame,
  choices: z.array(z.object({ index: z.int().optional(), message: z.object({ ...said, tool_calls: z.array(toolPart).nullish() }), finish_reason: z.string().nullish() })).min(1).max(8),
});
const answerPart = z.object({
  ...frame,
  choices: z.array(z.object({ index: z.int(), delta: z.object({ role: z.string().nullish(), ...said, tool_calls: z.array(toolPart).nullish() }).nullish(), finish_reason: z.string().nullish() })).max(8),
});

interface Shown {
  /** What the caller knows the model as. */
  readonly model: string;
  readonly credential: string;
  /** Of the call, in the place of what the endpoint gave it. */
  readonly id: string;
  readonly createdSeconds: number;
}

/** A whole answer, as the caller gets it. Throws `model-did-not-answer` for anything that is none. */
export function readCompletion(json: unknown, { model, credential, id, createdSeconds }: Shown): ChatCompletion {
  const parsed = wholeAnswer.safeParse(json);
  if (!parsed.success) throw didNotAnswer("its answer is not a chat completion");
  const safe = (text: string) => withhold(text, credential);
  return chatCompletion.parse({
    id, object: "chat.completion", created: createdSeconds, model,
    choices: parsed.data.choices.map(({ message, finish_reason: finish = null }, index) => ({
      index,
      message: {
        role: "assistant", content: message.content == null ? null : safe(message.content),
        ...(message.reasoning_content == null ? {} : { reasoning_content: safe(message.reasoning_content) }),
        ...(message.refusal == null ? {} : { refusal: safe(message.refusal) }),
        ...(message.tool_calls?.length ? { tool_calls: message.tool_calls.map((call, at) => ({ id: safe(call.id ?? `call_${at}`), type: "function", function: { name: safe(call.function?.name ?? ""), arguments: safe(call.function?.arguments ?? "") } })) } : {}),
      },
      finish_reason: finish === null ? null : safe(finish),
    })),
    ...(parsed.data.usage ? { usage: parsed.data.usage } : {}),
  });
}

const FIELDS = ["content", "reasoning_content", "refusal"] as const;

/** Reads the parts of a streamed answer, one event's data at a time, and gives each as the caller gets it. */
export function createPartReader({ model, credential, id, createdSeconds }: Shown): (data: string) => string {
  const holders = new Map<string, Withholder>();
  const holderOf = (key: string): Withholder => {
    const holder = holders.get(key) ?? createWithholder(credential);
    holders.set(key, holder);
    return holder;
  };
  // What was held back goes out with the part that says that there will be no more.
  const pass = (key: string, piece: string | null | undefined, isLast: boolean): string | undefined => {
    const text = piece == null ? "" : holderOf(key).pass(piece);
    const rest = isLast ? (holders.get(key)?.rest() ?? "") : "";
    return piece == null && rest === "" ? undefined : text + rest;
  };
  return (data) => {
    const parsed = answerPart.safeParse(parse(data));
    if (!parsed.success) throw didNotAnswer("a part of its answer is not of a chat completion");
    const choices = parsed.data.choices.map(({ index, delta, finish_reason: finish = null }) => {
      const isLast = finish !== null;
      const texts = FIELDS.map((field) => [field, pass(`${index} ${field}`, delta?.[field], isLast)] as const).filter(([, text]) => text !== undefined);
      const calls = (delta?.tool_calls ?? []).map((call, at) => {
        const place = call.index ?? at;
        const piece = call.function?.arguments == null ? undefined : holderOf(`${index} tool ${place}`).pass(call.function.arguments);
        return {
          index: place, ...(call.id == null ? {} : { id: withhold(call.id, credential), type: "function" }),
          function: { ...(call.function?.name == null ? {} : { name: withhold(call.function.name, credential) }), ...(piece === undefined ? {} : { arguments: piece }) },
        };
      });
      const waiting = isLast ? [...holders].flatMap(([key, holder]) => {
        const place = key.startsWith(`${index} tool `) ? Number(key.slice(`${index} tool `.length)) : undefined;
        const rest = place === undefined ? "" : holder.rest();
        return rest === "" ? [] : [{ index: place, function: { arguments: rest } }];
      }) : [];
      const toolCalls = [...calls, ...waiting];
      return {
        index,
        delta: { ...(delta?.role ? { role: "assistant" } : {}), ...Object.fromEntries(texts), ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}) },
        finish_reason: finish === null ? null : withhold(finish, credential),
      };
    });
    return JSON.stringify({ id, object: "chat.completion.chunk", created: createdSeconds, model, choices, ...(parsed.data.usage ? { usage: parsed.data.usage } : {}) });
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw didNotAnswer("a part of its answer is not JSON", error);
  }
}
