import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateFigures } from "./evaluate-figures.ts";
import type { CountedEntry, Figure, Period } from "./figure.types.ts";
import { showFigures } from "./show-figures.ts";

const DAY_MS = 86_400_000;
const START = Date.parse("2026-07-01T00:00:00.000Z");
const day = (number: number) => new Date(START + number * DAY_MS).toISOString();
const PERIOD: Period = { from: day(30), to: day(60) };

const FIGURES: readonly Figure[] = [
  { id: "count", shown: "exact", how: { form: "count", of: { kinds: ["x.a", "x.c"], where: { field: "word", is: ["p", "q"] }, times: "many" } } },
  { id: "stated", shown: "exact", how: { form: "count", of: { kinds: ["x.b"], where: { field: "link", is: null } } } },
  { id: "table", shown: "exact", how: { form: "table", of: { kinds: ["x.a"] }, by: "word", words: ["p", "q"] } },
  { id: "days", shown: "exact", how: { form: "duration", from: { kinds: ["x.a"] }, to: { kinds: ["x.b"], about: "link" }, stepsDays: [2, 10], goalDays: 2 } },
  { id: "pairs", shown: "exact", how: { form: "pairs", first: { kinds: ["x.a"] }, second: { kinds: ["x.b"] } } },
  { id: "anew", shown: "exact", how: { form: "pairs", first: { kinds: ["x.a"] }, second: { kinds: ["x.b"] }, anew: true } },
  { id: "left", shown: "exact", how: { form: "standing", plus: ["table"], minus: ["stated"] } },
];

const anEntry = fc.record({
  kind: fc.constantFrom("x.a", "x.b", "x.c", "x.other"),
  subject: fc.constantFrom("s1", "s2", "s3"),
  by: fc.constantFrom("ann", "ben"),
  at: fc.integer({ min: 0, max: 90 }).map(day),
  data: fc.record({ word: fc.constantFrom("p", "q", "r", null), many: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }), link: fc.constantFrom("s1", "s2", null) }),
});

function evaluate(figures: readonly Figure[], entries: readonly CountedEntry[], period = PERIOD) {
  const evaluation = evaluateFigures(figures, period);
  for (const [index, entry] of entries.entries()) evaluation.take(entry, index);
  return evaluation.read();
}

/** The same by looking at the whole list anew for every question. */
function naively(entries: readonly CountedEntry[]): Readonly<Record<string, unknown>> {
  const by = (until: string, of: readonly { readonly at: string; readonly times?: number }[]) => of.filter(({ at }) => at < until).reduce((total, { times = 1 }) => total + times, 0);
  const tally = (of: readonly { readonly at: string; readonly times?: number }[]) => ({ before: by(PERIOD.from, of), toDate: by(PERIOD.to, of) });
  const ofKind = (...kinds: string[]) => entries.filter(({ kind }) => kinds.includes(kind));
  const spans = entries.flatMap((entry, index) => {
    if (entry.kind !== "x.b" || typeof entry.data["link"] !== "string") return [];
    const link = entry.data["link"];
    const since = entries.slice(0, index).findLastIndex((one) => one.kind === "x.b" && one.data["link"] === link);
    const first = entries.slice(since + 1, index).find((one) => one.kind === "x.a" && one.subject === link);
    return first ? [{ at: entry.at, days: Math.max(0, (Date.parse(entry.at) - Date.parse(first.at)) / DAY_MS) }] : [];
  });
  const secondsAfter = (begins: (all: readonly CountedEntry[]) => number) => entries.flatMap((entry, index) => {
    if (entry.kind !== "x.b") return [];
    const all = entries.slice(0, index).filter(({ kind, subject }) => (kind === "x.a" || kind === "x.b") && subject === entry.subject);
    const before = all.slice(Math.max(0, begins(all)));
    return [{ at: entry.at, index, isException: before.length === 0 || before.some(({ by: doer }) => doer === entry.by) }];
  });
  const pairsOf = (seconds: ReturnType<typeof secondsAfter>) => ({ form: "pairs", checked: tally(seconds), exceptions: tally(seconds.filter(({ isException }) => isException)), exceptionsAt: seconds.filter(({ isException }) => isException).map(({ index }) => index) });
  return {
    count: { form: "count", of: tally(ofKind("x.a", "x.c").filter(({ data }) => ["p", "q"].includes(String(data["word"]))).map(({ at, data }) => ({ at, times: typeof data["many"] === "number" ? data["many"] : 1 }))) },
    stated: { form: "count", of: tally(ofKind("x.b").filter(({ data }) => data["link"] !== null)) },
    table: { form: "table", rows: [["p", (word: unknown) => word === "p"], ["q", (word: unknown) => word === "q"], ["not-stated", (word: unknown) => word !== "p" && word !== "q"]].map(([word, is]) => ({ word, ...tally(ofKind("x.a").filter(({ data }) => (is as (word: unknown) => boolean)(data["word"]))) })) },
    days: { form: "duration", rows: [[0, 2], [2, 10], [10, null]].map(([overDays, upToDays]) => ({ overDays, upToDays, ...tally(spans.filter(({ days }) => (overDays === 0 || days > (overDays ?? 0)) && (upToDays === null || days <= (upToDays ?? 0)))) })) },
    pairs: pairsOf(secondsAfter(() => 0)),
    anew: pairsOf(secondsAfter((all) => all.findLastIndex(({ kind }) => kind === "x.a"))),
  };
}

