import type { Operations } from "../api.ts";

type Steps = Operations["POST /evaluator/engagements/{id}/plan"]["body"]["steps"];

/** `2026-10-01 14:30 Capture the flag`: the time is in UTC, and may be left out, as may the day. */
const DATED = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}):(\d{2}))?(?:Z| UTC)?[ :,-]+(.+)$/;

/** One step a line; empty lines are left out. */
export function readPlan(text: string): Steps {
  return text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const [, day, hour = "00", minute = "00", what] = DATED.exec(line) ?? [];
    const at = day === undefined ? undefined : new Date(`${day}T${hour.padStart(2, "0")}:${minute}:00Z`);
    return at === undefined || what === undefined || Number.isNaN(at.getTime()) ? { what: line, at: null } : { what: what.trim(), at: at.toISOString() };
  });
}
