/** One row of two stacks side by side: the frame of each, or null where it has none there. */
export interface FramePair {
  readonly one: string | null;
  readonly other: string | null;
}

/** More is cut off: stacks of deep recursion are all alike below. */
const MOST_FRAMES = 64;

/** Two stacks aligned by their longest common part, so that a frame which only one of them has does not shift all that follow. */
export function compareFrames(one: readonly string[], other: readonly string[]): readonly FramePair[] {
  const left = one.slice(0, MOST_FRAMES);
  const right = other.slice(0, MOST_FRAMES);
  const common = commonLengths(left, right);
  const lengthAt = (i: number, j: number) => common[i]?.[j] ?? 0;
  const pairs: FramePair[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const [mine, theirs] = [left[i] ?? null, right[j] ?? null];
    const isSame = mine !== null && mine === theirs;
    const takesMine = isSame || (mine !== null && (theirs === null || lengthAt(i + 1, j) >= lengthAt(i, j + 1)));
    const takesTheirs = isSame || !takesMine;
    pairs.push({ one: takesMine ? mine : null, other: takesTheirs ? theirs : null });
    i += takesMine ? 1 : 0;
    j += takesTheirs ? 1 : 0;
  }
  return joinLonely(pairs);
}

/** `[i][j]`: how long the common part of what follows from `i` and from `j` is. */
function commonLengths(left: readonly string[], right: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: left.length + 1 }, () => Array.from({ length: right.length + 1 }, () => 0));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const isSame = left[i] === right[j];
      (lengths[i] as number[])[j] = isSame ? 1 + (lengths[i + 1]?.[j + 1] ?? 0) : Math.max(lengths[i + 1]?.[j] ?? 0, lengths[i]?.[j + 1] ?? 0);
    }
  }
  return lengths;
}

/** A frame of one followed by a frame of the other, both without a partner, stand in one row. */
function joinLonely(pairs: readonly FramePair[]): readonly FramePair[] {
  const joined: FramePair[] = [];
  for (const pair of pairs) {
    const before = joined.findLastIndex(({ one, other }) => one !== null && other !== null);
    const open = pair.one === null ? joined.findIndex(({ other }, at) => at > before && other === null) : -1;
    const gap = joined[open];
    if (gap) joined[open] = { one: gap.one, other: pair.other };
    else joined.push(pair);
  }
  return joined;
}
