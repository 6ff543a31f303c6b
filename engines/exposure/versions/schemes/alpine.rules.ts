import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

/** One part of a version, in Gentoo's and Alpine's grammar. */
interface Part {
  readonly rank: number;
  readonly text: string;
}

export interface SuffixedVersion {
  readonly parts: readonly Part[];
}

const PATTERN = /^(\d+)((?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~([0-9a-f]+))?(?:-r(\d+))?$/;
const SUFFIX = /_([a-z]+)(\d*)/g;
const SUFFIXES: readonly string[] = ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"];
const FIRST_LATER_SUFFIX = 4;

// What may stand at one place, from least to greatest; the numbers serve as key bytes too.
const TEST_SUFFIX = 1;
const END = 2;
const REVISION = 3;
const COMMIT = 4;
const SUFFIX_NUMBER = 5;
const LATER_SUFFIX = 6;
const LETTER = 7;
/** A number with a leading zero is a fraction: 1.02 is before 1.1, and all of them before those without. */
const FRACTION = 8;
const NUMBER = 9;

/** apk-tools 3, version.c: numbers, a letter, suffixes from `_alpha` to `_p`, a commit, a revision. */
export const alpine: VersionScheme<SuffixedVersion> = {
  name: "alpine",

  parse(version) {
    const found = PATTERN.exec(version);
    if (!found) return undefined;
    const [, first = "", numbers = "", letter = "", suffixes = "", commit, revision] = found;
    const parts: Part[] = [{ rank: NUMBER, text: first }];
    for (const number of numbers.split(".").slice(1)) parts.push({ rank: number.startsWith("0") ? FRACTION : NUMBER, text: number });
    if (letter !== "") parts.push({ rank: LETTER, text: letter });
    for (const [, word = "", count = ""] of suffixes.matchAll(SUFFIX)) {
      const place = SUFFIXES.indexOf(word);
      parts.push({ rank: place < FIRST_LATER_SUFFIX ? TEST_SUFFIX : LATER_SUFFIX, text: String(place) });
      if (count !== "") parts.push({ rank: SUFFIX_NUMBER, text: count });
    }
    if (commit !== undefined) parts.push({ rank: COMMIT, text: commit });
    if (revision !== undefined) parts.push({ rank: REVISION, text: revision });
    return { parts };
  },

  compare(a, b) {
    for (let i = 0; i < Math.max(a.parts.length, b.parts.length); i++) {
      const [x, y] = [a.parts[i], b.parts[i]];
      const byRank = Math.sign((x?.rank ?? END) - (y?.rank ?? END));
      if (byRank !== 0 || !x || !y) return byRank;
      const order = isText(x) ? compareText(x.text, y.text) : compareDigits(x.text, y.text);
      if (order !== 0) return order;
    }
    return 0;
  },

  key({ parts }) {
    const out: number[] = [];
    for (const part of parts) {
      out.push(part.rank);
      if (isText(part)) encodeAscii(out, part.text);
      else encodeNumber(out, part.text);
    }
    out.push(END);
    return out;
  },
};

function isText({ rank }: Part): boolean {
  return rank === FRACTION || rank === LETTER || rank === COMMIT;
}

const GENTOO = /^(\d+)((?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|p)\d*)*)(?:-r(\d+))?$/i;

/**
 * Gentoo's Package Manager Specification 8, section 3.3. Alpine's order with three differences: a fraction's trailing zeros do
 * not count, a suffix without number has number 0, and `-r0` is no revision.
 */
export const gentoo: VersionScheme<SuffixedVersion> = {
  ...alpine,
  name: "gentoo",

  parse(version) {
    const found = GENTOO.exec(version.toLowerCase());
    if (!found) return undefined;
    const [, first = "", numbers = "", letter = "", suffixes = "", revision = "0"] = found;
    const counted = suffixes.replace(/_([a-z]+)(?!\w)|_([a-z]+)(?=_)/g, "$&0");
    const read = alpine.parse(`${first}${numbers}${letter}${counted}-r${revision}`);
    return read && { parts: read.parts.map((part) => (part.rank === FRACTION ? { ...part, text: part.text.replace(/0+$/, "") } : part)) };
  },
};
