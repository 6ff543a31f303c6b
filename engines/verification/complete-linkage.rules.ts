// Complete linkage: two clusters become one only where every member of one is like every member of the other, so that a
// chain of half-alike crashes does not pull strangers together. Found by chains of nearest neighbours (Murtagh, A survey of
// recent advances in hierarchical clustering algorithms, 1983); pairs below the threshold are never held.

/** Two items and how alike they are; only pairs that are alike enough. */
export type AlikePair = readonly [left: number, right: number, score: number];

function likestOf(row: ReadonlyMap<number, number>, previous: number | undefined): number | undefined {
  let likest: number | undefined;
  let most = -1;
  for (const [other, score] of row) {
    // Among equals the one we came from, so that the chain ends, then the first.
    if (score > most || (score === most && likest !== previous && (other === previous || other < (likest ?? other)))) {
      likest = other;
      most = score;
    }
  }
  return likest;
}

/** The clusters of `count` items, each as sorted indices, in order of their first. */
export function mergeByCompleteLinkage(count: number, pairs: readonly AlikePair[]): readonly (readonly number[])[] {
  const members = new Map(Array.from({ length: count }, (_, item): [number, number[]] => [item, [item]]));
  const rows = new Map(Array.from({ length: count }, (_, item): [number, Map<number, number>] => [item, new Map()]));
  for (const [left, right, score] of pairs) {
    rows.get(left)?.set(right, score);
    rows.get(right)?.set(left, score);
  }
  const merge = (into: number, from: number) => {
    const [kept, gone] = [rows.get(into) ?? new Map<number, number>(), rows.get(from) ?? new Map<number, number>()];
    for (const other of new Set([...kept.keys(), ...gone.keys()])) {
      const score = Math.min(kept.get(other) ?? 0, gone.get(other) ?? 0);
      rows.get(other)?.delete(from);
      if (score > 0 && other !== into && other !== from) {
        kept.set(other, score);
        rows.get(other)?.set(into, score);
      } else {
        kept.delete(other);
        rows.get(other)?.delete(into);
      }
    }
    rows.delete(from);
    members.get(into)?.push(...(members.get(from) ?? []));
    members.delete(from);
  };
  for (let start = 0; start < count; start += 1) {
    const chain = rows.has(start) ? [start] : [];
    while (chain.length > 0) {
      const top = chain.at(-1) ?? start;
      const previous = chain.at(-2);
      const likest = likestOf(rows.get(top) ?? new Map<number, number>(), previous);
      if (likest === undefined) chain.pop();
      else if (likest === previous) {
        chain.splice(-2);
        merge(Math.min(top, likest), Math.max(top, likest));
        if (chain.length === 0) chain.push(Math.min(top, likest));
      } else chain.push(likest);
    }
  }
  return [...members.values()].map((items) => items.toSorted((left, right) => left - right)).toSorted((left, right) => (left[0] ?? 0) - (right[0] ?? 0));
}
