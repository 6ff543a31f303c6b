import type { ForecastWeek } from "./agency.query.ts";

/** Where a week's bars begin and end, in percent of the widest week. */
export interface ForecastBars {
  readonly due: number;
  /** From the end of what is due. */
  readonly expected: number;
  readonly from: number;
  readonly to: number;
}

/** Bars of one linear scale for all weeks, which the upper end of the interval fits too. */
export function toBars(weeks: readonly ForecastWeek[]): readonly ForecastBars[] {
  const widest = Math.max(1, ...weeks.map(({ due, high, expected }) => due + Math.max(high, expected)));
  const share = (count: number) => (count / widest) * 100;
  return weeks.map(({ due, expected, low, high }) => ({ due: share(due), expected: share(expected), from: share(due + low), to: share(due + high) }));
}
