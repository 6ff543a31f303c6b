import { z } from "zod";
import { addDays, endOfDay, localDate } from "#engines/exposure";
import type { Queryable, Services } from "#rooms/platform";
import { MOST_DEFERRED_DAYS } from "../deployment.rules.ts";
import { findMaintenance } from "../own-marks/own-marks.store.ts";
import { readWindows } from "../own-marks/set-windows.ts";

const DAY_MS = 86_400_000;

/** A day that somebody typed; hostile. Beyond these years clocks of zones are not told any more. */
export const typedDay = z.iso.date().refine((day) => day >= "1970" && day < "9000");

/** Days as an operator's people name them. A day without a clock means by its end, where they are. */
export interface OwnDays {
  readonly now: string;
  /** The instant by which a day is over. The last day that may be chosen is counted by the calendar, and ends when it must. */
  readonly endOf: (day: string) => string;
  /** The day of an instant. */
  readonly dayOf: (instant: string) => string;
}

/**
 * Days on the clock of a zone. Without one nobody is late on the day they name, wherever they are: it ends where it ends last of
 * all places (UTC-12), and today is where it is latest (UTC+14).
 */
export function daysIn(zone: string | null, now: Date): OwnDays {
  const lastDay = addDays(localDate(now, zone ?? "Etc/GMT-14"), MOST_DEFERRED_DAYS);
  const last = new Date(now.getTime() + MOST_DEFERRED_DAYS * DAY_MS).toISOString();
  return {
    now: now.toISOString(),
    endOf: (day) => {
      const end = endOfDay(day, zone ?? "Etc/GMT+12");
      return day <= lastDay && end > last ? last : end;
    },
    dayOf: (instant) => localDate(new Date(instant), zone ?? "UTC"),
  };
}

/** In the zone in which the operator set its maintenance windows. */
export async function readOwnDays(services: Services, db: Queryable, organisationId: string): Promise<OwnDays> {
  const hasZone = (await findMaintenance(db, organisationId)) !== undefined;
  return daysIn(hasZone ? (await readWindows(services, db, organisationId)).zone : null, services.clock());
}
