/*
 * What is shown of a count of people, organisations or their records: the band of five it lies in, and nothing else. Whatever
 * else a report says of such counts (what came in a period, a total, a median, what stands) is computed from the bands, as
 * anybody could who reads them. So the only things given away are bands, and all that follows from any number of reports,
 * of any periods, is what follows from bands:
 *
 *   A count in a band has five values. Where counts make up others, the ranges of both meet in an interval whose ends are never
 *   one: lower ends are multiples of five, and an upper end is 4 for each part more than one. It is one only where the number of
 *   parts is a multiple of five, which `findUnsafe` refuses. In an interval of two or more, each part, and each sum of some
 *   parts, has two values or more (bands.rules.test.ts plays the attacker, over every small world).
 */
import type { Counted, CountRange, DaySpan, Figure, Tally } from "./figure.types.ts";

/** The width of a band: counts below it are not told from each other. */
export const SMALL_CELL = 5;

export function band(count: number): CountRange {
  const least = Math.floor(count / SMALL_CELL) * SMALL_CELL;
  return { least, most: least + SMALL_CELL - 1 };
}

/** In bands, or as they are. What came in the period is the difference of what is shown of its two ends. */
export function showTally({ before, toDate }: Tally, shown: Figure["shown"]): Counted {
  if (shown === "exact") return { toDate: exactly(toDate), inPeriod: exactly(toDate - before) };
  const [earlier, later] = [band(before), band(toDate)];
  return { toDate: later, inPeriod: subtract(later, earlier) };
}

export const exactly = (count: number): CountRange => ({ least: count, most: count });

export function add(ranges: readonly CountRange[]): CountRange {
  return { least: ranges.reduce((sum, { least }) => sum + least, 0), most: ranges.reduce((sum, { most }) => sum + most, 0) };
}

/** No count is below nothing. */
export function subtract(from: CountRange, less: CountRange): CountRange {
  return { least: Math.max(0, from.least - less.most), most: Math.max(0, from.most - less.least) };
}

export function addCounted(counted: readonly Counted[]): Counted {
  return { toDate: add(counted.map(({ toDate }) => toDate)), inPeriod: add(counted.map(({ inPeriod }) => inPeriod)) };
}

/**
 * In which span of days the value lies that so many hundredths of the cases do not exceed, as far as the rows tell: null where
 * fewer than five cases are sure, or where every span is possible.
 */
export function findQuantile(rows: readonly (DaySpan & { readonly count: CountRange })[], hundredths: number): DaySpan | null {
  if (add(rows.map(({ count }) => count)).least < SMALL_CELL) return null;
  const places = rows.flatMap((_, place) => (canHold(rows.map(({ count }) => count), place, hundredths) ? [place] : []));
  const [first, last] = [rows[places[0] ?? 0], rows[places.at(-1) ?? 0]];
  if (!first || !last || places.length === rows.length) return null;
  return { overDays: first.overDays, upToDays: last.upToDays };
}

/**
 * Whether the case at rank ceil(q·n) can lie in this row, for some counts within the ranges: with the least before the row it
 * must be reached by its end, and with the most before it not already.
 */
function canHold(counts: readonly CountRange[], place: number, hundredths: number): boolean {
  const own = counts[place];
  const [before, after] = [add(counts.slice(0, place)), add(counts.slice(place + 1))];
  if (!own || own.most === 0) return false;
  // Not too few up to and with the row: before and own at their most, after at its least.
  const upTo = before.most + own.most;
  const isReached = upTo * 100 >= hundredths * (upTo + after.least);
  // Not too many before the row: before at its least, own and after at their most.
  const isLeft = before.least * 100 < hundredths * (before.least + own.most + after.most);
  return isReached && isLeft;
}

/**
 * Figures of which a small count could follow: in bands, by a number of parts that is a multiple of five, with or without the
 * row of what was not stated, while another figure in bands counts entries of the same kinds.
 */
export function findUnsafe(figures: readonly Figure[]): readonly string[] {
  const banded = figures.filter(({ shown }) => shown === "bands");
  return banded.filter(({ id, how }) => partsOf(how).some((parts) => parts % SMALL_CELL === 0) && banded.some((other) => other.id !== id && kindsOf(other.how).some((kind) => kindsOf(how).includes(kind)))).map(({ id }) => id);
}

function partsOf(how: Figure["how"]): readonly number[] {
  if (how.form === "table") return [how.words.length, how.words.length + 1];
  return how.form === "duration" ? [how.stepsDays.length + 1] : [];
}

function kindsOf(how: Figure["how"]): readonly string[] {
  if (how.form === "count" || how.form === "table") return how.of.kinds;
  if (how.form === "pairs") return how.second.kinds;
  return how.form === "duration" ? how.to.kinds : [];
}