test("one pass over the entries gives what looking at the whole list for every question gives", () => {
  const holds = fc.property(fc.array(anEntry, { maxLength: 40 }), (entries) => {
    expect(Object.fromEntries(evaluate(FIGURES, entries))).toEqual(naively(entries));
  });
  expect(fc.check(holds, { numRuns: 500 })).toMatchObject({ failed: false });
});

test("what is shown of exact figures: the period's own part, what stands, and how many were within the aim", () => {
  const entry = (kind: string, at: string, more: Partial<CountedEntry> = {}): CountedEntry => ({ kind, subject: "s1", by: "ann", at, data: { word: "p", link: "s1" }, ...more });
  const entries = [entry("x.a", day(1)), entry("x.b", day(2), { by: "ben" }), entry("x.a", day(40), { data: { word: "z" } }), entry("x.b", day(55)), entry("x.a", day(60))];
  const exactly = (least: number) => ({ least, most: least });
  const shown = Object.fromEntries(showFigures(FIGURES, evaluate(FIGURES, entries)).map((value, place) => [FIGURES[place]?.id, value]));
  expect(shown["table"]).toMatchObject({ total: { toDate: exactly(2), inPeriod: exactly(1) }, rows: [{ word: "p", inPeriod: exactly(0) }, { word: "q" }, { word: "not-stated", inPeriod: exactly(1) }] });
  expect(shown["left"]).toEqual({ form: "standing", atEnd: exactly(0) });
  expect(shown["days"]).toMatchObject({ withinGoal: { toDate: exactly(1), inPeriod: exactly(0) }, median: { toDate: null, inPeriod: null }, rows: [{}, {}, { overDays: 10, upToDays: null, inPeriod: exactly(1) }] });
  expect(shown["pairs"]).toMatchObject({ checked: { toDate: exactly(2) }, exceptions: { toDate: exactly(1), inPeriod: exactly(1) } });
});

test("an exception to the rule of two is shown as it is, also where the rest is in bands", () => {
  const [pairs] = FIGURES.filter(({ id }) => id === "pairs").map((figure): Figure => ({ ...figure, shown: "bands" }));
  if (!pairs) throw new Error("There is one");
  const entries = [0, 1, 2].map((number): CountedEntry => ({ kind: "x.b", subject: `s${number}`, by: "ann", at: day(number), data: {} }));
  expect(showFigures([pairs], evaluate([pairs], entries))).toEqual([{ form: "pairs", checked: { toDate: { least: 0, most: 4 }, inPeriod: { least: 0, most: 4 } }, exceptions: { toDate: { least: 3, most: 3 }, inPeriod: { least: 0, most: 0 } } }]);
});

test("a tasking without any sign by its day has passed in silence, and what was struck is no sign", () => {
  const sign = { kinds: ["o.recorded"], about: "paragraph" };
  const figure: Figure = { id: "taskings", shown: "exact", how: { form: "deadlines", items: ["a", "b", "c", "d", "e"].map((about) => ({ about, dueAt: about === "e" ? day(59) : day(31) })), sign, done: { kinds: ["o.recorded"], where: { field: "kind", is: ["completion"] } }, struck: { kinds: ["o.struck"] }, on: "publishedOn" } };
  const recorded = (paragraph: string, kind: string, publishedOn: string): CountedEntry => ({ kind: "o.recorded", subject: `evd-${paragraph}`, by: "ann", at: day(35), data: { paragraph, kind, publishedOn } });
  const entries = [recorded("a", "completion", "2026-07-31"), recorded("b", "completion", "2026-08-02"), recorded("c", "progress", "2026-07-20"), recorded("d", "completion", "2026-07-20"), { ...recorded("d", "completion", ""), kind: "o.struck", at: day(36) }];
  const states = (period: Period) => evaluate([figure], entries, period).get("taskings");
  expect(states(PERIOD)).toEqual({ form: "deadlines", notYetDue: 0, inTime: 1, late: 1, begun: 1, silent: 2 });
  expect(states({ from: day(0), to: day(31) })).toEqual({ form: "deadlines", notYetDue: 5, inTime: 0, late: 0, begun: 0, silent: 0 });
  expect(states({ from: day(0), to: day(32) })).toEqual({ form: "deadlines", notYetDue: 1, inTime: 0, late: 0, begun: 0, silent: 4 });
});

test("what a room stated last by the period's end is shown in bands, and before anything was stated every band is the first", () => {
  const figure: Figure = { id: "outcomes", shown: "bands", how: { form: "stated", of: { kinds: ["o.stated"], where: { field: "of", is: ["outcomes"] } }, words: ["yes", "no"] } };
  const stated = (at: string, yes: number, of = "outcomes"): CountedEntry => ({ kind: "o.stated", subject: of, by: "system", at, data: { of, yes } });
  const entries = [stated(day(1), 5), stated(day(2), 90, "others"), stated(day(20), 10), stated(day(80), 25)];
  expect(showFigures([figure], evaluate([figure], entries))).toEqual([{ form: "stated", asOf: day(20), rows: [{ word: "yes", atEnd: { least: 10, most: 14 } }, { word: "no", atEnd: { least: 0, most: 4 } }] }]);
  expect(showFigures([figure], evaluate([figure], []))).toMatchObject([{ asOf: null, rows: [{ atEnd: { least: 0, most: 4 } }, { atEnd: { least: 0, most: 4 } }] }]);
});
