/*
 * A quarter of the calendar, UTC, is reported once it is over by six hours: whatever began in it has been written by then.
 */

export interface Quarter {
  readonly from: Date;
  readonly to: Date;
}

const SETTLE_MS = 6 * 3_600_000;
/** After a long standstill the oldest of these are reported first, and the rest the next time. */
const MOST_AT_ONCE = 8;

/** The quarter that an instant lies in. */
export function quarterOf(at: Date): Quarter {
  const [year, first] = [at.getUTCFullYear(), Math.floor(at.getUTCMonth() / 3) * 3];
  return { from: new Date(Date.UTC(year, first, 1)), to: new Date(Date.UTC(year, first + 3, 1)) };
}

/** When a quarter's report comes. */
export function dueAt({ to }: Quarter): Date {
  return new Date(to.getTime() + SETTLE_MS);
}

/**
 * The quarters whose reports are due and not published, oldest first.
 * @param begun when the first act of this installation was; nothing is reported of the time before
 */
export function findDueQuarters({ begun, published, now }: { readonly begun: Date; readonly published: readonly Date[]; readonly now: Date }): readonly Quarter[] {
  const done = new Set(published.map((from) => from.getTime()));
  const due: Quarter[] = [];
  for (let quarter = quarterOf(begun); dueAt(quarter) <= now && due.length < MOST_AT_ONCE; quarter = quarterOf(quarter.to)) {
    if (!done.has(quarter.from.getTime())) due.push(quarter);
  }
  return due;
}
