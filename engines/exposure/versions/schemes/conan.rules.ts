import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareLists, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

export interface ConanVersion {
  /** Between dots, as written. */
  readonly written: readonly string[];
  /** Without trailing zeros. */
  readonly items: readonly string[];
  readonly prerelease: ConanVersion | null;
  readonly build: ConanVersion | null;
}

const PRINTABLE = /^[\x20-\x7e]+$/;
const ITEM = /^(\d*)(.*)$/;
const END = 0x01;
const MORE = 0x02;
const NOTHING = 0x03;
const PRESENT = 0x02;

/**
 * Conan 2's Version: items between dots, then a prerelease after the last hyphen, then a build after the last plus; each of
 * these is a version again. Conan compares an item such as `1d` as text with numbers, so that 9 < 10 < 1d < 9; here it is its
 * number, then its letters, which is the same wherever the numbers have as many digits.
 */
export const conan: VersionScheme<ConanVersion> = {
  name: "conan",

  parse(version) {
    return PRINTABLE.test(version) ? toVersion(version) : undefined;
  },

  compare: compareVersions,

  key(version) {
    const out: number[] = [];
    encodeVersion(out, version);
    return out;
  },
};

function toVersion(text: string): ConanVersion {
  const [beforeBuild, build] = splitLast(text, "+");
  const [main, prerelease] = splitLast(beforeBuild, "-");
  const written = main.split(".");
  const items = written.slice(0, written.findLastIndex((item) => !/^0+$/.test(item)) + 1);
  return { written, items, prerelease: prerelease === null ? null : toVersion(prerelease), build: build === null ? null : toVersion(build) };
}

function splitLast(text: string, mark: string): readonly [string, string | null] {
  const at = text.lastIndexOf(mark);
  return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

function compareVersions(a: ConanVersion, b: ConanVersion): number {
  return compareLists(a.items, b.items, compareItems) || compareOptional(a.prerelease, b.prerelease, 1) || compareOptional(a.build, b.build, -1);
}

function compareOptional(a: ConanVersion | null, b: ConanVersion | null, missing: 1 | -1): number {
  return a && b ? compareVersions(a, b) : missing * (Number(a === null) - Number(b === null));
}

function compareItems(a: string, b: string): number {
  const [, x = "", restOfA = ""] = ITEM.exec(a) ?? [];
  const [, y = "", restOfB = ""] = ITEM.exec(b) ?? [];
  const places = Math.sign(placeOf(x, restOfA) - placeOf(y, restOfB));
  return places || compareDigits(x, y) || compareText(restOfA, restOfB);
}

/** In ASCII the empty text is first, then most punctuation, then digits, then letters. */
function placeOf(digits: string, rest: string): number {
  if (digits !== "") return 3;
  return rest === "" ? 1 : rest < "0" ? 2 : 4;
}

function encodeVersion(out: number[], version: ConanVersion): void {
  for (const item of version.items) {
    const [, digits = "", rest = ""] = ITEM.exec(item) ?? [];
    out.push(MORE, placeOf(digits, rest));
    encodeNumber(out, digits);
    encodeAscii(out, rest);
  }
  out.push(END);
  encodeOptional(out, version.prerelease, NOTHING);
  encodeOptional(out, version.build, END);
}

function encodeOptional(out: number[], version: ConanVersion | null, missing: number): void {
  out.push(version ? PRESENT : missing);
  if (version) encodeVersion(out, version);
}
