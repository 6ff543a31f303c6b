import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareLists, encodeNumber } from "../order-key.rules.ts";

interface ComposerVersion {
  /** Four numbers, or those of a date. */
  readonly numbers: readonly string[];
  readonly stability: number;
  readonly stabilityNumbers: readonly string[];
  readonly isDev: boolean;
}

const STABILITY = String.raw`(?:[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d+(?:[.-]\d+)*)?))?([.-]?dev)?)`;
const CLASSICAL = new RegExp(String.raw`^v?(\d{1,5})(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?${STABILITY}(?:\+[^\s]*)?$`);
const DATED = new RegExp(String.raw`^v?(\d{4}(?:[.:-]?\d{2}){1,6}(?:[.:-]?\d{1,3}){0,2})${STABILITY}(?:\+[^\s]*)?$`);
const DEV = 1;
const STABLE = 5;
const STABILITIES: ReadonlyMap<string, number> = new Map([
  ["alpha", 2], ["a", 2], ["beta", 3], ["b", 3], ["rc", 4], ["stable", STABLE], ["patch", 6], ["pl", 6], ["p", 6],
]);
/** What Composer puts for the "x" of a development line, so that it is after all its releases. */
const LINE_END = "9999999";

const DEV_FOLLOWS = 0x01;
const END = 0x02;
const NUMBER = 0x03;

/**
 * Composer (VersionParser::normalize, then PHP's version_compare): dev, alpha, beta, RC, stable, patch. Branch names such as
 * `dev-main` have no place in the order.
 */
export const composer: VersionScheme<ComposerVersion> = {
  name: "composer",

  parse(version) {
    const text = version.toLowerCase().replace(/@(?:stable|rc|beta|alpha|dev)$/, "");
    const classical = CLASSICAL.exec(text);
    if (classical) {
      const [, major = "", minor, patch, fourth, word, counts = "", dev] = classical;
      const isLine = [minor, patch, fourth].some((part) => part === "x" || part === "*");
      // "1.0.x-dev" is a line, "1.0.x" no version.
      if (isLine && (dev === undefined || word !== undefined)) return undefined;
      const fill = isLine ? LINE_END : "0";
      const numbers = [major, ...[minor, patch, fourth].map((part) => (part === undefined || part === "x" || part === "*" ? fill : part))];
      return { numbers, ...toStability(word, counts, dev) };
    }
    const dated = DATED.exec(text);
    if (!dated) return undefined;
    const [, date = "", word, counts = "", dev] = dated;
    return { numbers: date.match(/\d+/g) ?? [], ...toStability(word, counts, dev) };
  },

  compare(a, b) {
    return compareLists(a.numbers, b.numbers, compareDigits) || Math.sign(a.stability - b.stability) || compareAfterStability(a, b);
  },

  key({ numbers, stability, stabilityNumbers, isDev }) {
    const out: number[] = [];
    const push = (list: readonly string[]): void => {
      for (const number of list) {
        out.push(NUMBER);
        encodeNumber(out, number);
      }
    };
    push(numbers);
    out.push(END, stability);
    push(stabilityNumbers);
    out.push(isDev ? DEV_FOLLOWS : END);
    return out;
  },
};

function toStability(word: string | undefined, counts: string, dev: string | undefined): Pick<ComposerVersion, "stability" | "stabilityNumbers" | "isDev"> {
  const isDev = dev !== undefined;
  if (word === undefined || word === "stable") return { stability: isDev ? DEV : STABLE, stabilityNumbers: [], isDev: false };
  return { stability: STABILITIES.get(word) ?? STABLE, stabilityNumbers: counts.match(/\d+/g) ?? [], isDev };
}

/** "beta-dev" is before "beta", which is before "beta1". */
function compareAfterStability(a: ComposerVersion, b: ComposerVersion): number {
  const shared = Math.min(a.stabilityNumbers.length, b.stabilityNumbers.length);
  const order = compareLists(a.stabilityNumbers.slice(0, shared), b.stabilityNumbers.slice(0, shared), compareDigits);
  return order || Math.sign(a.stabilityNumbers.length - b.stabilityNumbers.length) || Number(b.isDev) - Number(a.isDev);
}
