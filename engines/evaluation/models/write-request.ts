import type { ChatMessage, ModelEndpoint, ModelRequest } from "./model.types.ts";
import type { Provider } from "./providers/provider.types.ts";

interface Written {
  /** Text of the messages so far; bytes before `length` never change. */
  bytes: Buffer;
  length: number;
  /** Messages that were written, and the last of them. */
  count: number;
  last: ChatMessage | undefined;
  group: string | null;
}

/**
 * Writes requests for one endpoint, and keeps what was written of each conversation: a turn costs the writing of its own
 * messages and one copy of the bytes that go out.
 */
export function createRequestWriter(provider: Provider, endpoint: ModelEndpoint): (request: ModelRequest) => Buffer {
  const conversations = new WeakMap<readonly ChatMessage[], Written>();
  return (request) => {
    const { messages } = request;
    const known = conversations.get(messages);
    // Messages may have been taken out and replaced by a summary: then all is written anew.
    const goesOn = known !== undefined && known.count <= messages.length && (known.count === 0 || messages[known.count - 1] === known.last);
    const written = goesOn ? known : { bytes: Buffer.alloc(0), length: 0, count: provider.skip(messages), last: undefined, group: null };
    append(written, provider, messages);
    conversations.set(messages, written);

    const head = Buffer.from(provider.head(endpoint, request, messages));
    const tail = Buffer.from(provider.tail(written.group, request));
    return Buffer.concat([head, written.bytes.subarray(0, written.length), tail]);
  };
}

function append(written: Written, provider: Provider, messages: readonly ChatMessage[]): void {
  const pieces: string[] = [];
  for (const message of messages.slice(written.count)) {
    const { text, group } = provider.encode(message, written.group);
    pieces.push(text);
    written.group = group;
  }
  const text = pieces.join("");
  const bytes = Buffer.byteLength(text);
  if (written.length + bytes > written.bytes.length) {
    // Doubled, so that a long conversation is copied a few times in all; a single question gets what it needs.
    const grown = Buffer.allocUnsafe(written.length === 0 ? bytes : 2 * (written.length + bytes));
    written.bytes.copy(grown, 0, 0, written.length);
    written.bytes = grown;
  }
  written.bytes.write(text, written.length);
  written.length += bytes;
  written.count = messages.length;
  written.last = messages.at(-1);
}
