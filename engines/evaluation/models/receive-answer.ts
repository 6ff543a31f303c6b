import { ModelError } from "../evaluation.errors.ts";
import { createEventReader } from "./providers/event-stream.rules.ts";
import type { Provider } from "./providers/provider.types.ts";
import type { AnswerHead } from "./transport.ts";

const LARGEST_BODY_BYTES = 8 * 1024 * 1024;
// A streamed reply spends some two hundred bytes on a token.
const LARGEST_STREAM_BYTES = 128 * 1024 * 1024;

/** An answer while it arrives; bounded, whatever the endpoint sends. */
export interface ReceivedAnswer {
  readonly head: AnswerHead | null;
  readonly onHead: (head: AnswerHead) => (piece: Uint8Array) => void;
  /** Characters of the reply so far, for an estimate of its tokens. */
  characters(): number;
  /** What was sent, as text; of a stream nothing. */
  text(): string;
  /**
   * The whole reply as one body, streamed or not.
   * @throws {ModelError} `truncated` when its end is missing, `malformed` when it is not JSON
   */
  body(): unknown;
}

export function receiveAnswer(provider: Provider): ReceivedAnswer {
  let head: AnswerHead | null = null;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  let stream: ReturnType<Provider["openStream"]> | null = null;
  const text = () => Buffer.concat(pieces).toString("utf8");

  const count = (piece: Uint8Array, most: number) => {
    bytes += piece.length;
    if (bytes > most) throw new ModelError("too-large", `the endpoint's answer exceeds ${most} bytes`);
  };

  return {
    get head() {
      return head;
    },
    onHead(received) {
      head = received;
      const isStream = received.status === 200 && (received.header("content-type") ?? "").startsWith("text/event-stream");
      if (!isStream)
        return (piece) => {
          count(piece, LARGEST_BODY_BYTES);
          pieces.push(piece);
        };
      const reader = provider.openStream();
      stream = reader;
      const events = createEventReader();
      const decoder = new TextDecoder();
      return (piece) => {
        count(piece, LARGEST_STREAM_BYTES);
        for (const event of events.push(decoder.decode(piece, { stream: true }))) reader.push(event);
        if (events.pending() > LARGEST_BODY_BYTES) throw new ModelError("too-large", `an event of the endpoint's stream exceeds ${LARGEST_BODY_BYTES} characters`);
      };
    },
    // Most of a stream is what surrounds the words.
    characters: () => (stream === null ? bytes : Math.ceil(bytes / 40)),
    text,
    body() {
      if (stream === null) return parseBody(text());
      const body = stream.body();
      if (body === null) throw new ModelError("truncated", "the endpoint's stream was cut before its end");
      return body;
    },
  };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const isCut = /^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text);
    if (isCut || text.trim() === "") throw new ModelError("truncated", "the endpoint's answer is cut short", { cause });
    throw new ModelError("malformed", "the endpoint's answer is not JSON", { cause });
  }
}
