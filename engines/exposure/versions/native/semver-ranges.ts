import type { VersConstraint } from "../vers.ts";
import { between, caretPlace, raise, readAlternatives, refuse, toConstraint, type Alternative, type NativeRange, type Term } from "./read-comparators.ts";

/** `1.2.x`, `v2`, `1.0.0-beta+5`: numbers as far as they are given. */
interface Partial {
  readonly numbers: readonly string[];
  /** Whether an x or an asterisk stands for the rest. */
  readonly isOpen: boolean;
  readonly prerelease: string;
  readonly build: string;
}

const PARTIAL = /^[vV=]*(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+)|([A-Za-z][0-9A-Za-z.-]*))?(?:\+([0-9A-Za-z.-]+))?$/;
const HYPHEN = /^\s*(\S+)\s+-\s+(\S+)\s*$/;
const WILD = /^[xX*]$/;

/**
 * node-semver ranges as the official VERS suite writes them: a partial version is filled with zeros (`<=2.1` is `<=2.1.0`), and
 * an x-range keeps its end after `>=` (`>= 2.2.x` is `>=2.2.0|<2.3.0`).
 */
export function readNpmRange(range: string): NativeRange {
  return readEach(range, "||", (term) => {
    const partial = readPartial(term.version, 3);
    const release = pad(partial.numbers, 3);
    const version = write(release, partial);
    if (term.mark === "^") return between(version, line(raise(partial.numbers, caretPlace(partial.numbers))));
    if (term.mark === "~" || term.mark === "~>") return readTilde(partial, version);
    if (!partial.isOpen) return [toConstraint({ ...term, version })];
    return readOpen(term, partial, line);
  });
}

/**
 * Prereleases of a tilde range are those of the version it begins with, which are an interval of their own. The release that a
 * prerelease of x.y.0 leads to is where the suite ends the line.
 */
function readTilde({ numbers, prerelease }: Partial, version: string): readonly VersConstraint[] {
  const next = line(raise(numbers, Math.min(1, numbers.length - 1)));
  if (prerelease === "") return between(version, next);
  const release = line(numbers);
  return [...between(version, line(raise(pad(numbers, 3), 2))), ...between(release, /^0+$/.test(numbers[2] ?? "") ? release : next)];
}

/** Cargo: a version without a mark is a caret range. */
export function readCargoRange(range: string): NativeRange {
  return readEach(range, "||", (term) => {
    const partial = readPartial(term.version, 3);
    const version = write(pad(partial.numbers, 3), partial);
    if (partial.isOpen || (term.mark === "=" && partial.numbers.length < 3)) return readOpen(term, partial, line);
    if (term.mark === "" || term.mark === "^") return between(version, line(raise(partial.numbers, caretPlace(partial.numbers))));
    if (term.mark === "~") return between(version, line(raise(partial.numbers, Math.min(1, partial.numbers.length - 1))));
    return [toConstraint({ ...term, version })];
  });
}

/** Composer: the last number given after a tilde may rise, and `|` is `||`. Versions are kept as long as they are written. */
export function readComposerRange(range: string): NativeRange {
  return readEach(range, /\s*\|\|?\s*/, (term) => {
    if (term.mark !== "^" && term.mark !== "~" && !/(?:^|\.)[xX*]/.test(term.version)) return [toConstraint({ ...term, version: term.version.replace(/^[vV](?=\d)/, "") })];
    const partial = readPartial(term.version, 4);
    if (partial.isOpen) return readOpen(term, partial, (numbers) => numbers.join("."));
    const end = raise(partial.numbers, term.mark === "^" ? caretPlace(partial.numbers) : Math.max(0, partial.numbers.length - 2));
    return between(write(partial.numbers, partial), pad(end, partial.numbers.length).join("."));
  });
}

function readEach(range: string, betweenAlternatives: string | RegExp, read: (term: Term) => readonly VersConstraint[]): NativeRange {
  const alternatives: Alternative[] = [];
  for (const alternative of range.split(betweenAlternatives)) {
    const hyphen = HYPHEN.exec(alternative);
    const terms = hyphen ? [] : (readAlternatives(alternative, "||")[0] ?? []).filter(({ version }) => !WILD.test(version));
    // Nothing, or an asterisk alone, is every version, whatever the other alternatives say.
    if (!hyphen && terms.length === 0) return null;
    alternatives.push(hyphen ? readHyphen(hyphen[1] ?? "", hyphen[2] ?? "") : terms.map(read));
  }
  return alternatives;
}

/** Both ends are included; an end that is not written out includes its whole line. */
function readHyphen(from: string, to: string): Alternative {
  const [low, high] = [readPartial(from, 3), readPartial(to, 3)];
  const isWhole = high.numbers.length === 3;
  return [
    [{ comparator: ">=", version: write(pad(low.numbers, 3), low) }],
    [isWhole ? { comparator: "<=", version: write(high.numbers, high) } : { comparator: "<", version: line(raise(high.numbers, high.numbers.length - 1)) }],
  ];
}

function readOpen({ mark }: Term, { numbers }: Partial, toText: (numbers: readonly string[]) => string): readonly VersConstraint[] {
  const next = toText(raise(numbers, numbers.length - 1));
  if (mark === "<") return [{ comparator: "<", version: toText(numbers) }];
  if (mark === "<=") return [{ comparator: "<", version: next }];
  if (mark === ">") return [{ comparator: ">=", version: next }];
  return between(toText(numbers), next);
}

function readPartial(text: string, most: 3 | 4): Partial {
  const found = PARTIAL.exec(text);
  if (!found || (most === 3 && found[4] !== undefined)) throw refuse(text);
  const [, major, minor, patch, fourth, prerelease, loose, build] = found;
  const given = [major, minor, patch, fourth].filter((part) => part !== undefined);
  const open = given.findIndex((part) => WILD.test(part));
  const numbers = (open === -1 ? given : given.slice(0, open)).map((number) => String(BigInt(number)));
  if (numbers.length === 0) throw refuse(text);
  return { numbers, isOpen: open !== -1, prerelease: prerelease ?? loose ?? "", build: build ?? "" };
}

function pad(numbers: readonly string[], length: number): readonly string[] {
  return [...numbers, ...Array<string>(Math.max(0, length - numbers.length)).fill("0")];
}

function line(numbers: readonly string[]): string {
  return pad(numbers, 3).join(".");
}

function write(numbers: readonly string[], { prerelease, build }: Partial): string {
  return `${numbers.join(".")}${prerelease === "" ? "" : `-${prerelease}`}${build === "" ? "" : `+${build}`}`;
}
