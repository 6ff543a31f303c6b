// Small changes to a crashing input. Deterministic from the seed (xorshift32, Marsaglia 2003), so that a verdict can be
// repeated to the byte.

export interface RandomSource {
  /** A whole number from 0 to `below` - 1. */
  next(below: number): number;
}

export function createRandomSource(seed: number): RandomSource {
  let state = seed >>> 0 || 1;
  return {
    next(below) {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return state % below;
    },
  };
}

const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x20, 0x41];
const LONGEST = 1024 * 1024;

type Change = (input: Uint8Array, random: RandomSource, others: readonly Uint8Array[]) => Uint8Array;

function splice(input: Uint8Array, at: number, removed: number, ...added: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([input.subarray(0, at), ...added, input.subarray(at + removed)]));
}

function setByte(input: Uint8Array, at: number, to: (before: number) => number): Uint8Array {
  const result = Uint8Array.from(input);
  if (at < result.length) result[at] = to(result[at] ?? 0);
  return result;
}

function pickSlice(input: Uint8Array, random: RandomSource): Uint8Array {
  const at = random.next(input.length + 1);
  return input.subarray(at, at + 1 + random.next(Math.max(1, Math.min(16, input.length))));
}

interface Token {
  readonly at: number;
  readonly text: string;
}

/** Runs of digits, of letters, of one sign: what most formats of text are made of. */
function toTokens(input: Uint8Array): readonly Token[] {
  const text = Buffer.from(input.subarray(0, 4096)).toString("latin1");
  return [...text.matchAll(/\d+|[A-Za-z]+|\s+|[^\dA-Za-z\s]/g)].map((match) => ({ at: match.index, text: match[0] }));
}

const toBytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

/** Another number of like size, so that a count stays a count. */
function varyNumber(text: string, random: RandomSource): string {
  const digits = text.split("");
  const at = random.next(digits.length);
  if (random.next(4) === 0) return random.next(2) === 0 ? `${text}${random.next(10)}` : text.slice(0, -1) || "0";
  digits[at] = String(random.next(10));
  return digits.join("");
}

const BYTE_CHANGES: readonly Change[] = [
  (input, random) => setByte(input, random.next(input.length + 1), (byte) => byte ^ (1 << random.next(8))),
  (input, random) => setByte(input, random.next(input.length + 1), () => INTERESTING[random.next(INTERESTING.length)] ?? 0),
  (input, random) => splice(input, random.next(input.length + 1), 0, Uint8Array.of(random.next(256))),
  (input, random) => splice(input, random.next(input.length + 1), 1),
  (input, random) => splice(input, random.next(input.length + 1), 0, pickSlice(input, random)),
  (input, random) => splice(input, input.length, 0, new Uint8Array(1 + random.next(16)).fill(input.at(-1) ?? random.next(256))),
];

const TOKEN_CHANGES: readonly Change[] = [
  (input, random) => {
    const tokens = toTokens(input);
    const { at, text } = tokens[random.next(Math.max(1, tokens.length))] ?? { at: 0, text: "" };
    const isNumber = /^\d/.test(text);
    return isNumber ? splice(input, at, text.length, toBytes(varyNumber(text, random))) : splice(input, at, 0, toBytes(text));
  },
  (input, random) => {
    const tokens = toTokens(input);
    const from = tokens[random.next(Math.max(1, tokens.length))];
    const to = tokens[random.next(Math.max(1, tokens.length))];
    return from && to ? splice(input, to.at, 0, toBytes(from.text)) : input;
  },
  (input, random, others) => {
    const other = others[random.next(Math.max(1, others.length))];
    return other ? splice(input, random.next(2) * input.length, 0, other.subarray(0, 256)) : input;
  },
  (input, random) => {
    const letters = toTokens(input).filter(({ text }) => /^[A-Za-z]/.test(text));
    const token = letters[random.next(Math.max(1, letters.length))];
    return token ? setByte(input, token.at + random.next(token.text.length), (byte) => (random.next(2) === 0 ? byte ^ 0x20 : 0x61 + random.next(26))) : input;
  },
];

/** One mutation: one to three changes of bytes, or of the parts of a text. `others` are inputs of the same form. */
export function mutateInput(input: Uint8Array, random: RandomSource, others: readonly Uint8Array[] = []): Uint8Array {
  const changes = random.next(2) === 0 ? BYTE_CHANGES : TOKEN_CHANGES;
  let result = input;
  for (let left = 1 + random.next(3); left > 0; left -= 1) result = changes[random.next(changes.length)]?.(result, random, others) ?? result;
  return result.subarray(0, LONGEST);
}
