import type { Tasking } from "#contracts/obligations";
import { escapeCalendarText, toCalendarFile } from "#engines/exposure";
import { addDays } from "./days.rules.ts";

/** One tasking's due day, with its texts. */
export interface CalendarDay {
  readonly tasking: Pick<Tasking, "paragraph" | "dueOn">;
  readonly title: string;
  readonly details: string;
  /** When the entry was last brought up to date, and how often. */
  readonly changedAt: string;
  readonly changes: number;
}

export interface CalendarFrame {
  readonly name: string;
  /** The page that tells more. */
  readonly link: string;
  /** Host name of this installation, which makes the names unique in the world. */
  readonly origin: string;
}

/**
 * Due days as a calendar to subscribe to (RFC 5545, with the name and the interval of RFC 7986): each a whole day (VEVENT) that
 * takes up nobody's time, sounds no alarm, and keeps its name from one reading to the next. The same input gives the same bytes.
 */
export function writeCalendar(days: readonly CalendarDay[], { name, link, origin }: CalendarFrame): string {
  return toCalendarFile([
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Breakwater//Taskings//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", `NAME:${escapeCalendarText(name)}`, "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ...days.flatMap(({ tasking: { paragraph, dueOn }, title, details, changedAt, changes }) => [
      "BEGIN:VEVENT", `UID:${toUid(paragraph)}@${origin}`, `DTSTAMP:${toUtc(changedAt)}`, `LAST-MODIFIED:${toUtc(changedAt)}`, `SEQUENCE:${changes}`,
      // The end of a whole day is the day after it.
      `DTSTART;VALUE=DATE:${toDate(dueOn)}`, `DTEND;VALUE=DATE:${toDate(addDays(dueOn, 1))}`,
      `SUMMARY:${escapeCalendarText(title)}`, `DESCRIPTION:${escapeCalendarText(details)}`, `URL:${link}`, "STATUS:CONFIRMED", "TRANSP:TRANSPARENT", "CLASS:PUBLIC", "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ]);
}

/** `2(c)(iii)` becomes `tasking-2-c-iii`. */
function toUid(paragraph: string): string {
  return `tasking-${paragraph.replaceAll(/[()]+/g, "-").replace(/-$/, "")}`;
}

function toDate(day: string): string {
  return day.replaceAll("-", "");
}

function toUtc(instant: string): string {
  return `${instant.replace(/[-:]/g, "").slice(0, 15)}Z`;
}
