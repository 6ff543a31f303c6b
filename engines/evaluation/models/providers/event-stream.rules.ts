/** One event of a stream (WHATWG HTML, 9.2 Server-sent events); `event` is empty where the server names none. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Cuts text, however it was split on its way, into events: lines end in LF, CR or both; `data` lines of one event are joined;
 * comments and other fields are dropped; what stands before the last blank line alone counts.
 */
export function createEventReader(): { push(text: string): ServerSentEvent[]; pending(): number } {
  // The line that has not ended, in pieces: joined once, however small the chunks are.
  let held: string[] = [];
  let heldLength = 0;
  let event = "";
  let data: string[] = [];
  let dataLength = 0;
  let started = false;
  let skipLineFeed = false;

  function take(line: string, events: ServerSentEvent[]): void {
    if (line === "") {
      if (data.length > 0) events.push({ event, data: data.length === 1 ? (data[0] ?? "") : data.join("\n") });
      event = "";
      data = [];
      dataLength = 0;
      return;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    if (field !== "data" && field !== "event") return;
    const from = line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1;
    const value = colon === -1 ? "" : line.slice(from);
    dataLength += value.length;
    if (field === "data") data.push(value);
    else event = value;
  }

  return {
    push(text) {
      let more = text;
      if (!started && more !== "") {
        started = true;
        if (more.charCodeAt(0) === 0xfeff) more = more.slice(1);
      }
      // A CR at the end of one chunk and the LF at the beginning of the next are one end of line.
      if (skipLineFeed && more !== "") {
        skipLineFeed = false;
        if (more.startsWith("\n")) more = more.slice(1);
      }
      const events: ServerSentEvent[] = [];
      let from = 0;
      for (const ending of more.matchAll(/\r\n|\n|\r/g)) {
        take(held.join("") + more.slice(from, ending.index), events);
        held = [];
        heldLength = 0;
        from = ending.index + ending[0].length;
        skipLineFeed = ending[0] === "\r" && from === more.length;
      }
      held.push(more.slice(from));
      heldLength += more.length - from;
      return events;
    },
    /** Characters held back for an event that has not ended. */
    pending: () => heldLength + dataLength,
  };
}
