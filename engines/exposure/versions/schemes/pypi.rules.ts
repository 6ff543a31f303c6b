import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareLists, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

interface PypiVersion {
  readonly epoch: string;
  /** Without trailing zeros: 1.0 and 1.0.0 are one release. */
  readonly release: readonly string[];
  /** Where the version stands before or after the plain release: first "dev" alone, then a, b, rc, then the release itself. */
  readonly stage: number;
  readonly stageNumber: string;
  /** Null where there is none; a post-release with no number is number 0. */
  readonly post: string | null;
  readonly dev: string | null;
  readonly local: readonly string[];
}

const PATTERN = new RegExp(
  String.raw`^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?`
  + String.raw`(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`,
);
const DEV_ONLY = 1;
const RELEASE = 5;
const STAGES: ReadonlyMap<string, number> = new Map([
  ["a", 2], ["alpha", 2], ["b", 3], ["beta", 3], ["c", 4], ["rc", 4], ["pre", 4], ["preview", 4],
]);
const NUMERIC = /^\d+$/;
const END = 0x01;
const WORD = 0x02;
const NUMBER = 0x03;

/** PEP 440, "Version scheme" and "Summary of permitted suffixes and relative ordering", as packaging orders it. */
export const pypi: VersionScheme<PypiVersion> = {
  name: "pypi",

  parse(version) {
    const found = PATTERN.exec(version.toLowerCase());
    if (!found) return undefined;
    const [, epoch = "0", release = "", word, stageNumber = "", hyphenPost, postWord, postNumber = "", devWord, devNumber = "", local] = found;
    const post = hyphenPost ?? (postWord === undefined ? null : postNumber);
    const dev = devWord === undefined ? null : devNumber;
    const isDevOnly = word === undefined && post === null && dev !== null;
    return {
      epoch,
      release: release.split(".").slice(0, countWithoutZeros(release.split("."))),
      stage: isDevOnly ? DEV_ONLY : (STAGES.get(word ?? "") ?? RELEASE),
      stageNumber,
      post,
      dev,
      local: local?.split(/[-_.]/) ?? [],
    };
  },

  compare(a, b) {
    return compareDigits(a.epoch, b.epoch)
      || compareLists(a.release, b.release, compareDigits)
      || Math.sign(a.stage - b.stage)
      || compareDigits(a.stageNumber, b.stageNumber)
      || compareOptional(a.post, b.post, -1)
      || compareOptional(a.dev, b.dev, 1)
      || compareLists(a.local, b.local, compareLocal);
  },

  key(version) {
    const out: number[] = [];
    encodeNumber(out, version.epoch);
    for (const number of version.release) {
      out.push(NUMBER);
      encodeNumber(out, number);
    }
    out.push(END, version.stage);
    encodeNumber(out, version.stageNumber);
    encodeOptional(out, version.post, END);
    encodeOptional(out, version.dev, 0xff);
    for (const part of version.local) {
      const isNumber = NUMERIC.test(part);
      out.push(isNumber ? NUMBER : WORD);
      if (isNumber) encodeNumber(out, part);
      else encodeAscii(out, part);
    }
    out.push(END);
    return out;
  },
};

function countWithoutZeros(numbers: readonly string[]): number {
  return numbers.findLastIndex((number) => !/^0+$/.test(number)) + 1;
}

/** `missing` says where a version without this part stands: -1 before, 1 after those with it. */
function compareOptional(a: string | null, b: string | null, missing: 1 | -1): number {
  if (a === null || b === null) return missing * (Number(a === null) - Number(b === null));
  return compareDigits(a, b);
}

function encodeOptional(out: number[], number: string | null, missing: number): void {
  if (number === null) {
    out.push(missing);
    return;
  }
  out.push(NUMBER);
  encodeNumber(out, number);
}

/** Numbers come after words. */
function compareLocal(a: string, b: string): number {
  const [x, y] = [NUMERIC.test(a), NUMERIC.test(b)];
  return x && y ? compareDigits(a, b) : x !== y ? Number(x) - Number(y) : compareText(a, b);
}
