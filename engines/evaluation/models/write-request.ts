import type { ChatMessage, ModelEndpoint, ModelRequest } from "./model.types.ts";
import type { Provider } from "./providers/provider.types.ts";

interface Written {
  /** `room` bytes in which the head ends, the text of the messages so far, and what is left for more and for the tail. */
  bytes: Buffer;
  room: number;
  /** Of the messages' text. */
  length: number;
  /** Messages that were written, and the last of them. */
  count: number;
  last: ChatMessage | undefined;
  group: string | null;
  isOut: boolean;
}

export interface WrittenRequest {
  /** The writer's own bytes: as they are until `release`. */
  readonly body: Buffer;
  readonly release: () => void;
}

/**
 * Writes requests for one endpoint, and keeps what was written of each conversation: a turn costs the writing of its own
 * messages. They go out from where they lie, because a copy of a long conversation in each turn took a third of the turn's CPU,
 * most of it to collect the copies.
 */
export function createRequestWriter(provider: Provider, endpoint: ModelEndpoint): (request: ModelRequest) => WrittenRequest {
  const conversations = new WeakMap<readonly ChatMessage[], Written>();
  return (request) => {
    const { messages } = request;
    const known = conversations.get(messages);
    // Messages may have been taken out and replaced by a summary: then all is written anew. So it is while another call sends them.
    const goesOn = known !== undefined && !known.isOut && known.count <= messages.length && (known.count === 0 || messages[known.count - 1] === known.last);
    const written = goesOn ? known : { bytes: Buffer.alloc(0), room: 0, length: 0, count: provider.skip(messages), last: undefined, group: null, isOut: false };
    const head = provider.head(endpoint, request, messages);
    const text = encode(written, provider, messages);
    const body = place(written, { head, text, tail: provider.tail(written.group, request) });
    written.isOut = true;
    conversations.set(messages, written);
    return { body, release: () => void (written.isOut = false) };
  };
}

/** The text of the messages that are new. */
function encode(written: Written, provider: Provider, messages: readonly ChatMessage[]): string {
  const pieces: string[] = [];
  for (const message of messages.slice(written.count)) {
    const { text, group } = provider.encode(message, written.group);
    pieces.push(text);
    written.group = group;
  }
  written.count = messages.length;
  written.last = messages.at(-1);
  return pieces.join("");
}

function place(written: Written, { head, text, tail }: { readonly head: string; readonly text: string; readonly tail: string }): Buffer {
  const [headBytes, textBytes, tailBytes] = [Buffer.byteLength(head), Buffer.byteLength(text), Buffer.byteLength(tail)];
  const { bytes, room, length } = written;
  if (headBytes > room || room + length + textBytes + tailBytes > bytes.length) {
    const needed = headBytes + length + textBytes + tailBytes;
    // Doubled, so that a long conversation is copied a few times in all; a single question gets what it needs.
    written.bytes = Buffer.allocUnsafe(bytes.length === 0 ? needed : 2 * needed);
    written.room = headBytes;
    bytes.copy(written.bytes, headBytes, room, room + length);
  }
  const begin = written.room - headBytes;
  written.bytes.write(head, begin);
  written.bytes.write(text, written.room + length);
  written.length += textBytes;
  written.bytes.write(tail, written.room + written.length);
  return written.bytes.subarray(begin, written.room + written.length + tailBytes);
}
