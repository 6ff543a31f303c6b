import type { VersionScheme } from "../version-scheme.types.ts";
import { compareDigits, compareText, encodeAscii, encodeNumber } from "../order-key.rules.ts";

/** `open` begins a nested list, which is always the last item of the list around it, so that the items can stand in one row. */
type Item =
  | { readonly kind: "open" }
  | { readonly kind: "number"; readonly digits: string }
  | { readonly kind: "word"; readonly rank: number; readonly text: string };

interface MavenVersion {
  readonly items: readonly Item[];
  /** Per item, whether what stands from there on is before (-1) or after (1) the end of the version. */
  readonly signs: readonly (1 | -1)[];
}

const RELEASE_RANK = 6;
const UNKNOWN_RANK = 8;
const RANKS: ReadonlyMap<string, number> = new Map([
  ["alpha", 1], ["beta", 2], ["milestone", 3], ["rc", 4], ["cr", 4], ["snapshot", 5],
  ["", RELEASE_RANK], ["ga", RELEASE_RANK], ["final", RELEASE_RANK], ["release", RELEASE_RANK], ["sp", 7],
]);
const BEFORE_A_DIGIT: ReadonlyMap<string, string> = new Map([["a", "alpha"], ["b", "beta"], ["m", "milestone"]]);
const PRINTABLE = /^[\x20-\x7e]+$/;
const PIECE = /\d+|[^\d.-]+|[.-]/g;
const ZERO = /^0+$/;

const CLASSES = { word: 1, open: 2, number: 3 } as const;
// Key bytes: what is before the end, the end, what is after it.
const BEFORE = 0;
const END = 4;
const AFTER = 4;

/**
 * Maven's ComparableVersion (maven-artifact 3): numbers after lists after words, qualifiers by rank, missing items empty.
 * That rule runs in circles where a word after a dot meets a list (`1.sp` < `1-rc` < `1` < `1.sp`), which no index can hold;
 * there, what is before the plain release goes before what is after it.
 */
export const maven: VersionScheme<MavenVersion> = {
  name: "maven",

  parse(version) {
    if (!PRINTABLE.test(version)) return undefined;
    const items = toRow(toLists(version.toLowerCase()));
    const signs: (1 | -1)[] = [];
    for (let i = items.length - 1; i >= 0; i--) signs[i] = signOf(items[i]) ?? signs[i + 1] ?? 1;
    return { items, signs };
  },

  compare(a, b) {
    for (let i = 0; i < Math.max(a.items.length, b.items.length); i++) {
      const bySign = (a.signs[i] ?? 0) - (b.signs[i] ?? 0);
      const [x, y] = [a.items[i], b.items[i]];
      if (bySign !== 0 || !x || !y) return Math.sign(bySign);
      const order = compareItems(x, y);
      if (order !== 0) return order;
    }
    return 0;
  },

  key({ items, signs }) {
    const out: number[] = [];
    for (const [i, item] of items.entries()) {
      out.push((signs[i] === 1 ? AFTER : BEFORE) + CLASSES[item.kind]);
      if (item.kind === "number") encodeNumber(out, item.digits);
      if (item.kind === "word") out.push(item.rank);
      if (item.kind === "word" && item.rank === UNKNOWN_RANK) encodeAscii(out, item.text);
    }
    out.push(END);
    return out;
  },
};

/** A new list begins at each hyphen and wherever digits and letters meet. */
function toLists(version: string): (Item & { kind: "number" | "word" })[][] {
  const first: (Item & { kind: "number" | "word" })[] = [];
  const lists = [first];
  let list = first;
  const pieces = version.match(PIECE) ?? [];
  for (const [i, piece] of pieces.entries()) {
    const before = pieces[i - 1];
    const isAfterMark = before === undefined || before === "." || before === "-";
    if (piece === "." || piece === "-") {
      // Nothing between two marks is a zero.
      if (isAfterMark) list.push({ kind: "number", digits: "0" });
    } else {
      if (!isAfterMark) lists.push((list = []));
      list.push(toItem(piece, pieces[i + 1]));
    }
    if (piece === "-") lists.push((list = []));
  }
  return lists;
}

function toItem(piece: string, next: string | undefined): Item & { kind: "number" | "word" } {
  if (/^\d/.test(piece)) return { kind: "number", digits: piece };
  const text = (/^\d/.test(next ?? "") ? BEFORE_A_DIGIT.get(piece) : undefined) ?? piece;
  return { kind: "word", rank: RANKS.get(text) ?? UNKNOWN_RANK, text };
}

/** Drops what is empty at the end of each list, and the lists that are then empty. */
function toRow(lists: readonly (readonly Item[])[]): readonly Item[] {
  let row: readonly Item[] = [];
  for (const list of lists.toReversed()) {
    const inner: readonly Item[] = row.length === 0 ? [] : [{ kind: "open" }, ...row];
    row = [...list.slice(0, list.findLastIndex((item) => signOf(item) !== undefined) + 1), ...inner];
  }
  return row;
}

function signOf(item: Item | undefined): 1 | -1 | undefined {
  if (item?.kind === "number") return ZERO.test(item.digits) ? undefined : 1;
  if (item?.kind !== "word" || item.rank === RELEASE_RANK) return undefined;
  return item.rank < RELEASE_RANK ? -1 : 1;
}

function compareItems(a: Item, b: Item): number {
  if (a.kind === "number" && b.kind === "number") return compareDigits(a.digits, b.digits);
  if (a.kind === "word" && b.kind === "word") return Math.sign(a.rank - b.rank) || (a.rank === UNKNOWN_RANK ? compareText(a.text, b.text) : 0);
  return Math.sign(CLASSES[a.kind] - CLASSES[b.kind]);
}
