/*
 * What is shown of how far operators have come with one advisory. No operator is named; counts from 1 to 4 are withheld, and so is
 * what would give one away: over time, beside the others of its table, and beside the total (rooms/access/small-cells.rules.ts,
 * which each table goes through as one group). A share is made of two shown counts and of nothing else, so that it tells nothing
 * that they do not; the median is that of as many operators as the shown count says, so that it moves only when that does.
 */

/** Of a hundred, rounded; null where either is withheld, or there is nobody. */
export function percentOf(applied: number | null, matched: number | null): number | null {
  return applied === null || matched === null || matched === 0 ? null : Math.min(100, Math.round((applied * 100) / matched));
}

const DAY_MS = 86_400_000;

/**
 * Days from being told to having it in place, rounded up.
 * @param spansMs of all that have applied it, the earliest to apply first
 * @param shown how many the report says have applied it; half of them are on either side, so that few are told by it
 */
export function medianDays(spansMs: readonly number[], shown: number | null, smallCell: number): number | null {
  if (shown === null || shown < 2 * smallCell || spansMs.length < shown) return null;
  const sorted = spansMs.slice(0, shown).toSorted((a, b) => a - b);
  return Math.max(0, Math.ceil((sorted[Math.floor((shown - 1) / 2)] ?? 0) / DAY_MS));
}
