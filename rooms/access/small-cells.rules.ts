/*
 * Published counts, so that nobody is recognised in a small number (INV-10; REQUIREMENTS.md choice 23). A small cell, from
 * 1 to 4, is withheld, and so is whatever would give one away to somebody who knows this rule and every number shown:
 *
 *   over time    a shown count stands until it has moved by a whole cell
 *   by rest      no shown count, less any others that are shown beside it, leaves a small rest; whether they are in truth
 *                parts of it is not asked, so that a room may add a count without thinking of this
 *   by total     where a table's total is shown, what is withheld of it can be divided in more than one way
 *
 * Nothing (0) names nobody and is shown. The tests play the attacker over every small world.
 *
 * That is for groups that are shown in one place. A count that transparency reports tell too, and so stands in many places and
 * at many times, is shown by its band alone (`showBand`, engines/ledger/figures/bands.rules.ts).
 */

/** Counts below this are withheld. */
export const SMALL_CELL = 5;

/** Beyond so many shown counts in one group the rest is withheld: the rule looks at every combination. */
const MOST_TOGETHER = 12;

export interface Cell<Key extends string = string> {
  readonly key: Key;
  readonly count: number;
  /** What was last shown of it; 0 when nothing was. */
  readonly stood: number;
  /** What stands of its own room and is shown elsewhere, not in this group. */
  readonly beside?: readonly number[];
}

/** The lower end of the band of five that a count lies in; null for the first, which may be none. */
export function showBand(count: number): number | null {
  return count < SMALL_CELL ? null : Math.floor(count / SMALL_CELL) * SMALL_CELL;
}

function isSmall(count: number): boolean {
  return count > 0 && count < SMALL_CELL;
}

/** Which count stands: the present one, once it is a whole cell away from the one that stood. */
export function settle({ count, stood }: Pick<Cell, "count" | "stood">): number {
  return isSmall(count) || isSmall(Math.abs(count - stood)) ? stood : count;
}

/**
 * What is shown of counts that are shown together; null is withheld. What stands already comes first, then the largest. A
 * count that may not be shown as it is stands as it stood, where that may be shown; otherwise its disappearing would tell
 * how it moved. `known` can be counted by anybody elsewhere and is not withheld.
 */
export function showTogether<Key extends string>(cells: readonly Cell<Key>[], known: readonly number[] = []): ReadonlyMap<Key, number | null> {
  const shown = known.filter((count) => count > 0);
  const answer = new Map<Key, number | null>();
  for (const cell of cells.toSorted(byStanding)) {
    const mayShow = (count: number) => count > 0 && !leavesSmallRest(count, shown) && !leavesSmallRest(count, cell.beside ?? []);
    const standing = cell.count === 0 ? undefined : [settle(cell), cell.stood].find(mayShow);
    if (standing !== undefined) shown.push(standing);
    answer.set(cell.key, standing ?? (cell.count === 0 ? 0 : null));
  }
  return answer;
}

function byStanding(a: Cell, b: Cell): number {
  const stands = (cell: Cell) => (cell.stood > 0 && settle(cell) === cell.stood ? 0 : 1);
  return stands(a) - stands(b) || settle(b) - settle(a);
}

/** Whether the count less some of the shown, or one of the shown less the count and some others, is a small cell. */
function leavesSmallRest(count: number, shown: readonly number[]): boolean {
  if (shown.length >= MOST_TOGETHER) return true;
  return sumsOf(shown).some((sum) => isSmall(count - sum)) || shown.some((whole, place) => sumsOf(shown.toSpliced(place, 1)).some((sum) => isSmall(whole - count - sum)));
}

function sumsOf(counts: readonly number[]): readonly number[] {
  return counts.reduce<readonly number[]>((sums, count) => [...sums, ...sums.map((sum) => sum + count)], [0]);
}

/**
 * Withholds a table's cells below a bound: none, a small cell, twice that, and so on, the first at which the total leaves
 * open how the withheld ones divide it. The bound is not chosen by the cells next to it, as that would tell of them. When
 * no bound is enough, which is when every cell is one, nothing is shown.
 */
export function showBesideTotal<Key extends string>(cells: readonly (readonly [Key, number])[]): readonly (readonly [Key, number | null])[] {
  const largest = Math.max(0, ...cells.map(([, count]) => count));
  if (!cells.some(([, count]) => isSmall(count))) return cells;
  for (let bound = SMALL_CELL; bound < largest * 4; bound *= 2) {
    const withheld = cells.map(([, count]) => count).filter((count) => count > 0 && count < bound);
    if (isOpen(withheld, bound - 1)) return cells.map(([key, count]) => [key, count > 0 && count < bound ? null : count] as const);
  }
  return cells.map(([key]) => [key, null] as const);
}

/** Whether so many cells from 1 to `most` can make up the same sum in another way. */
function isOpen(withheld: readonly number[], most: number): boolean {
  const sum = withheld.reduce((total, count) => total + count, 0);
  return withheld.length > 1 && sum > withheld.length && sum < withheld.length * most;
}
