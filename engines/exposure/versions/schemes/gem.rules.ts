import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

/** A run of digits or of letters. */
interface GemVersion {
  readonly segments: readonly string[];
}

const PATTERN = /^\d+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const SEGMENT = /\d+|[A-Za-z]+/g;
const ZERO = /^0+$/;
const WORD = /^[A-Za-z]/;

// Key bytes. Missing segments count as zero, so a zero sorts by what follows it: before the end when that is a word (a
// prerelease), after the end when that is a number.
const A_WORD = 0x01;
const ZERO_BEFORE_WORD = 0x02;
const END = 0x03;
const NUMBER = 0x04;

/** RubyGems' Gem::Version: words are prereleases and sort before numbers; `-` is written `.pre.`; trailing zeros do not count. */
export const gem: VersionScheme<GemVersion> = {
  name: "gem",

  parse(version) {
    if (!PATTERN.test(version)) return undefined;
    const segments = version.replaceAll("-", ".pre.").match(SEGMENT) ?? [];
    const firstWord = segments.findIndex((segment) => WORD.test(segment));
    const numbers = firstWord === -1 ? segments : segments.slice(0, firstWord);
    const rest = firstWord === -1 ? [] : segments.slice(firstWord);
    return { segments: [...withoutTrailingZeros(numbers), ...withoutTrailingZeros(rest)] };
  },

  compare(a, b) {
    for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i++) {
      const order = compareSegments(a.segments[i] ?? "0", b.segments[i] ?? "0");
      if (order !== 0) return order;
    }
    return 0;
  },

  key({ segments }) {
    const out: number[] = [];
    for (const [i, segment] of segments.entries()) {
      if (WORD.test(segment)) {
        out.push(A_WORD);
        encodeAscii(out, segment);
      } else if (ZERO.test(segment) && isWordNext(segments, i)) out.push(ZERO_BEFORE_WORD);
      else {
        out.push(NUMBER);
        encodeNumber(out, segment);
      }
    }
    out.push(END);
    return out;
  },
};

function withoutTrailingZeros(segments: readonly string[]): readonly string[] {
  return segments.slice(0, segments.findLastIndex((segment) => !ZERO.test(segment)) + 1);
}

function compareSegments(a: string, b: string): number {
  const [x, y] = [WORD.test(a), WORD.test(b)];
  if (x !== y) return x ? -1 : 1;
  return x ? compareText(a, b) : compareDigits(a, b);
}

function isWordNext(segments: readonly string[], index: number): boolean {
  for (let i = index + 1; i < segments.length; i++) {
    const segment = segments[i] ?? "";
    if (!ZERO.test(segment)) return WORD.test(segment);
  }
  return false;
}
