/** A stream of numbers in [0, 1) that depends on the seed alone, so that every resampled figure can be computed again. */
export type RandomStream = () => number;

/** splitmix32 (Steele, Lea and Flood 2014, OOPSLA, section 3, in its 32-bit form); for resampling, never for secrets. */
export function seedRandom(seed: number): RandomStream {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}

/** A whole number from 0 to `end` − 1. */
export const randomIndex = (random: RandomStream, end: number): number => Math.floor(random() * end);
