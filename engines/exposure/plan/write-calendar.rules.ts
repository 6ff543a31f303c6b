import { escapeCalendarText as escapeText, toCalendarFile } from "./calendar-lines.rules.ts";
import type { ShownPlan, ShownStep } from "./print-plan.rules.ts";

/**
 * The plan as a calendar (RFC 5545): each step a task (VTODO) that keeps its name from one download to the next, so that it is
 * brought up to date and not doubled; and the window proposed for it an event that blocks nobody's time (VEVENT, tentative).
 * @param origin host name of this installation, which makes the names unique in the world
 */
export function writeCalendar(plan: ShownPlan, origin: string): string {
  const lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Breakwater//Plan//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
    ...plan.steps.flatMap((step, index) => [...toTask(step, { plan, origin, index }), ...toEvent(step, { plan, origin })]),
    "END:VCALENDAR",
  ];
  return toCalendarFile(lines);
}

interface Around {
  readonly plan: ShownPlan;
  readonly origin: string;
}

function toTask(step: ShownStep, { plan, origin, index }: Around & { readonly index: number }): readonly string[] {
  const details = [step.why, ...step.care, ...step.how, step.due, step.guidanceNote, step.whomToCall].join("\n");
  return [
    "BEGIN:VTODO", `UID:${step.id}@${origin}`, `DTSTAMP:${toUtc(plan.asOf)}`, `SUMMARY:${escapeText(step.title)}`, `DESCRIPTION:${escapeText(details)}`,
    ...(step.dueBy === null ? [] : [`DUE:${toUtc(step.dueBy)}`]),
    // Section 3.8.1.9: 1 is the highest.
    `PRIORITY:${index + 1}`, "STATUS:NEEDS-ACTION", "CLASS:CONFIDENTIAL", "END:VTODO",
  ];
}

function toEvent(step: ShownStep, { plan, origin }: Around): readonly string[] {
  const [window] = step.windows;
  if (!window) return [];
  return [
    "BEGIN:VEVENT", `UID:${step.id}-window@${origin}`, `DTSTAMP:${toUtc(plan.asOf)}`, `DTSTART:${toUtc(window.from)}`, `DTEND:${toUtc(window.to)}`,
    `SUMMARY:${escapeText(step.title)}`, "STATUS:TENTATIVE", "TRANSP:TRANSPARENT", "CLASS:CONFIDENTIAL", "END:VEVENT",
  ];
}

function toUtc(instant: string): string {
  return `${instant.replace(/[-:]/g, "").slice(0, 15)}Z`;
}
