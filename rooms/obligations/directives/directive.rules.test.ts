import { expect, test } from "vitest";
import { directiveWords, SHIPPED_DIRECTIVES } from "#contracts/directives";
import { BOD_26_04 as TABLE_ROWS, decideBod2604 } from "#engines/advisories";
import { BOD_26_04 } from "./bod-26-04.rules.ts";
import { dueOnOf, findMovedDeadlines, findWordsFault } from "./directive.rules.ts";
import { toWords } from "./directives.fixture.ts";
import { EARLIER_DIRECTIVES } from "./earlier-directives.rules.ts";

test("a deadline is a day, so many days after issue, or a table's matter; nothing else moves it", () => {
  expect([
    dueOnOf({ kind: "day", on: "2026-08-09" }, "2026-06-10"),
    dueOnOf({ kind: "days-after-issue", days: 60 }, "2026-06-10"),
    dueOnOf({ kind: "days-after-issue", days: 180 }, "2026-06-10"),
    dueOnOf({ kind: "table", rule: "cisa:BOD2604:1.0.0" }, "2026-06-10"),
  ]).toEqual(["2026-08-09", "2026-08-09", "2026-12-07", null]);
});

test("a version says which days it moved, also those that move because it is issued later", () => {
  const before = toWords().actions;
  const now = [{ ...(before[0] as (typeof before)[number]), deadline: { kind: "day" as const, on: "2026-11-01" } }, ...before.slice(1), { ...(before[0] as (typeof before)[number]), id: "new" }];
  expect(findMovedDeadlines({ actions: before, issuedOn: "2026-09-01" }, { actions: now, issuedOn: "2026-09-11" })).toEqual([
    { actionId: "plan", title: "Make a plan", from: "2026-10-01", to: "2026-11-01" },
    { actionId: "report", title: "Report", from: "2026-10-31", to: "2026-11-10" },
  ]);
  expect(findMovedDeadlines(undefined, { actions: now, issuedOn: "2026-09-11" })).toEqual([]);
});

test("words that contradict themselves are named by their field", () => {
  const { actions } = toWords();
  const field = (change: Parameters<typeof toWords>[0], earlier?: Parameters<typeof findWordsFault>[1]) => findWordsFault(toWords(change), earlier)?.field;
  expect(field({})).toBeUndefined();
  expect(field({ actions: [...actions, ...actions.slice(0, 1)] })).toBe("actions.2.id");
  expect(field({ supersedes: ["BOD 22-01", "BOD 22-01"] })).toBe("supersedes.1");
  expect(field({ supersedes: ["BOD 22-01", "BOD 99-01"] })).toBe("supersedes.1");
  expect([field({ actions: [] }), field({ actions: [], kind: "guidance" })]).toEqual(["actions", undefined]);
  expect([field({}, { kind: "binding-operational" }), field({ changes: "Later." }, { kind: "binding-operational" }), field({ changes: "Later." }, { kind: "emergency" })]).toEqual(["changes", undefined, "kind"]);
});

test("every directive that ships keeps to the form that officers' own words keep to, and is there to be taken up", () => {
  for (const words of [BOD_26_04, ...EARLIER_DIRECTIVES.map((earlier) => earlier.words)]) expect(directiveWords.parse(words)).toEqual(words);
  expect(SHIPPED_DIRECTIVES).toEqual([BOD_26_04.number]);
  expect(findWordsFault(BOD_26_04, undefined)).toBeUndefined();
  expect(BOD_26_04.supersedes).toEqual(EARLIER_DIRECTIVES.map(({ words }) => words.number));
});

test("BOD 26-04 has its three days, its two tables' actions, and no row of the table of its own", () => {
  expect([BOD_26_04.effectiveOn, BOD_26_04.phases.map(({ on }) => on)]).toEqual(["2026-06-10", ["2026-06-10", "2026-08-09", "2026-12-07"]]);
  expect(BOD_26_04.actions.map(({ id, deadline }) => [id, dueOnOf(deadline, "2026-06-10")])).toEqual([
    ["policies", "2026-08-09"], ["catalogue", "2026-08-09"], ["asset-inventory", "2026-12-07"], ["clocks", "2026-12-07"], ["remediate", null], ["forensics", null], ["contracts", "2026-12-07"], ["reporting", "2026-12-07"],
  ]);
  const rules = BOD_26_04.actions.flatMap(({ deadline }) => (deadline.kind === "table" ? [deadline.rule] : []));
  expect(new Set(rules)).toEqual(new Set([decideBod2604({ inKev: false, exposed: true, automatable: null, technicalImpact: null }).rule]));
  const told = JSON.stringify([BOD_26_04.summary, BOD_26_04.sections, BOD_26_04.actions]);
  for (const { timeline } of TABLE_ROWS) expect(told).not.toContain(timeline);
  // The text says that three rows ask for forensic work; the table is asked.
  expect(TABLE_ROWS.filter(({ timeline }) => timeline.includes("forensic"))).toHaveLength(3);
  expect(told).toContain("Three rows of the table ask for forensic work");
});
