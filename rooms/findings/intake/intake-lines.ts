/*
 * A stream's lines, as they come. The bytes are attacker-controlled and of any length: no more is held than one line of the
 * longest kind, and of a longer one only that it was there.
 */

const LINE_FEED = 10;

export interface Line {
  /** From 1. */
  readonly line: number;
  /** Without its line end; undefined for a line that is longer than is taken. */
  readonly text: Uint8Array | undefined;
}

/** The lines of each piece that comes in; blank ones are counted and left out. Splitting bytes keeps a broken character in its own line. */
export async function* readLines(body: AsyncIterable<Uint8Array>, { first, mostBytes, count }: { readonly first: number; readonly mostBytes: number; readonly count: (bytes: number) => void }): AsyncGenerator<readonly Line[], void, undefined> {
  let line = first;
  // What of a line came in earlier pieces; grows by doubling, so that a sender of single bytes costs no more than others.
  let begun = Buffer.allocUnsafe(4096);
  let size = 0;
  const keep = (part: Uint8Array) => {
    if (size + part.length <= mostBytes) {
      if (size + part.length > begun.length) begun = Buffer.concat([begun.subarray(0, size)], Math.max(2 * begun.length, size + part.length));
      begun.set(part, size);
    }
    size += part.length;
  };
  const end = (last: Uint8Array): Line => {
    if (size > 0) keep(last);
    const whole = size > 0 ? Buffer.from(begun.subarray(0, size)) : last;
    const isTooLong = Math.max(size, last.length) > mostBytes;
    size = 0;
    return { line: line++, text: isTooLong ? undefined : withoutReturn(whole) };
  };
  for await (const chunk of body) {
    count(chunk.length);
    const lines: Line[] = [];
    let start = 0;
    for (let found = chunk.indexOf(LINE_FEED); found >= 0; found = chunk.indexOf(LINE_FEED, start)) {
      lines.push(end(chunk.subarray(start, found)));
      start = found + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
    yield lines.filter(isNotBlank);
  }
  if (size > 0) yield [end(new Uint8Array())].filter(isNotBlank);
}

function withoutReturn(text: Uint8Array): Uint8Array {
  return text.at(-1) === 13 ? text.subarray(0, -1) : text;
}

function isNotBlank({ text }: Line): boolean {
  return text === undefined || text.some((byte) => byte !== 32 && byte !== 9 && byte !== 13);
}
