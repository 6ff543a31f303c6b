import { LONGEST_EXCEPTION_DAYS } from "../../directives/items/directive-item.rules.ts";
import { addDays } from "../../taskings/days.rules.ts";

/*
 *   asked ──decided by a directive officer──▶ granted ──its last day is over──▶ ended
 *       ├───────────────────────────────────▶ refused
 *       └──taken back by its agency, or its agency is struck off the list──▶ withdrawn
 * Ended, its instances are open and due again by the clock that never stopped. A longer one is another request: it may be asked
 * while this one runs, takes its place when it is granted, and leaves it alone when it is refused or taken back.
 */

/** Why an exception cannot be asked until this day; undefined when it can. */
export function findUntilFault(until: string, today: string): string | undefined {
  if (until <= today) return "until: must lie in the future; what is fixed by today needs no exception";
  const last = addDays(today, LONGEST_EXCEPTION_DAYS);
  return until > last ? `until: at most ${LONGEST_EXCEPTION_DAYS} days, until ${last}; ask again before it ends` : undefined;
}
