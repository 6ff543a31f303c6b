import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, encodeNumber } from "../order-key.rules.ts";

interface DebianVersion {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

const PATTERN = /^(?:(\d+):)?([0-9A-Za-z.+:~-]*?)(?:-([0-9A-Za-z+.~]*))?$/;
/** One round of the comparison: a run of non-digits, then a run of digits; either may be empty, not both. */
const ROUND = /(\D*)(\d*)/y;

/** Debian Policy, section 5.6.12: epoch, upstream version, revision; "~" sorts before everything, even the end. */
export const debian: VersionScheme<DebianVersion> = {
  name: "debian",

  parse(version) {
    const found = PATTERN.exec(version);
    const upstream = found?.[2] ?? "";
    if (!found || !/^\d/.test(upstream)) return undefined;
    return { epoch: found[1] ?? "0", upstream, revision: found[3] ?? "" };
  },

  compare(a, b) {
    return compareDigits(a.epoch, b.epoch) || compareParts(a.upstream, b.upstream) || compareParts(a.revision, b.revision);
  },

  key(version) {
    const out: number[] = [];
    encodeNumber(out, version.epoch);
    encodePart(out, version.upstream);
    encodePart(out, version.revision);
    return out;
  },
};

function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const order = weight(a, i) - weight(b, j);
      if (order !== 0) return Math.sign(order);
      i++;
      j++;
    }
    let m = i;
    let n = j;
    while (isDigit(a, m)) m++;
    while (isDigit(b, n)) n++;
    const order = compareDigits(a.slice(i, m), b.slice(j, n));
    if (order !== 0) return order;
    i = m;
    j = n;
  }
  return 0;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

/** Tilde, then the end or a digit, then letters, then everything else. The same numbers serve as key bytes. */
function weight(text: string, index: number): number {
  if (index >= text.length || isDigit(text, index)) return 2;
  const code = text.charCodeAt(index);
  if (code === 0x7e) return 1;
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter ? code : 128 + code;
}

function encodePart(out: number[], part: string): void {
  let index = 0;
  do {
    ROUND.lastIndex = index;
    const [round = "", words = "", digits = ""] = ROUND.exec(part) ?? [];
    for (let i = 0; i < words.length; i++) out.push(weight(words, i));
    out.push(weight("", 0));
    encodeNumber(out, digits);
    index += round.length;
  } while (index < part.length);
  out.push(weight("", 0));
}
