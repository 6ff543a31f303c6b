import type { modelMessages } from "#contracts/engagement";
import { escapeControls, OutboundError, type Services } from "#rooms/platform";
import { z } from "zod";
import { ModelProxyRefusal } from "./model-proxy.errors.ts";
import { withhold } from "./withhold.rules.ts";

/*
 * The wire to a developer's OpenAI-compatible endpoint. What comes back is hostile: it is bounded, parsed and escaped, and
 * nothing of an error's body is passed on, since an endpoint may echo its credential.
 */

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 1024 * 1024;
const MAX_CHARACTERS = 64_000;

export type ModelMessages = z.output<typeof modelMessages>;

/** How a developer's model is reached. The credential is secret: hold it in memory only, never show or log it. */
export interface ModelEndpoint {
  readonly url: string;
  readonly model: string;
  readonly credential: string;
}

export interface ModelAnswer {
  readonly content: string;
  readonly truncated: boolean;
}

interface Ask {
  readonly endpoint: ModelEndpoint;
  /** Without the model's name, which is the endpoint's own. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1) });

/** One completion. Throws `model-did-not-answer` for anything but an answer of the agreed shape. */
export async function askEndpoint(services: Services, endpoint: ModelEndpoint & { readonly signal?: AbortSignal }, messages: ModelMessages): Promise<ModelAnswer> {
  const response = await reachEndpoint(services, { endpoint, body: { messages }, signal: endpoint.signal, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
  const parsed = completion.safeParse(readAnswer(await takeBytes(response)));
  if (!parsed.success) throw didNotAnswer("its answer is not a chat completion");
  const content = withhold(parsed.data.choices[0]?.message.content ?? "", endpoint.credential);
  return { content: escapeControls(content.slice(0, MAX_CHARACTERS)), truncated: content.length > MAX_CHARACTERS };
}

/** Puts a question to the endpoint; the answer's status is good and its body still to be read. An aborted signal throws its own reason. */
export async function reachEndpoint(services: Services, { endpoint, body, signal, timeoutMs, maxBytes }: Ask): Promise<Response> {
  try {
    const response = await services.fetch(completionsAddress(endpoint.url), {
      method: "POST",
      // A redirect would carry the credential to somebody else.
      redirect: "error",
      timeoutMs,
      maxBytes,
      ...(signal ? { signal } : {}),
      headers: { "content-type": "application/json", authorization: `Bearer ${endpoint.credential}` },
      body: JSON.stringify({ ...body, model: endpoint.model }),
    });
    if (response.ok) return response;
    await response.body?.cancel();
    throw didNotAnswer(`it answered with status ${response.status}`);
  } catch (error) {
    signal?.throwIfAborted();
    throw nameFault(error);
  }
}

export async function takeBytes(response: Response): Promise<Buffer> {
  try {
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw nameFault(error);
  }
}

export function readAnswer(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw didNotAnswer("its answer is not JSON", error);
  }
}

/** The one refusal for whatever went wrong at the endpoint; nothing that it sent stands in it, nor where it is. */
export function nameFault(error: unknown): ModelProxyRefusal {
  if (error instanceof ModelProxyRefusal) return error;
  if (error instanceof OutboundError && error.code === "too-large") return didNotAnswer("its answer is larger than is taken", error);
  return didNotAnswer("it could not be reached, or took too long", error);
}

export function didNotAnswer(why: string, cause?: unknown): ModelProxyRefusal {
  return new ModelProxyRefusal("model-did-not-answer", `The model's endpoint did not answer: ${why}. Try again, or tell the developer.`, { cause });
}

/** With or without the customary `/v1` at its end. */
function completionsAddress(url: string): URL {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1/chat/completions`;
  return address;
}
