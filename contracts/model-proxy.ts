import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { accessPurpose } from "./engagement.ts";

/*
 * The model as somebody's own program reaches it: the wire of OpenAI's Chat Completions, as far as the terms of the access
 * allow it. Base address `…/api/model/v1` for evaluators and `…/api/partner/model/v1` for partners, and a model key in the
 * place of an API key.
 */

/** What the proxy calls the model, whatever its developer does. */
export const PROXIED_MODEL = "model-under-evaluation";
/** The same with reduced safeguards; a key reaches one of the two. */
export const PROXIED_REDUCED_MODEL = "model-under-evaluation-reduced";
/** An early-access model, as its partner's program knows it. */
export const PROXIED_EARLY_ACCESS_MODEL = "early-access-model";
/** Largest question, bytes of JSON. */
export const MAX_QUESTION_BYTES = 4 * 1024 * 1024;
/** Longest life of a model key, hours; it ends with the access in any case. */
export const MODEL_KEY_HOURS = 12;

const text = z.string().max(1_000_000);
const toolName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "expected letters, digits, _ and -, at most 64");
const jsonObject = z.record(z.string().max(200), z.unknown());
const toolCall = z.strictObject({ id: z.string().max(200), type: z.literal("function"), function: z.strictObject({ name: toolName, arguments: text }) });

const chatMessage = z.strictObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content: z.union([text, z.array(z.strictObject({ type: z.literal("text"), text })).max(100)]).nullish(),
  name: toolName.optional(),
  tool_calls: z.array(toolCall).max(128).optional(),
  tool_call_id: z.string().max(200).optional(),
  reasoning_content: text.optional(),
});

/** Body of `POST /model/v1/chat/completions` and `POST /partner/model/v1/chat/completions`. A parameter that does not stand here does not reach the model. */
export const chatRequest = z
  .strictObject({
    model: z.string().min(1).max(200),
    messages: z.array(chatMessage).min(1).max(10_000),
    stream: z.boolean().optional(),
    stream_options: z.strictObject({ include_usage: z.boolean() }).nullish(),
    /** Each must be named by the terms of the grant. */
    tools: z.array(z.strictObject({ type: z.literal("function"), function: z.strictObject({ name: toolName, description: text.optional(), parameters: jsonObject.optional(), strict: z.boolean().nullish() }) })).max(128).optional(),
    tool_choice: z.union([z.enum(["none", "auto", "required"]), z.strictObject({ type: z.literal("function"), function: z.strictObject({ name: toolName }) })]).optional(),
    parallel_tool_calls: z.boolean().optional(),
    response_format: z.strictObject({ type: z.enum(["text", "json_object", "json_schema"]), json_schema: jsonObject.optional() }).optional(),
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().min(0).max(1).optional(),
    n: z.literal(1).optional(),
    max_tokens: z.int().min(1).max(1_000_000).nullish(),
    max_completion_tokens: z.int().min(1).max(1_000_000).nullish(),
    seed: z.int().nullish(),
    stop: z.union([z.string().max(1000), z.array(z.string().max(1000)).max(4)]).nullish(),
    frequency_penalty: z.number().min(-2).max(2).optional(),
    presence_penalty: z.number().min(-2).max(2).optional(),
    reasoning_effort: z.enum(["none", "minimal", "low", "medium", "high", "xhigh"]).optional(),
  })
  .meta({ id: "ChatRequest" });
export type ChatRequest = z.output<typeof chatRequest>;

const calledTool = z.object({ id: z.string(), type: z.literal("function"), function: z.object({ name: z.string(), arguments: z.string() }) });
const usage = z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() });

/** What the model said: text from outside as it came, but without the endpoint's credential. */
export const chatCompletion = z
  .object({
    id: z.string(),
    object: z.literal("chat.completion"),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.int(),
        message: z.object({ role: z.literal("assistant"), content: z.string().nullable(), reasoning_content: z.string().optional(), refusal: z.string().optional(), tool_calls: z.array(calledTool).optional() }),
        finish_reason: z.string().nullable(),
      }),
    ),
    usage: usage.optional(),
  })
  .meta({ id: "ChatCompletion", "x-label": "developer-confidential" });
export type ChatCompletion = z.output<typeof chatCompletion>;

export const proxiedModels = z
  .object({ object: z.literal("list"), data: z.array(z.object({ id: z.string(), object: z.literal("model"), created: z.int(), owned_by: z.string() })) })
  .meta({ id: "ProxiedModels", "x-label": "developer-confidential" });

/** Body of `POST /evaluator/engagements/{id}/model-keys`. */
export const makeModelKey = z.strictObject({ name: plainText(100), hours: z.int().min(1).max(MODEL_KEY_HOURS) }).meta({ id: "MakeModelKey" });
export const endModelKey = z.strictObject({ keyId: identifier }).meta({ id: "EndModelKey" });

export const modelKey = z
  .object({ id: identifier, name: z.string(), purpose: accessPurpose, madeAt: instant, expiresAt: instant, endedAt: instant.nullable() })
  .meta({ id: "ModelKey", "x-label": "developer-confidential" });
/** The secret is shown this once. */
export const madeModelKey = z.object({ key: modelKey, secret: z.string(), baseUrl: z.string(), model: z.string() }).meta({ id: "MadeModelKey", "x-label": "developer-confidential" });

/** One call of the model. Digests are there where the terms say so. */
export const modelCall = z
  .object({
    id: identifier,
    personId: identifier,
    personName: z.string(),
    organisationName: z.string(),
    purpose: accessPurpose,
    by: z.enum(["page", "program"]),
    tools: z.array(z.string()),
    askedAt: instant,
    endedAt: instant.nullable(),
    outcome: z.enum(["under-way", "answered", "failed", "cut-off"]),
    questionBytes: z.int(),
    answerBytes: z.int().nullable(),
    questionDigest: z.string().nullable(),
    answerDigest: z.string().nullable(),
  })
  .meta({ id: "ModelCall", "x-label": "developer-confidential" });
export type ModelCall = z.output<typeof modelCall>;

/** Who read what, and who asked the model, newest first; at most 500 of each. */
export const engagementActivity = z
  .object({
    people: z.array(z.object({ personId: identifier, name: z.string(), organisationName: z.string() })),
    reads: z.array(z.object({ id: identifier, personName: z.string(), organisationName: z.string(), purpose: z.string(), what: z.string(), at: instant })),
    calls: z.array(modelCall),
  })
  .meta({ id: "EngagementActivity", "x-label": "developer-confidential" });
export const activityQuery = z.object({ personId: identifier.optional() });

/** Body of `POST /engagements/{id}/grants/end`: one named person's access, now. */
export const endGrant = z.strictObject({ personId: identifier }).meta({ id: "EndGrant" });
