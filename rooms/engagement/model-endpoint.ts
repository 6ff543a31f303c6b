import type { modelMessages } from "#contracts/engagement";
import { OutboundError, type Services } from "#rooms/platform";
import { z } from "zod";
import { EngagementRefusal } from "./engagement.errors.ts";
import type { ModelEndpoint } from "./open-endpoint.ts";

/*
 * The wire to a developer's OpenAI-compatible endpoint. What comes back is hostile: it is bounded, parsed and escaped, and
 * nothing of an error's body is passed on, since an endpoint may echo its credential.
 */

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 1024 * 1024;
const MAX_CHARACTERS = 64_000;

export type ModelMessages = z.output<typeof modelMessages>;

export interface ModelAnswer {
  readonly content: string;
  readonly truncated: boolean;
}

const completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1) });

/** One completion. Throws `model-did-not-answer` for anything but an answer of the agreed shape. */
export async function askEndpoint(services: Services, endpoint: ModelEndpoint, messages: ModelMessages): Promise<ModelAnswer> {
  let bytes: Buffer;
  try {
    const response = await services.fetch(completionsAddress(endpoint.url), {
      method: "POST",
      // A redirect would carry the credential to somebody else.
      redirect: "error",
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      headers: { "content-type": "application/json", authorization: `Bearer ${endpoint.credential}` },
      body: JSON.stringify({ model: endpoint.model, messages }),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw didNotAnswer(`it answered with status ${response.status}`);
    }
    bytes = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof EngagementRefusal) throw error;
    if (error instanceof OutboundError && error.code === "too-large") throw didNotAnswer(`its answer is larger than ${MAX_BYTES / 1024} KiB`, error);
    throw didNotAnswer("it could not be reached, or took too long", error);
  }
  const content = readContent(bytes);
  return { content: escapeControls(content.slice(0, MAX_CHARACTERS)), truncated: content.length > MAX_CHARACTERS };
}

function readContent(bytes: Buffer): string {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw didNotAnswer("its answer is not JSON", error);
  }
  const parsed = completion.safeParse(json);
  if (!parsed.success) throw didNotAnswer("its answer is not a chat completion");
  return parsed.data.choices[0]?.message.content ?? "";
}

function didNotAnswer(why: string, cause?: unknown): EngagementRefusal {
  return new EngagementRefusal("model-did-not-answer", `The model's endpoint did not answer: ${why}. Try again, or tell the developer.`, { cause });
}

/** With or without the customary `/v1` at its end. */
function completionsAddress(url: string): URL {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1/chat/completions`;
  return address;
}

/** Line breaks and tabs stay; every other control or direction character becomes visible. */
function escapeControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
