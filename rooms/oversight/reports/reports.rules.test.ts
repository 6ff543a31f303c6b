import { expect, test } from "vitest";
import type { FigureValue, ReportDocument } from "#contracts/oversight";
import { dueAt, findDueQuarters, quarterOf } from "./quarters.ts";
import { tellFigure } from "./tell-figure.rules.ts";
import { toField, writeReportCsv } from "./write-report-csv.rules.ts";
import { writeReportHtml } from "./write-report-html.rules.ts";

const range = (least: number, most = least) => ({ least, most });
const counted = (least: number, most: number) => ({ toDate: range(least, most), inPeriod: range(0, 4) });

function reportOf(values: readonly FigureValue[], title = "Engagements opened"): ReportDocument {
  return {
    schema: "breakwater-report/1", id: "rep_one", occasion: "quarter", period: { from: "2026-07-01T00:00:00.000Z", to: "2026-10-01T00:00:00.000Z" },
    checkpoint: { origin: "breakwater.example/ledger", size: 1234, root: "a".repeat(64) }, definitionsSha256: "b".repeat(64), smallCell: 5,
    figures: values.map((value, place) => ({ definition: { id: `figure-${place}`, section: "engagements", title, definition: "What is counted.", shown: "bands", how: { form: "count", of: { kinds: ["x.y"] } } }, value })),
  };
}

test("quarters are those of the calendar, in UTC, and due six hours after their end", () => {
  const at = (text: string) => quarterOf(new Date(text));
  expect([at("2026-01-01T00:00:00.000Z"), at("2026-12-31T23:59:59.999Z")]).toEqual([
    { from: new Date("2026-01-01T00:00:00.000Z"), to: new Date("2026-04-01T00:00:00.000Z") },
    { from: new Date("2026-10-01T00:00:00.000Z"), to: new Date("2027-01-01T00:00:00.000Z") },
  ]);
  expect(dueAt(at("2026-12-31T00:00:00.000Z"))).toEqual(new Date("2027-01-01T06:00:00.000Z"));
});

test("what is due is every quarter since the first act that is over and not published, a few at a time", () => {
  const due = (now: string, published: readonly string[] = [], begun = "2026-06-02T00:00:00.000Z") =>
    findDueQuarters({ begun: new Date(begun), published: published.map((from) => new Date(from)), now: new Date(now) }).map(({ from }) => from.toISOString().slice(0, 10));
  expect(due("2026-07-01T05:59:59.999Z")).toEqual([]);
  expect(due("2026-07-01T06:00:00.000Z")).toEqual(["2026-04-01"]);
  expect(due("2027-02-01T00:00:00.000Z", ["2026-07-01T00:00:00.000Z"])).toEqual(["2026-04-01", "2026-10-01"]);
  expect(due("2030-01-02T00:00:00.000Z")).toHaveLength(8);
});

test("a figure reads as words: few are not told from none, spans of days and quantiles are said, and what is not told says so", () => {
  const told = (value: FigureValue) => tellFigure(value).map(({ row, toDate, inPeriod }) => [row, toDate?.text, inPeriod?.text]);
  expect(told({ form: "count", ...counted(5, 9) })).toEqual([["", "5 to 9", "fewer than 5"]]);
  expect(told({ form: "table", total: counted(5, 13), rows: [{ word: "developer-withdrew", ...counted(5, 9) }] })).toEqual([["", "5 to 13", "fewer than 5"], ["developer withdrew", "5 to 9", "fewer than 5"]]);
  expect(told({
    form: "duration", total: counted(10, 18), rows: [{ overDays: 0, upToDays: 1, ...counted(5, 9) }, { overDays: 1, upToDays: 3, ...counted(5, 9) }, { overDays: 3, upToDays: null, ...counted(0, 4) }],
    median: { toDate: { overDays: 0, upToDays: 3 }, inPeriod: null }, ninetieth: { toDate: { overDays: 1, upToDays: null }, inPeriod: null }, withinGoal: counted(10, 18),
  })).toEqual([
    ["", "10 to 18", "fewer than 5"], ["up to 1 day", "5 to 9", "fewer than 5"], ["more than 1 and up to 3 days", "5 to 9", "fewer than 5"], ["more than 3 days", "fewer than 5", "fewer than 5"],
    ["half of them", "up to 3 days", undefined], ["nine of ten", "more than 1 day", undefined], ["within the aim", "10 to 18", "fewer than 5"],
  ]);
  expect(told({ form: "pairs", checked: { toDate: range(7), inPeriod: range(2) }, exceptions: { toDate: range(0), inPeriod: range(0) } })).toEqual([["", "7", "2"], ["exceptions", "0", "0"]]);
  expect(told({ form: "deadlines", atEnd: { notYetDue: range(1), inTime: range(2), late: range(3), begun: range(4), silent: range(5) } })).toEqual([["not yet due", "1", undefined], ["in time", "2", undefined], ["late", "3", undefined], ["begun and overdue", "4", undefined], ["passed in silence", "5", undefined]]);
  expect(told({ form: "stated", asOf: null, rows: [{ word: "notCovered", atEnd: range(0, 4) }] })).toEqual([["not covered", "fewer than 5", undefined]]);
});

test("no cell of the table is taken for a formula by a spreadsheet, and quotes stay inside", () => {
  expect(["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", 'say "so"', "plain"].map(toField)).toEqual(['"\'=1+1"', '"\'+1"', '"\'-1"', '"\'@x"', '"\'\t=1"', '"\'\r=1"', '"\'\n=1"', '"say ""so"""', '"plain"']);
  const csv = writeReportCsv(reportOf([{ form: "count", ...counted(5, 9) }], '=HYPERLINK("x")'));
  expect(csv.split("\r\n")[1]).toBe(`"figure-0","engagements","'=HYPERLINK(""x"")","","count","5 to 9","5","9","fewer than 5","0","4","2026-07-01T00:00:00.000Z","2026-10-01T00:00:00.000Z","1234","${"a".repeat(64)}"`);
});

test("the page stands alone: it fetches nothing, runs nothing, and holds hostile text as text", () => {
  const page = writeReportHtml(reportOf([{ form: "count", ...counted(5, 9) }], "<script>alert(1)</script>"), "c".repeat(64));
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\ssrc=|url\(|https?:|\son\w+=/i);
  expect(page).toContain("c".repeat(64));
  expect(page).toContain("@media print");
  expect(page).toContain("1234 entries of the ledger");
  expect(page.match(/<a href="#checkpoint">Computed at entry 1234 of the ledger<\/a>/g)).toHaveLength(1);
  expect(page.match(/<dl id="checkpoint">/g)).toHaveLength(1);
  expect(writeReportHtml(reportOf([{ form: "count", ...counted(5, 9) }], "<script>alert(1)</script>"), "c".repeat(64))).toBe(page);
});
