import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareLists, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

interface OpensslVersion {
  readonly numbers: readonly string[];
  /** "zb" of 0.9.8zb; empty since 3.0, where the third number is the patch level. */
  readonly letters: string;
  /** "beta" and "2" of 1.0.0-beta2; null for a release. */
  readonly stage: { readonly word: string; readonly count: string } | null;
}

const PATTERN = /^(\d+)\.(\d+)\.(\d+)([a-z]*)(?:[- ]([a-z]+)\.?(\d*))?$/;
const STAGED = 0x01;
const RELEASED = 0x02;

/** OpenSSL's release strategy: three numbers, then letters (z, then za); what has a word after a hyphen is before the release. */
export const openssl: VersionScheme<OpensslVersion> = {
  name: "openssl",

  parse(version) {
    const found = PATTERN.exec(version.toLowerCase());
    if (!found) return undefined;
    const [, major = "", minor = "", fix = "", letters = "", word, count = ""] = found;
    return { numbers: [major, minor, fix], letters, stage: word === undefined ? null : { word, count } };
  },

  compare(a, b) {
    const order = compareLists(a.numbers, b.numbers, compareDigits) || compareText(a.letters, b.letters);
    if (order !== 0) return order;
    if (!a.stage || !b.stage) return Number(b.stage !== null) - Number(a.stage !== null);
    return compareText(a.stage.word, b.stage.word) || compareDigits(a.stage.count, b.stage.count);
  },

  key({ numbers, letters, stage }) {
    const out: number[] = [];
    for (const number of numbers) encodeNumber(out, number);
    encodeAscii(out, letters);
    out.push(stage ? STAGED : RELEASED);
    if (stage) {
      encodeAscii(out, stage.word);
      encodeNumber(out, stage.count);
    }
    return out;
  },
};
