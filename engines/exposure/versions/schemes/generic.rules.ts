import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, encodeNumber, encodeText } from "../order-key.rules.ts";

/** A word and the numbers after it, such as "SP1" or "Build 42". `rank` places it before or after the plain release. */
interface Stage {
  readonly rank: number;
  readonly word: string;
  readonly numbers: readonly string[];
}

interface GenericVersion {
  /** Without trailing zeros, because vendors write 4.2 and 4.2.0 for the same release. */
  readonly numbers: readonly string[];
  readonly stages: readonly Stage[];
}

/** The plain release has this rank: what is lower came before it, what is higher came after it. */
const RELEASE_RANK = 0x40;
const UNKNOWN_WORD_RANK = 0x50;

// Vendors' words, measured on the version wordings of industrial and medical advisories.
const RANKS: ReadonlyMap<string, number> = new Map([
  ["dev", 0x10], ["snapshot", 0x10], ["nightly", 0x10],
  ["alpha", 0x14], ["beta", 0x18], ["milestone", 0x1c], ["preview", 0x1e], ["pre", 0x1e], ["rc", 0x20],
  ["hotfix", 0x60], ["patch", 0x64], ["update", 0x68], ["revision", 0x6c], ["sp", 0x70],
]);
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["prerelease", "pre"], ["hf", "hotfix"], ["p", "patch"], ["pl", "patch"], ["upd", "update"], ["u", "update"],
  ["up", "update"], ["r", "revision"], ["rev", "revision"], ["servicepack", "sp"],
]);

const PREFIX = /^(?:(?:firmware|software|fw|sw)\b[\s:_-]*)?(?:version|ver\.?|release|rel\.?|revision|rev\.?|v|r)?[\s._-]*(?=\d)/i;
const TOKEN = /(\d+)|([A-Za-z]+)/g;

/**
 * Vendor versions such as `V4.2`, `3.1.0-b2`, `2.04 SP1`, `V15 Update 2`. Our own rule, for want of a standard:
 * numbers compare as numbers, missing numbers are zero, then stage by stage: test releases come before the plain
 * release, service packs and unknown words after it. What does not begin with a number is not ordered at all.
 */
export const generic: VersionScheme<GenericVersion> = {
  name: "generic",

  parse(text) {
    // Other alphabets have no agreed order here; "cannot be compared" is honest, a guess is not.
    if (/[^\P{L}A-Za-z]/u.test(text)) return undefined;
    const start = PREFIX.exec(text)?.[0].length;
    if (start === undefined) return undefined;
    const numbers: string[] = [];
    const stages: { rank: number; word: string; numbers: string[] }[] = [];
    // "service pack 2" and "hot fix 1" are one word to the order.
    const body = text.slice(start).replace(/service[\s_-]*pack/gi, "sp").replace(/hot[\s_-]+fix/gi, "hotfix");
    for (const token of body.matchAll(TOKEN)) {
      const [, digits, letters] = token;
      if (digits !== undefined) (stages.at(-1)?.numbers ?? numbers).push(digits);
      else if (letters !== undefined) stages.push({ ...toStage(letters, body, token.index), numbers: [] });
    }
    return { numbers: trimZeros(numbers), stages: stages.map((stage) => ({ ...stage, numbers: trimZeros(stage.numbers) })) };
  },

  compare(a, b) {
    const order = compareNumbers(a.numbers, b.numbers);
    if (order !== 0) return order;
    for (let i = 0; i < Math.max(a.stages.length, b.stages.length); i++) {
      const x = a.stages[i];
      const y = b.stages[i];
      const byRank = (x?.rank ?? RELEASE_RANK) - (y?.rank ?? RELEASE_RANK);
      if (byRank !== 0 || !x || !y) return Math.sign(byRank);
      const byWord = x.word < y.word ? -1 : x.word > y.word ? 1 : compareNumbers(x.numbers, y.numbers);
      if (byWord !== 0) return byWord;
    }
    return 0;
  },

  key(version) {
    const out: number[] = [];
    encodeNumbers(out, version.numbers);
    for (const stage of version.stages) {
      out.push(stage.rank);
      encodeText(out, stage.word);
      encodeNumbers(out, stage.numbers);
    }
    out.push(RELEASE_RANK);
    return out;
  },
};

/**
 * A lone letter after a number is a revision ("1.26C"). "a2" and "b2" mean alpha and beta when small or after a hyphen
 * (`3.1.0-b2`, `1.0a12`); in capitals and joined ("07A06") they are a vendor's own letters.
 */
function toStage(letters: string, body: string, index: number): { rank: number; word: string } {
  const lower = letters.toLowerCase();
  const followedByDigit = /^[\s._-]?\d/.test(body.slice(index + letters.length));
  const isTestLetter = followedByDigit && (letters === lower || body[index - 1] === "-");
  const word = isTestLetter && lower === "a" ? "alpha" : isTestLetter && lower === "b" ? "beta" : (SYNONYMS.get(lower) ?? lower);
  const isLoneLetter = letters.length === 1 && !followedByDigit;
  if (isLoneLetter) return { rank: UNKNOWN_WORD_RANK, word: lower };
  return { rank: RANKS.get(word) ?? UNKNOWN_WORD_RANK, word };
}

function trimZeros(numbers: readonly string[]): readonly string[] {
  let end = numbers.length;
  while (end > 0 && /^0+$/.test(numbers[end - 1] ?? "")) end--;
  return numbers.slice(0, end);
}

function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = compareDigits(a[i] ?? "0", b[i] ?? "0");
    if (order !== 0) return order;
  }
  return 0;
}

const NUMBERS_END = 0x01;
const NUMBER_FOLLOWS = 0x02;

function encodeNumbers(out: number[], numbers: readonly string[]): void {
  for (const number of numbers) {
    out.push(NUMBER_FOLLOWS);
    encodeNumber(out, number);
  }
  out.push(NUMBERS_END);
}
