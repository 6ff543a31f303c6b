import type { VersionScheme } from "../version-scheme.types.ts";

interface Bytes {
  readonly bytes: Uint8Array;
}

/** VERS, type `lexicographic`: by the bytes of UTF-8, without normalisation. */
export const lexicographic: VersionScheme<Bytes> = {
  name: "lexicographic",

  parse(version) {
    return { bytes: new TextEncoder().encode(version) };
  },

  compare({ bytes: a }, { bytes: b }) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = (a[i] ?? 0) - (b[i] ?? 0);
      if (order !== 0) return Math.sign(order);
    }
    return Math.sign(a.length - b.length);
  },

  key({ bytes }) {
    return [...bytes];
  },
};
