import fc from "fast-check";
import { expect, test } from "vitest";
import { findQuantile, findUnsafe, showTally, SMALL_CELL } from "./bands.rules.ts";
import type { CountRange, Figure, FigureCounts, Tally } from "./figure.types.ts";
import { showFigures } from "./show-figures.ts";

const isSmall = (count: number) => count > 0 && count < SMALL_CELL;
const upTo = (most: number) => Array.from({ length: most + 1 }, (_, count) => count);
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** Every way in which a count can grow over so many instants, up to `most`. */
function growths(instants: number, most: number, least = 0): readonly (readonly number[])[] {
  if (instants === 0) return [[]];
  return upTo(most).slice(least).flatMap((first) => growths(instants - 1, most, first).map((rest) => [first, ...rest]));
}

function product<One>(choices: readonly (readonly One[])[]): readonly (readonly One[])[] {
  return choices.reduce<readonly (readonly One[])[]>((all, own) => all.flatMap((one) => own.map((next) => [...one, next])), [[]]);
}

/**
 * Plays an attacker who knows the rule and everything published, and wants each of these numbers: all worlds that look the same
 * from outside are put together, and a number that is small in one of them must have another value in a second.
 */
function listDerived<World>(worlds: readonly World[], publish: (world: World) => unknown, wanted: (world: World) => Readonly<Record<string, number>>): readonly string[] {
  const seen = new Map<string, Map<string, Set<number>>>();
  for (const world of worlds) {
    const published = JSON.stringify(publish(world));
    const values = seen.get(published) ?? new Map<string, Set<number>>();
    seen.set(published, values);
    for (const [name, value] of Object.entries(wanted(world))) values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...seen].flatMap(([published, values]) => [...values].flatMap(([name, known]) => (known.size === 1 && isSmall([...known][0] ?? 0) ? [`${name} from ${published}`] : [])));
}

/** Numbers at each instant, and by how much each grew between two. */
function withChanges(name: string, counts: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(counts.flatMap((count, at) => [[`${name} at ${at}`, count], ...counts.slice(at + 1).map((later, more) => [`${name} from ${at} to ${at + 1 + more}`, later - count])]) as [string, number][]);
}

const figure = (id: string, how: Figure["how"]): Figure => ({ id, shown: "bands", how });
const entries = { kinds: ["x.happened"] };
const tallies = (counts: readonly number[], { from, to }: Reported): Tally => ({ before: counts[from] ?? 0, toDate: counts[to] ?? 0 });

/** A report of the time between two of the instants. */
interface Reported {
  readonly from: number;
  readonly to: number;
}

test("any three reports of any overlapping periods, with the live funnel between them, give no small count and no small change away", () => {
  // Up to the end of a band: a world beyond the last one would be missing from its likes.
  const worlds = growths(4, 9);
  const periods = growths(2, 3).flatMap(([from = 0, to = 0]) => (from < to ? [{ from, to }] : []));
  // Nothing shown depends on what was shown before, so the order of three reports says nothing.
  const sequences = periods.flatMap((first, at) => periods.slice(at + 1).flatMap((second, more) => periods.slice(at + more + 2).map((third) => [first, second, third])));
  expect(sequences).toHaveLength(20);
  for (const sequence of sequences) {
    // The funnel shows a band as well, at whatever moment somebody looks.
    const publish = (counts: readonly number[]) => [sequence.map((period) => showTally(tallies(counts, period), "bands")), Math.floor((counts[1] ?? 0) / SMALL_CELL)];
    expect(listDerived(worlds, publish, (counts) => withChanges("count", counts))).toEqual([]);
  }
});

const count = figure("all", { form: "count", of: entries });

function publishTable(parts: readonly (readonly number[])[], reports: readonly Reported[]): unknown {
  const table = figure("by-word", { form: "table", of: entries, by: "word", words: parts.slice(1).map((_, place) => `w${place}`) });
  return reports.map((reported) => showFigures([count, table], new Map<string, FigureCounts>([
    ["all", { form: "count", of: tallies(parts[0]?.map((_, at) => sum(parts.map((part) => part[at] ?? 0))) ?? [], reported) }],
    ["by-word", { form: "table", rows: parts.map((part, place) => ({ word: `w${place}`, ...tallies(part, reported) })) }],
  ])));
}

test.each([{ parts: 2, instants: 3, most: 9 }, { parts: 3, instants: 2, most: 4 }, { parts: 3, instants: 3, most: 4 }, { parts: 4, instants: 1, most: 9 }, { parts: 6, instants: 1, most: 4 }])("a table of $parts rows and the count of the same entries, in $instants reports, give no small row, rest or change away", ({ parts, instants, most }) => {
  const worlds = product(Array.from({ length: parts }, () => growths(instants, most)));
  const reports = upTo(instants - 1).map((to) => ({ from: 0, to }));
  const derived = listDerived(worlds, (world) => publishTable(world, reports), (world) => {
    const totals = upTo(instants - 1).map((at) => sum(world.map((part) => part[at] ?? 0)));
    return { ...withChanges("first", world[0] ?? []), ...withChanges("total", totals), ...withChanges("rest", totals.map((total, at) => total - (world[0]?.[at] ?? 0))) };
  });
  expect(derived).toEqual([]);
});

test("two tables of the same entries by two words, beside their count, give no small row away", () => {
  const worlds = product(Array.from({ length: 4 }, () => upTo(14))).filter(([a = 0, b = 0, c = 0, d = 0]) => Math.max(a + b, c + d, a + c, b + d) <= 14);
  const publish = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) => [publishTable([[a + b], [c + d]], [{ from: 0, to: 0 }]), publishTable([[a + c], [b + d]], [{ from: 0, to: 0 }])];
  expect(listDerived(worlds, publish, ([a = 0, b = 0, c = 0, d = 0]) => ({ row: a + b, "other row": c + d, column: a + c, "other column": b + d, total: a + b + c + d }))).toEqual([]);
});

