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

export function mutateInput(input: Uint8Array, random: RandomSource): Uint8Array {
  const bytes = [...input];
  const changes = 1 + random.next(3);
  for (let change = 0; change < changes; change += 1) {
    const at = random.next(bytes.length + 1);
    const length = 1 + random.next(Math.max(1, Math.min(16, bytes.length)));
    switch (random.next(6)) {
      case 0:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.next(8));
        break;
      case 1:
        if (at < bytes.length) bytes[at] = INTERESTING[random.next(INTERESTING.length)] ?? 0;
        break;
      case 2:
        bytes.splice(at, 0, random.next(256));
        break;
      case 3:
        bytes.splice(at, 1);
        break;
      case 4:
        bytes.splice(at, 0, ...bytes.slice(at, at + length));
        break;
      default:
        bytes.push(...Array.from({ length }, () => bytes.at(-1) ?? random.next(256)));
    }
  }
  return Uint8Array.from(bytes);
}
