import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareLists, encodeNumber } from "../order-key.rules.ts";

interface Integers {
  readonly numbers: readonly string[];
}

const END = 0x01;
const NUMBER = 0x02;

/** Numbers between dots or hyphens; what ends first is before what goes on (1.0 < 1.0.0). So order CRAN, Bioconductor and Hackage. */
export const dotted: VersionScheme<Integers> = {
  name: "dotted",

  parse(version) {
    return /^\d+(?:[.-]\d+)*$/.test(version) ? { numbers: version.split(/[.-]/) } : undefined;
  },

  compare(a, b) {
    return compareLists(a.numbers, b.numbers, compareDigits);
  },

  key({ numbers }) {
    const out: number[] = [];
    for (const number of numbers) {
      out.push(NUMBER);
      encodeNumber(out, number);
    }
    out.push(END);
    return out;
  },
};

/** VERS, type `intdot`: integers between dots, read up to the first other character; a missing one is zero. */
export const intdot: VersionScheme<Integers> = {
  ...dotted,
  name: "intdot",

  parse(version) {
    const numbers = /^\d+(?:\.\d+)*/.exec(version)?.[0].split(".");
    return numbers && { numbers: numbers.slice(0, numbers.findLastIndex((number) => !/^0+$/.test(number)) + 1) };
  },
};
