import { expect, test } from "vitest";
import { toFigureRows } from "./figure-rows.ts";
import { tellPeriod, tellQuantile, tellRange, tellSpan } from "./report-words.ts";

const few = { least: 0, most: 4 };
const none = { least: 0, most: 0 };
const some = { least: 10, most: 14 };

test("a count is told as it is where it is sure, and as a range where it is not", () => {
  expect([none, { least: 1234, most: 1234 }, few, { least: 0, most: 9 }, some].map(tellRange)).toEqual(["0", "1,234", "fewer than 5", "fewer than 10", "10 to 14"]);
});

test("days are told as the step they lie in, and too few cases say nothing", () => {
  expect([{ overDays: 0, upToDays: 1 }, { overDays: 0, upToDays: 3 }, { overDays: 3, upToDays: 7 }, { overDays: 1, upToDays: null }, { overDays: 30, upToDays: null }].map(tellSpan)).toEqual(["up to 1 day", "up to 3 days", "more than 3 and up to 7 days", "more than 1 day", "more than 30 days"]);
  expect([tellQuantile(null), tellQuantile({ overDays: 0, upToDays: 3 })]).toEqual(["too few to say", "up to 3 days"]);
});

test("a period is told by its first and its last day", () => {
  expect([tellPeriod({ from: "2026-07-01T00:00:00.000Z", to: "2026-10-01T00:00:00.000Z" }), tellPeriod({ from: "2026-06-02T00:00:00.000Z", to: "2026-11-22T14:00:00.001Z" })]).toEqual(["1 Jul 2026 to 30 Sept 2026", "2 Jun 2026 to 22 Nov 2026"]);
});

test("words of which there are too few are named together; those that are surely none keep their line", () => {
  const counted = (word: string, range: typeof few) => ({ word, toDate: range, inPeriod: range });
  expect(toFigureRows({ form: "table", total: { toDate: some, inPeriod: few }, rows: [counted("developer-withdrew", some), counted("notCovered", few), counted("lapsed", none)] })).toEqual({
    rows: [
      { key: "", label: "All", inPeriod: "fewer than 5", toDate: "10 to 14" },
      { key: "developer-withdrew", label: "developer withdrew", inPeriod: "10 to 14", toDate: "10 to 14" },
      { key: "lapsed", label: "lapsed", inPeriod: "0", toDate: "0" },
    ],
    few: ["not covered"],
    hasPeriod: true,
  });
});

test("what stands at a period's end has no count of the period", () => {
  const one = { least: 1, most: 1 };
  const { rows, hasPeriod } = toFigureRows({ form: "deadlines", atEnd: { notYetDue: none, inTime: one, late: none, begun: one, silent: { least: 2, most: 2 } } });
  expect([hasPeriod, rows.map(({ label, toDate }) => `${label}: ${toDate}`)]).toEqual([false, ["Not yet due: 0", "In time: 1", "Late: 0", "Begun and overdue: 1", "Passed in silence: 2"]]);
  expect(toFigureRows({ form: "stated", asOf: null, rows: [{ word: "covered", atEnd: few }] })).toEqual({ rows: [], few: ["covered"], hasPeriod: false });
});