test("stages of which each holds the next give no small stage away, nor how few are between two", () => {
  const worlds = product([upTo(14), upTo(14), upTo(14)]).filter(([a = 0, b = 0, c = 0]) => a >= b && b >= c);
  const publish = (world: readonly number[]) => world.map((one) => showTally({ before: 0, toDate: one }, "bands"));
  expect(listDerived(worlds, publish, ([a = 0, b = 0, c = 0]) => ({ a, b, c, "left after a": a - b, "left after b": b - c }))).toEqual([]);
});

test("five rows beside their count would give five fours away, and that is why such a figure is refused", () => {
  const worlds = product(Array.from({ length: 5 }, () => upTo(5)));
  expect(listDerived(worlds, (world) => publishTable(world.map((part) => [part]), [{ from: 0, to: 0 }]), ([first = 0]) => ({ first }))).toHaveLength(1);
  const table = figure("by-word", { form: "table", of: entries, by: "word", words: ["a", "b", "c", "d"] });
  expect(findUnsafe([count, table])).toEqual(["by-word"]);
  expect(findUnsafe([table])).toEqual([]);
  expect(findUnsafe([count, figure("by-word", { form: "table", of: entries, by: "word", words: ["a", "b", "c", "d", "e"] })])).toEqual(["by-word"]);
  expect(findUnsafe([count, figure("days", { form: "duration", from: entries, to: entries, stepsDays: [1, 3, 7, 14], goalDays: null })])).toEqual(["days"]);
  expect(findUnsafe([count, figure("days", { form: "duration", from: entries, to: entries, stepsDays: [1, 3, 7], goalDays: null })])).toEqual([]);
  expect(findUnsafe([figure("pairs", { form: "pairs", first: { kinds: ["x.before"] }, second: entries }), table])).toEqual(["by-word"]);
});

/** Another world that looks the same, in which this row has another value at this instant: it moved by a few for a while, and perhaps one other did. */
function findSecond(world: readonly (readonly number[])[], { row, at, published }: { readonly row: number; readonly at: number; readonly published: string }, reports: readonly Reported[]): boolean {
  const last = (world[0]?.length ?? 1) - 1;
  const spans = upTo(last).flatMap((from) => upTo(last).slice(from).map((to) => ({ from, to })));
  const moved = (part: readonly number[], { from, to }: Reported, by: number) => part.map((value, place) => (place >= from && place <= to ? value + by : value));
  const isPossible = (part: readonly number[]) => part.every((value, place) => value >= (part[place - 1] ?? 0));
  const looksTheSame = (next: readonly (readonly number[])[]) => next.every(isPossible) && JSON.stringify(publishTable(next, reports)) === published;
  for (const span of spans.filter(({ from, to }) => from <= at && at <= to)) for (const by of [1, -1, 2, -2, 3, -3, 4, -4]) {
    const alone = world.with(row, moved(world[row] ?? [], span, by));
    if (looksTheSame(alone)) return true;
    for (const other of world.keys()) for (const beside of spans) if (other !== row && looksTheSame(alone.with(other, moved(world[other] ?? [], beside, -by)))) return true;
  }
  return false;
}

test("whatever a larger table holds over three overlapping reports, each small row has a second value that looks the same", () => {
  const growing = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 3, maxLength: 3 }).map(([a = 0, b = 0, c = 0]) => [a, a + b, a + b + c]);
  const reports = [{ from: 0, to: 1 }, { from: 0, to: 2 }, { from: 1, to: 2 }];
  const holds = fc.property(fc.array(growing, { minLength: 2, maxLength: 9 }).filter(({ length }) => length % SMALL_CELL !== 0), (world) => {
    const published = JSON.stringify(publishTable(world, reports));
    return world.every((part, row) => part.every((value, at) => !isSmall(value) || findSecond(world, { row, at, published }, reports)));
  });
  expect(fc.check(holds, { numRuns: 300, seed: 14_409 })).toMatchObject({ failed: false });
});

test("a median says every span that some counts within the rows allow, and no other", () => {
  const steps = [{ overDays: 0, upToDays: 3 }, { overDays: 3, upToDays: 7 }, { overDays: 7, upToDays: null }];
  const ranges = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 4 })).map(([least, more]): CountRange => ({ least, most: least + more }));
  const holds = fc.property(fc.tuple(ranges, ranges, ranges), fc.constantFrom(50, 90), (counts, hundredths) => {
    const possible = new Set<number>();
    for (const world of product(counts.map(({ least, most }) => upTo(most).slice(least)))) {
      if (sum(world) === 0) continue;
      const rank = Math.ceil((sum(world) * hundredths) / 100);
      possible.add(world.findIndex((_, place) => sum(world.slice(0, place + 1)) >= rank));
    }
    const found = findQuantile(steps.map((step, place) => ({ ...step, count: counts[place] ?? { least: 0, most: 0 } })), hundredths);
    if (sum(counts.map(({ least }) => least)) < SMALL_CELL || possible.size === 3) return found === null;
    const [first, last] = [steps[Math.min(...possible)], steps[Math.max(...possible)]];
    expect(found).toEqual({ overDays: first?.overDays, upToDays: last?.upToDays });
    return true;
  });
  expect(fc.check(holds, { numRuns: 500 })).toMatchObject({ failed: false });
});
