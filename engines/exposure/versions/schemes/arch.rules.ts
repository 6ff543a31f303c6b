import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareLists, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

interface Segment {
  /** How many separating characters stand before it. */
  readonly gap: number;
  readonly text: string;
  readonly isNumber: boolean;
}

interface ArchVersion {
  readonly epoch: string;
  readonly version: readonly Segment[];
  /** Null where there is none, which equals every release of the same version. */
  readonly release: readonly Segment[] | null;
}

const PATTERN = /^(?:(\d*):)?([\x21-\x7e]+?)(?:-([^-]+))?$/;
const SEGMENT = /([^0-9A-Za-z]*)(?:(\d+)|([A-Za-z]+))/g;

const JOINED_WORD = 0x01;
const END = 0x02;
const JOINED_NUMBER = 0x03;
const AFTER_GAP = 0x04;

/**
 * pacman's vercmp(8): epoch, version, release by alpm's rpmvercmp, where letters joined to a version are before it (1.5b < 1.5)
 * and separated letters after it (1.5 < 1.5.a). A release is only compared where both have one: so `1.5` equals `1.5-1` and
 * `1.5-2`, which no key can say; the key puts a version without release before those with one. Separators at the very end
 * do not count.
 */
export const arch: VersionScheme<ArchVersion> = {
  name: "arch",

  parse(version) {
    const found = PATTERN.exec(version);
    const segments = toSegments(found?.[2] ?? "");
    if (!found || segments.length === 0) return undefined;
    return { epoch: found[1] || "0", version: segments, release: found[3] === undefined ? null : toSegments(found[3]) };
  },

  compare(a, b) {
    const order = compareDigits(a.epoch, b.epoch) || compareSegments(a.version, b.version);
    return order || (a.release && b.release ? compareSegments(a.release, b.release) : 0);
  },

  key({ epoch, version, release }) {
    const out: number[] = [];
    encodeNumber(out, epoch);
    encodeSegments(out, version);
    out.push(release ? 0x02 : 0x01);
    if (release) encodeSegments(out, release);
    return out;
  },
};

function toSegments(text: string): readonly Segment[] {
  return Array.from(text.matchAll(SEGMENT), ([, gap = "", digits, letters = ""]) => ({ gap: gap.length, text: digits ?? letters, isNumber: digits !== undefined }));
}

function compareSegments(a: readonly Segment[], b: readonly Segment[]): number {
  const shared = Math.min(a.length, b.length);
  const order = compareLists(a.slice(0, shared), b.slice(0, shared), compareTwo);
  if (order !== 0) return order;
  const rest = a[shared] ?? b[shared];
  if (!rest) return 0;
  const longer = rest.gap === 0 && !rest.isNumber ? -1 : 1;
  return a.length > b.length ? longer : -longer;
}

function compareTwo(a: Segment, b: Segment): number {
  if (a.gap !== b.gap) return Math.sign(a.gap - b.gap);
  if (a.isNumber !== b.isNumber) return a.isNumber ? 1 : -1;
  return a.isNumber ? compareDigits(a.text, b.text) : compareText(a.text, b.text);
}

function encodeSegments(out: number[], segments: readonly Segment[]): void {
  for (const { gap, text, isNumber } of segments) {
    if (gap > 0) out.push(AFTER_GAP, gap);
    out.push(isNumber ? JOINED_NUMBER : JOINED_WORD);
    if (isNumber) encodeNumber(out, text);
    else encodeAscii(out, text);
  }
  out.push(END);
}
