import { isIP } from "node:net";
import type { modelMessages } from "#contracts/engagement";
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
export async function askEndpoint(endpoint: ModelEndpoint, messages: ModelMessages): Promise<ModelAnswer> {
  let bytes: Buffer;
  try {
    const response = await fetch(completionsAddress(endpoint.url), {
      method: "POST",
      // A redirect would carry the credential to somebody else.
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { "content-type": "application/json", authorization: `Bearer ${endpoint.credential}` },
      body: JSON.stringify({ model: endpoint.model, messages }),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw didNotAnswer(`it answered with status ${response.status}`);
    }
    bytes = await readBounded(response);
  } catch (error) {
    if (error instanceof EngagementRefusal) throw error;
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

async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw didNotAnswer(`its answer is larger than ${MAX_BYTES / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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

/**
 * Whether a developer-given address can be meant for the public network: https, and a host name with a dot that is no
 * address in digits. A name that resolves inwards is still stopped only by the network the server stands in.
 */
export function isReachableFromOutside(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const name = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return protocol === "https:" && isIP(name) === 0 && name.includes(".") && !/\.(localhost|local|internal)\.?$/.test(name);
}
