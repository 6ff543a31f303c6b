/** Counts below this are withheld (REQUIREMENTS.md choice 23; INV-10). */
export const SMALL_CELL = 5;

/** Withholds a count in which somebody could be recognised. Nothing (0) names nobody. */
export function suppress(count: number): number | null {
  return count > 0 && count < SMALL_CELL ? null : count;
}

/**
 * Withholds small cells of a table whose total is shown, and then as many of the next smallest as it takes that the withheld
 * ones add up to `SMALL_CELL` and are at least two: otherwise the total would give them away.
 */
export function suppressTable<Key extends string>(cells: readonly (readonly [Key, number])[]): readonly (readonly [Key, number | null])[] {
  const ascending = cells.filter(([, count]) => count > 0).toSorted(([, a], [, b]) => a - b);
  const hidden = new Set<Key>();
  let sum = 0;
  for (const [key, count] of ascending) {
    const isEnough = hidden.size === 0 || (hidden.size > 1 && sum >= SMALL_CELL);
    if (count >= SMALL_CELL && isEnough) break;
    hidden.add(key);
    sum += count;
  }
  return cells.map(([key, count]) => [key, hidden.has(key) ? null : count] as const);
}
