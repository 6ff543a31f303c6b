// Delta debugging (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, IEEE TSE 2002), over parts of
// any kind: lines, words, bytes. Only complements are tried: a subset alone hardly ever keeps a crash that a parser stands
// before, and where it does, complements reach it too.

export interface Budget {
  /** Whether one more run may be made. */
  left(): boolean;
}

/**
 * The parts that are left when no single one can be taken away any more, or when the budget is spent. `keeps` says whether
 * what remains still shows the failure.
 */
export async function takeAway<Part>(all: readonly Part[], keeps: (parts: readonly Part[]) => Promise<boolean>, budget: Budget): Promise<readonly Part[]> {
  let parts = all;
  let chunks = 2;
  while (parts.length > 0 && budget.left()) {
    const size = Math.max(1, Math.ceil(parts.length / chunks));
    let shrunk = false;
    for (let from = 0; from < parts.length && budget.left(); ) {
      const rest = [...parts.slice(0, from), ...parts.slice(from + size)];
      // What follows moves to `from` when a chunk is gone, so that the next one is tried at the same place.
      if (await keeps(rest)) {
        parts = rest;
        shrunk = true;
      } else from += size;
    }
    if (size === 1 && !shrunk) break;
    chunks = shrunk ? Math.max(2, chunks - 1) : Math.min(parts.length, chunks * 2);
    if (size === 1) chunks = parts.length;
  }
  return parts;
}

const isText = (bytes: Uint8Array) => bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);

/** Cuts behind each line break. */
function toLines(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(from, to));
    from = to;
  }
  return lines;
}

const isWordByte = (byte: number) => (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || byte >= 0x80;

/** Words, and single bytes between them. */
function toTokens(bytes: Uint8Array): readonly Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    let to = from + 1;
    if (isWordByte(bytes[from] ?? 0)) while (to < bytes.length && isWordByte(bytes[to] ?? 0)) to += 1;
    tokens.push(bytes.subarray(from, to));
    from = to;
  }
  return tokens;
}

const toBytes = (bytes: Uint8Array): readonly Uint8Array[] => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));

/**
 * The shortest input found that keeps the failure. Text loses lines first, then words, since a run that takes away a whole
 * line saves all those that would take away its bytes; then, like any other input, bytes. Repeated until nothing more can
 * be taken away.
 */
export async function shortenInput(input: Uint8Array, keeps: (input: Uint8Array) => Promise<boolean>, budget: Budget): Promise<Uint8Array> {
  const cuts = isText(input) ? [toLines, toTokens, toBytes] : [toBytes];
  let best = input;
  for (let before = -1; before !== best.length && budget.left(); ) {
    before = best.length;
    for (const cut of cuts) best = Buffer.concat(await takeAway(cut(best), async (parts) => await keeps(Buffer.concat(parts)), budget));
  }
  return Uint8Array.from(best);
}
