import { PROXIED_MODEL, PROXIED_REDUCED_MODEL, type ChatCompletion, type ChatRequest } from "#contracts/model-proxy";
import type { Services } from "#rooms/platform";
import { createPartReader, readCompletion } from "./chat-wire.ts";
import { EngagementRefusal } from "./engagement.errors.ts";
import { enterByModelKey } from "./model-keys.ts";
import { beginCall, digestAnswer, withinCall, type ModelCallUnderWay } from "./model-calls.ts";
import { didNotAnswer, nameFault, reachEndpoint, readAnswer, takeBytes } from "./model-endpoint.ts";
import type { WindowTerms } from "./window-terms.ts";

/*
 * The model for an evaluator's own program. What reaches the endpoint is what the contract names and the terms allow; what
 * comes back is read field by field. Neither the endpoint's address nor its credential, nor what it calls its model, is
 * ever told.
 */

const TIMEOUT_MS = 30 * 60_000;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
// One event of a stream: a piece of text, or a tool's arguments.
const MAX_EVENT_CHARACTERS = 1024 * 1024;

/** What a key's holder may ask for. Throws unless the access stands. */
export async function listProxiedModels(services: Services, token: string): Promise<{ readonly id: string; readonly createdSeconds: number }> {
  const { access, key } = await enterByModelKey(services, token);
  return { id: nameModel(access.terms.variant), createdSeconds: Math.floor(Date.parse(key.made_at) / 1000) };
}

/** One answer, whole. */
export async function completeChat(services: Services, input: { readonly token: string; readonly request: ChatRequest }): Promise<ChatCompletion> {
  const { call, ask, shown } = await begin(services, input);
  return withinCall(call, async () => {
    const response = await ask(call);
    const result = readCompletion(readAnswer(await takeBytes(response)), shown);
    return { result, spoken: JSON.stringify(result.choices) };
  });
}

/**
 * One answer as it comes: server-sent events, read from the endpoint no faster than the caller takes them, and broken off
 * when the access ends. An end before the last word is told in an event of its own.
 */
export async function streamChat(services: Services, input: { readonly token: string; readonly request: ChatRequest }): Promise<ReadableStream<Uint8Array>> {
  const { call, ask, shown } = await begin(services, input);
  let events: AsyncGenerator<string>;
  try {
    const response = await ask(call);
    events = readEvents(response.body ?? new ReadableStream());
  } catch (error) {
    await call.end(call.signal.aborted ? "cut-off" : "failed");
    throw call.signal.aborted ? call.signal.reason : error;
  }
  const readPart = createPartReader(shown);
  const encoder = new TextEncoder();
  let spoken = "";
  const send = (controller: ReadableStreamDefaultController<Uint8Array>, data: string) => controller.enqueue(encoder.encode(`data: ${data}\n\n`));
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await events.next();
        call.signal.throwIfAborted();
        if (done) throw didNotAnswer("its answer broke off");
        if (value !== "[DONE]") {
          const part = readPart(value);
          spoken += part;
          return send(controller, part);
        }
        await call.requireAccess();
        await call.end("answered", digestAnswer(spoken));
        send(controller, "[DONE]");
      } catch (cause) {
        const error = call.signal.aborted ? call.signal.reason : cause;
        const refusal = error instanceof EngagementRefusal ? error : call.signal.aborted ? new EngagementRefusal("window-not-open", "There is no open window for you now.") : nameFault(error);
        await call.end(refusal.code === "model-did-not-answer" ? "failed" : "cut-off", digestAnswer(spoken));
        send(controller, JSON.stringify({ error: { code: refusal.code, message: refusal.message } }));
      }
      controller.close();
      await events.return(undefined);
    },
    // The caller hung up.
    cancel: async () => {
      await call.end("cut-off", digestAnswer(spoken));
      await events.return(undefined);
    },
  }, { highWaterMark: 1 });
}

interface Begun {
  readonly call: ModelCallUnderWay;
  readonly ask: (call: ModelCallUnderWay) => Promise<Response>;
  readonly shown: Parameters<typeof readCompletion>[1];
}

async function begin(anybody: Services, { token, request }: { readonly token: string; readonly request: ChatRequest }): Promise<Begun> {
  const { services, actor, key, access } = await enterByModelKey(anybody, token);
  const served = nameModel(access.terms.variant);
  if (request.model !== served) throw new EngagementRefusal("model-not-known", `model: this key reaches "${served}" and no other; GET /model/v1/models says so`, { field: "model" });
  const { model: _model, ...body } = request;
  const tools = [...new Set([...(request.tools ?? []).map((tool) => tool.function.name), ...(typeof request.tool_choice === "object" ? [request.tool_choice.function.name] : [])])];
  const question = JSON.stringify(body);
  const call = await beginCall(services, { actor, engagementId: key.engagement_id, purpose: key.purpose, what: "", question, tools, keyId: key.id });
  const shown = { model: served, credential: call.endpoint.credential, id: `chatcmpl-${call.id}`, createdSeconds: Math.floor(services.clock().getTime() / 1000) };
  return { call, shown, ask: ({ endpoint, signal }) => reachEndpoint(services, { endpoint, body, signal, timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES }) };
}

function nameModel(variant: WindowTerms["variant"]): string {
  return variant === "reduced-safeguards" ? PROXIED_REDUCED_MODEL : PROXIED_MODEL;
}

/** The data of each server-sent event (HTML Standard, section 9.2), as far as endpoints of this kind write them: one line each. */
async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    text = lines.pop() ?? "";
    if (text.length > MAX_EVENT_CHARACTERS) throw didNotAnswer("a part of its answer is larger than is taken");
    for (const line of lines) if (line.startsWith("data:")) yield line.slice("data:".length).trim();
  }
}
