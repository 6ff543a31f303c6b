// Inputs made from inputs: what breaks parsers is seldom noise and often a good input with one thing wrong.

/** A generator of whole numbers below a bound that a seed fixes (mulberry32), so that a run can be had again. */
export function seeded(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, bound);
  };
}

/** What parsers trip over: limits, signs, quotes, names that objects have already, directions, halves of characters. */
const TOKENS = [
  "", "\0", "\n", "\r\n", '"', "'", "`", "\\", "/", "..", "../../", "%00", "%2e%2e", "${7*7}", "{}", "[]", "[[[[[[[[", "null", "true", "-0", "0x", "1e309", "-1", "2147483648", "9007199254740993", "NaN",
  "__proto__", "constructor", "prototype", "toString", "\u202e", "\u0000", "\ud800", "\uFEFF", "😀", "é", "A".repeat(5000), "<script>", "=cmd|'/C calc'!A0", "@", "@@ -1,1 +1,1 @@", "--- a/", "+++ /dev/null", "!!js/function", "&a [*a,*a]",
].map((token) => Buffer.from(token));

/** One input with a few things done to it. */
export function mutate(bytes: Uint8Array, others: readonly Uint8Array[], next: (bound: number) => number): Uint8Array {
  let made: Buffer = Buffer.from(bytes);
  for (let rounds = 1 + next(4); rounds > 0; rounds -= 1) made = change(made, others, next);
  return made.subarray(0, 200_000);
}

function change(bytes: Buffer, others: readonly Uint8Array[], next: (bound: number) => number): Buffer {
  const at = next(bytes.length + 1);
  const length = 1 + next(Math.min(64, bytes.length - at + 1));
  const before = bytes.subarray(0, at);
  switch (next(8)) {
    case 0: {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[next(copy.length)] = next(256);
      return copy;
    }
    case 1:
      return Buffer.concat([before, bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([before, TOKENS[next(TOKENS.length)] ?? Buffer.alloc(0), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([before, TOKENS[next(TOKENS.length)] ?? Buffer.alloc(0), bytes.subarray(at + length)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at + length), ...Array.from({ length: 1 + next(20) }, () => bytes.subarray(at, at + length)), bytes.subarray(at + length)]);
    case 5:
      return Buffer.from(before);
    case 6: {
      const other = Buffer.from(others[next(others.length)] ?? bytes);
      return Buffer.concat([before, other.subarray(next(other.length + 1))]);
    }
    default: {
      const other = next(bytes.length + 1);
      return Buffer.concat([before, bytes.subarray(other, other + length), bytes.subarray(at)]);
    }
  }
}
