import { expect, test } from "vitest";
import { forecast, FORECAST_WEEKS } from "./forecast.rules.ts";
import { daysOf, isWithin, weekOf } from "./spans.rules.ts";

const today = "2026-09-16"; // A Wednesday.

test("weeks run from Monday to Sunday, before and after the day they are counted from", () => {
  expect(["2026-09-14", "2026-09-16", "2026-09-20", "2026-09-21", "2025-12-28", "2024-02-29"].map(weekOf)).toEqual(["2026-09-14", "2026-09-14", "2026-09-14", "2026-09-21", "2025-12-22", "2024-02-26"]);
});

test("each due day is in its span, and today is not overdue", () => {
  expect(daysOf("this-week", today)).toEqual({ from: today, to: "2026-09-22" });
  const spans = (dueOn: string | null) => (["overdue", "this-week", "next-30-days", "later", "on-upgrade"] as const).filter((span) => isWithin(dueOn, daysOf(span, today)));
  expect([spans("2026-09-15"), spans(today), spans("2026-09-22"), spans("2026-09-23"), spans("2026-10-16"), spans("2026-10-17"), spans(null)]).toEqual([["overdue"], ["this-week", "next-30-days"], ["this-week", "next-30-days"], ["next-30-days"], ["next-30-days"], ["later"], ["on-upgrade"]]);
});

test("known due days fall into their week, and what is overdue into none", () => {
  const weeks = forecast({ due: new Map([["2026-09-10", 100], [today, 2], ["2026-09-20", 3], ["2026-09-21", 5], ["2026-12-06", 7], ["2026-12-07", 100]]), arrivals: [], today });
  expect(weeks).toHaveLength(FORECAST_WEEKS);
  expect([weeks[0], weeks[1], weeks[11]]).toEqual([
    { from: today, to: "2026-09-20", due: 5, expected: 0, low: 0, high: 0 }, { from: "2026-09-21", to: "2026-09-27", due: 5, expected: 0, low: 0, high: 0 }, { from: "2026-11-30", to: "2026-12-06", due: 7, expected: 0, low: 0, high: 0 },
  ]);
});

test("what comes on top is expected from the last eight whole weeks, later by the days of its row, with an interval that is as wide as they differed", () => {
  const weekly = [70, 70, 70, 70, 70, 70, 70, 70];
  const mondays = ["2026-07-20", "2026-07-27", "2026-08-03", "2026-08-10", "2026-08-17", "2026-08-24", "2026-08-31", "2026-09-07"];
  const steady = weekly.map((instances, at) => ({ detectedOn: mondays[at] ?? "", days: 3, instances }));
  const weeks = forecast({ due: new Map(), arrivals: steady, today });
  // From tomorrow on, due three days later: only Sunday of this week, then whole weeks of seventy.
  expect(weeks.slice(0, 3).map(({ expected, low, high }) => [expected, low, high])).toEqual([[10, 10, 10], [70, 70, 70], [70, 70, 70]]);
  const sixty = forecast({ due: new Map(), arrivals: steady.map((one) => ({ ...one, days: 60 })), today });
  expect(sixty.map(({ expected }) => expected)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 70, 70, 70]);
  expect(forecast({ due: new Map(), arrivals: steady.map((one) => ({ ...one, days: null })), today }).every(({ expected }) => expected === 0)).toBe(true);
  const varied = forecast({ due: new Map(), arrivals: [0, 140, 0, 140, 0, 140, 0, 140].map((instances, at) => ({ detectedOn: mondays[at] ?? "", days: 3, instances })), today });
  // Mean 70, standard deviation 74.83: t(7) = 2.365, times the root of 1 + 1/8.
  expect(varied[1]).toMatchObject({ expected: 70, low: 0, high: 257.7 });
});
