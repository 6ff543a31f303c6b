import { expect, test } from "vitest";
import { ITEM_EVENTS, ITEM_STATES, type ItemEvent } from "#contracts/directives";
import { asOf, EVENTS_OF, findUntilFault, isLate, isOpen, listNext, moveItem, reminderOf, spanOf, type ItemFacts, type ItemMove } from "./directive-item.rules.ts";

const UNTIL = "2026-11-01";
const BEGINNING: ItemFacts = { state: "assigned", exceptionUntil: null, closedBecause: null };
const toMove = (event: ItemEvent): ItemMove => (event === "grant" ? { event, until: UNTIL } : event === "close" ? { event, because: "superseded" } : { event });

/** Every item that can come about, with each way on. */
function walk() {
  const seen = new Map<string, ItemFacts>();
  const ways: string[] = [];
  const visit = (item: ItemFacts) => {
    if (seen.has(JSON.stringify(item))) return;
    seen.set(JSON.stringify(item), item);
    for (const event of ITEM_EVENTS) {
      const next = moveItem(item, toMove(event));
      if (!next) continue;
      ways.push(`${item.state}${item.exceptionUntil ? " (runs)" : ""} ${event} ${next.state}`);
      visit(next);
    }
  };
  visit(BEGINNING);
  return { items: [...seen.values()], ways: [...new Set(ways)].toSorted() };
}

test("an item goes these ways and no other", () => {
  expect(walk().ways).toEqual([
    "assigned ask-exception exception_requested", "assigned carry-over assigned", "assigned close closed", "assigned finish done", "assigned start in_progress",
    "closed assign assigned",
    "done ask-for-more in_progress", "done carry-over done", "done reopen in_progress",
    "exception_granted (runs) ask-exception exception_requested", "exception_granted (runs) carry-over exception_granted", "exception_granted (runs) close closed", "exception_granted (runs) exception-ends in_progress", "exception_granted (runs) finish done",
    "exception_refused ask-exception exception_requested", "exception_refused carry-over exception_refused", "exception_refused close closed", "exception_refused finish done", "exception_refused start in_progress",
    "exception_requested (runs) carry-over exception_requested", "exception_requested (runs) close closed", "exception_requested (runs) exception-ends exception_requested", "exception_requested (runs) finish done", "exception_requested (runs) grant exception_granted",
    "exception_requested (runs) refuse exception_granted", "exception_requested (runs) take-back exception_granted",
    "exception_requested carry-over exception_requested", "exception_requested close closed", "exception_requested finish done", "exception_requested grant exception_granted", "exception_requested refuse exception_refused", "exception_requested take-back in_progress",
    "in_progress ask-exception exception_requested", "in_progress carry-over in_progress", "in_progress close closed", "in_progress finish done",
  ]);
});

test("every state comes about, whatever is open can be finished and closed, and nothing is stuck", () => {
  const { items } = walk();
  expect(new Set(items.map(({ state }) => state))).toEqual(new Set(ITEM_STATES));
  for (const item of items) {
    expect([item.state, moveItem(item, toMove("finish"))?.state]).toEqual([item.state, isOpen(item) ? "done" : undefined]);
    expect([item.state, moveItem(item, toMove("close"))?.state]).toEqual([item.state, isOpen(item) ? "closed" : undefined]);
    expect(listNext(item, "agency").length > 0).toBe(item.state !== "closed");
  }
});

test("each event is one side's alone, and no state says that an item is late", () => {
  expect([...EVENTS_OF.agency, ...EVENTS_OF.officer, ...EVENTS_OF.house].toSorted()).toEqual([...ITEM_EVENTS].toSorted());
  expect(ITEM_STATES.filter((state) => /late|overdue/.test(state))).toEqual([]);
});

test("an exception runs through its last day and ends by itself; one that is asked to be longer runs on until then", () => {
  const granted: ItemFacts = { state: "exception_granted", exceptionUntil: UNTIL, closedBecause: null };
  expect(asOf(granted, UNTIL)).toBe(granted);
  expect(asOf(granted, "2026-11-02")).toEqual({ state: "in_progress", exceptionUntil: null, closedBecause: null });
  const longer: ItemFacts = { ...granted, state: "exception_requested" };
  expect([asOf(longer, UNTIL).exceptionUntil, asOf(longer, "2026-11-02")]).toEqual([UNTIL, { ...longer, exceptionUntil: null }]);
  expect([isLate(granted, "2026-10-01", UNTIL), isLate(asOf(granted, "2026-11-02"), "2026-10-01", "2026-11-02")]).toEqual([false, true]);
  expect([isLate(longer, "2026-10-01", UNTIL), isLate(asOf(longer, "2026-11-02"), "2026-10-01", "2026-11-02")]).toEqual([false, true]);
});

test("lateness follows from the day: not on it, but the day after, unless done", () => {
  expect(["2026-09-30", "2026-10-01", "2026-10-02"].map((today) => isLate(BEGINNING, "2026-10-01", today))).toEqual([false, false, true]);
  expect([isLate({ ...BEGINNING, state: "done" }, "2026-10-01", "2027-01-01"), isLate(BEGINNING, null, "2027-01-01")]).toEqual([false, false]);
});

test("what presses this week, in thirty days and later adds up to all that is open", () => {
  const span = (dueOn: string | null, item = BEGINNING) => spanOf(item, dueOn, "2026-10-01");
  expect([span("2026-09-30"), span("2026-10-01"), span("2026-10-07"), span("2026-10-08"), span("2026-10-31"), span("2026-11-01"), span(null)]).toEqual(["overdue", "this-week", "this-week", "next-30-days", "next-30-days", "later", "no-day"]);
  expect(span("2026-09-30", { state: "exception_granted", exceptionUntil: "2026-10-03", closedBecause: null })).toBe("this-week");
  expect([span("2026-09-30", { ...BEGINNING, state: "done" }), span("2026-09-30", { ...BEGINNING, state: "closed", closedBecause: "revoked" })]).toEqual([null, null]);
});

test("a reminder is due 14 and 3 days before and on the day; one missed comes late, and none after the day", () => {
  const days = ["2026-09-16", "2026-09-17", "2026-09-20", "2026-09-28", "2026-09-29", "2026-10-01", "2026-10-02"];
  expect(days.map((today) => reminderOf(BEGINNING, "2026-10-01", today)?.days)).toEqual([undefined, 14, 14, 3, 3, 0, undefined]);
  expect(reminderOf({ state: "exception_granted", exceptionUntil: "2026-11-01", closedBecause: null }, "2026-10-01", "2026-10-30")).toEqual({ day: "2026-11-01", days: 3 });
});

test("an exception ends after the due day, after today, and within 180 days of the decision", () => {
  const fault = (until: string) => findUntilFault({ until, dueOn: "2026-10-01", today: "2026-09-15" })?.split(";")[0];
  expect(["2026-09-15", "2026-10-01", "2026-10-02", "2027-03-14"].map(fault)).toEqual(["lies in the past", "lies before the due day 2026-10-01", undefined, undefined]);
  expect(fault("2027-03-15")).toBe("an exception runs at most 180 days, so until 2027-03-14");
});
