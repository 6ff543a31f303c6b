import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

interface RpmVersion {
  readonly epoch: string;
  /** Runs of digits, runs of letters, "~" and "^"; everything else only separates. */
  readonly version: readonly string[];
  readonly release: readonly string[];
}

const PATTERN = /^(?:(\d+):)?([\x21-\x2c\x2e-\x39\x3b-\x7e]+)(?:-([\x21-\x2c\x2e-\x39\x3b-\x7e]*))?$/;
const SEGMENT = /\d+|[A-Za-z]+|~|\^/g;

// Key bytes, in the order in which rpmvercmp puts what may follow: "~" is before even the end, "^" just after it.
const RANK_END = 0x02;
const RANK_WORD = 0x04;
const RANK_NUMBER = 0x05;

/** RPM: epoch, version, release by rpmvercmp, with the tilde and the caret. A missing epoch is 0, a missing release is empty. */
export const rpm: VersionScheme<RpmVersion> = {
  name: "rpm",

  parse(version) {
    const found = PATTERN.exec(version);
    const parts = found?.[2]?.match(SEGMENT);
    return found && parts ? { epoch: found[1] ?? "0", version: parts, release: found[3]?.match(SEGMENT) ?? [] } : undefined;
  },

  compare(a, b) {
    return compareDigits(a.epoch, b.epoch) || compareSegments(a.version, b.version) || compareSegments(a.release, b.release);
  },

  key(version) {
    const out: number[] = [];
    encodeNumber(out, version.epoch);
    encodeSegments(out, version.version);
    encodeSegments(out, version.release);
    return out;
  },
};

function rankOf(segment: string | undefined): number {
  if (segment === undefined) return RANK_END;
  if (segment === "~") return 0x01;
  if (segment === "^") return 0x03;
  return /^\d/.test(segment) ? RANK_NUMBER : RANK_WORD;
}

function compareSegments(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    const byRank = Math.sign(rankOf(x) - rankOf(y));
    if (byRank !== 0 || x === undefined || y === undefined) return byRank;
    const order = rankOf(x) === RANK_NUMBER ? compareDigits(x, y) : compareText(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function encodeSegments(out: number[], segments: readonly string[]): void {
  for (const segment of segments) {
    const rank = rankOf(segment);
    out.push(rank);
    if (rank === RANK_NUMBER) encodeNumber(out, segment);
    if (rank === RANK_WORD) encodeAscii(out, segment);
  }
  out.push(RANK_END);
}
