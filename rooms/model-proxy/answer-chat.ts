import type { ChatCompletion, ChatRequest } from "#contracts/model-proxy";
import { Refusal, type Services } from "#rooms/platform";
import { createPartReader, readCompletion } from "./chat-wire.ts";
import { digestAnswer, withinCall, type ModelCallUnderWay } from "./follow-call.ts";
import { didNotAnswer, nameFault, reachEndpoint, readAnswer, takeBytes } from "./model-endpoint.ts";
import { ModelProxyRefusal } from "./model-proxy.errors.ts";

/*
 * The model for somebody's own program. What reaches the endpoint is what the contract names and the access allows; what
 * comes back is read field by field. Neither the endpoint's address nor its credential, nor what it calls its model, is
 * ever told.
 */

const TIMEOUT_MS = 30 * 60_000;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
// One event of a stream: a piece of text, or a tool's arguments.
const MAX_EVENT_CHARACTERS = 1024 * 1024;

/** What stands behind a model key at this moment. */
export interface ModelAccess {
  /** The world as the key's person has it. */
  readonly services: Services;
  /** What the holder knows the model as; the key reaches no other. */
  readonly model: string;
  readonly keyMadeAt: string;
  /** Writes a call down and lets it begin; throws unless the access stands, for these tools. */
  begin(asked: { readonly question: string; readonly tools: readonly string[] }): Promise<ModelCallUnderWay>;
}

interface Asked {
  readonly access: ModelAccess;
  readonly request: ChatRequest;
}

/** One answer, whole. */
export async function completeChat(asked: Asked): Promise<ChatCompletion> {
  const { call, ask, shown } = await begin(asked);
  return withinCall(call, async () => {
    const response = await ask();
    const result = readCompletion(readAnswer(await takeBytes(response)), shown);
    return { result, spoken: JSON.stringify(result.choices) };
  });
}

/**
 * One answer as it comes: server-sent events, read from the endpoint no faster than the caller takes them, and broken off
 * when the access ends. An end before the last word is told in an event of its own.
 */
export async function streamChat(asked: Asked): Promise<ReadableStream<Uint8Array>> {
  const { call, ask, shown } = await begin(asked);
  let events: AsyncGenerator<string>;
  try {
    const response = await ask();
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
        const refusal = error instanceof Refusal ? error : call.signal.aborted ? call.refuse() : nameFault(error);
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
  readonly ask: () => Promise<Response>;
  readonly shown: Parameters<typeof readCompletion>[1];
}

async function begin({ access, request }: Asked): Promise<Begun> {
  const { services, model } = access;
  if (request.model !== model) throw new ModelProxyRefusal("model-not-known", `model: this key reaches "${model}" and no other; the list of models says so`, { field: "model" });
  const { model: _model, ...body } = request;
  const tools = [...new Set([...(request.tools ?? []).map((tool) => tool.function.name), ...(typeof request.tool_choice === "object" ? [request.tool_choice.function.name] : [])])];
  const call = await access.begin({ question: JSON.stringify(body), tools });
  const { endpoint, signal } = call;
  const shown = { model, credential: endpoint.credential, id: `chatcmpl-${call.id}`, createdSeconds: Math.floor(services.clock().getTime() / 1000) };
  return { call, shown, ask: () => reachEndpoint(services, { endpoint, body, signal, timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES }) };
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
