import fc from "fast-check";
import { expect, test } from "vitest";
import { showBesideTotal, showTogether, SMALL_CELL } from "./small-cells.rules.ts";

const isSmall = (count: number) => count > 0 && count < SMALL_CELL;
const upTo = (most: number) => Array.from({ length: most + 1 }, (_, count) => count);

/**
 * Plays an attacker who knows the rule and every published number, and wants each of these figures: all worlds that look
 * the same from outside are put together, and a figure that is small in one of them must have another value in a second.
 */
function listDerived<WorldOfCounts>(worlds: readonly WorldOfCounts[], publish: (world: WorldOfCounts) => unknown, figures: Readonly<Record<string, (world: WorldOfCounts) => number>>): readonly string[] {
  const alike = Map.groupBy(worlds, (world) => JSON.stringify(publish(world)));
  const derived: string[] = [];
  for (const [published, candidates] of alike) {
    for (const [name, figure] of Object.entries(figures)) {
      const values = new Set(candidates.map(figure));
      if (values.size === 1 && isSmall([...values][0] ?? 0)) derived.push(`${name} from ${published}`);
    }
  }
  return derived;
}

/** Successive reports of counts that are shown together, each knowing what was shown before. */
function report(reports: readonly (readonly number[])[], known: readonly number[] = []): readonly (readonly (number | null)[])[] {
  const stood = new Map<string, number>();
  return reports.map((counts) => {
    const shown = showTogether(counts.map((count, place) => ({ key: String(place), count, stood: stood.get(String(place)) ?? 0 })), known);
    for (const [key, count] of shown) if (count !== null) stood.set(key, count);
    return counts.map((_, place) => shown.get(String(place)) ?? null);
  });
}
const once = (counts: readonly number[], known: readonly number[] = []) => report([counts], known)[0];

test("no count from one to four is shown, and nothing is withheld of zero", () => {
  expect(once([0, 1, 4, 5, 60])).toEqual([0, null, null, 5, 60]);
});

test("stages of which each holds the next give no small stage away, nor how few are between two", () => {
  const worlds = upTo(14).flatMap((a) => upTo(a).flatMap((b) => upTo(b).map((c) => [a, b, c] as const)));
  expect(listDerived(worlds, once, {
    first: ([a]) => a, second: ([, b]) => b, third: ([, , c]) => c, "left after the first": ([a, b]) => a - b, "left after the second": ([, b, c]) => b - c,
  })).toEqual([]);
});

test("a whole and some of its parts give no small part away", () => {
  const worlds = upTo(11).flatMap((a) => upTo(11).flatMap((b) => upTo(30 - a - b).map((rest) => ({ a, b, rest }))));
  expect(listDerived(worlds, ({ a, b, rest }) => once([a + b + rest, a, b]), { a: ({ a }) => a, b: ({ b }) => b, rest: ({ rest }) => rest })).toEqual([]);
});

test("what can be counted in public elsewhere gives no small rest away either", () => {
  const worlds = upTo(16).flatMap((notified) => upTo(notified).map((published) => ({ notified, published })));
  expect(listDerived(worlds, ({ notified, published }) => [published, once([notified], [published])], { "under embargo": ({ notified, published }) => notified - published })
    // Where nothing at all is shown beside it, what anybody counts is what anybody counts.
    .filter((derived) => !derived.includes("[null]"))).toEqual([]);
});

test("three successive reports of one count give no small count and no small change away", () => {
  const worlds = upTo(16).flatMap((a) => upTo(16).flatMap((b) => upTo(16).map((c) => [a, b, c] as const)));
  const publish = (counts: readonly number[]) => report(counts.map((count) => [count]));
  const figures = { first: ([a]: readonly number[]) => a ?? 0, "first change": ([a = 0, b = 0]: readonly number[]) => Math.abs(b - a), "second change": ([, b = 0, c = 0]: readonly number[]) => Math.abs(c - b) };
  expect(listDerived(worlds, publish, figures)).toEqual([]);
  // Of a count that only grows, the change over all of them is the number who came.
  const growing = worlds.filter(([a, b, c]) => a <= b && b <= c);
  expect(listDerived(growing, publish, { ...figures, "whole change": ([a, , c]) => c - a })).toEqual([]);
});

test("two successive reports of two nested counts give no small difference away", () => {
  const pairs = upTo(11).flatMap((a) => upTo(a).map((b) => [a, b] as const));
  const worlds = pairs.flatMap((before) => pairs.map((after) => ({ before, after })));
  expect(listDerived(worlds, ({ before, after }) => report([before, after]), {
    "whole before": ({ before }) => before[0], "part before": ({ before }) => before[1], "left before": ({ before }) => before[0] - before[1],
    "whole after": ({ after }) => after[0], "part after": ({ after }) => after[1], "left after": ({ after }) => after[0] - after[1],
    "change of the part": ({ before, after }) => Math.abs(after[1] - before[1]),
  })).toEqual([]);
});

test("whatever counts are shown together, no sum of some of them is short of another by a small cell", () => {
  const holds = fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 9 }), (counts) => {
    const shown = (once(counts) ?? []).filter((count): count is number => count !== null && count > 0);
    const sums = Array.from({ length: 2 ** shown.length }, (_, chosen) => ({ chosen, sum: shown.reduce((total, count, place) => total + (chosen & (1 << place) ? count : 0), 0) }));
    return !sums.some(({ chosen, sum }) => shown.some((whole, place) => !(chosen & (1 << place)) && isSmall(whole - sum)));
  });
  expect(fc.check(holds)).toMatchObject({ failed: false });
});

test("a table whose total is shown withholds as much with a small cell as leaves it open how large it is", () => {
  expect(showBesideTotal([["water", 5], ["energy", 9], ["dams", 0]])).toEqual([["water", 5], ["energy", 9], ["dams", 0]]);
  expect(showBesideTotal([["water", 3], ["energy", 4], ["healthcare", 9]])).toEqual([["water", null], ["energy", null], ["healthcare", 9]]);
  expect(showBesideTotal([["water", 2], ["energy", 90], ["healthcare", 7], ["dams", 0]])).toEqual([["water", null], ["energy", 90], ["healthcare", null], ["dams", 0]]);
  // Two fours make eight in one way only, if both are known to be small.
  expect(showBesideTotal([["water", 4], ["energy", 4], ["healthcare", 12]])).toEqual([["water", null], ["energy", null], ["healthcare", 12]]);
  expect(showBesideTotal([["water", 1], ["energy", 1], ["healthcare", 1], ["dams", 1], ["nuclear", 1], ["chemical", 0]])).toEqual(["water", "energy", "healthcare", "dams", "nuclear", "chemical"].map((key) => [key, null]));
});

test("a table and its total give no small cell away", () => {
  const worlds = upTo(9).flatMap((a) => upTo(9).flatMap((b) => upTo(9).map((c) => [a, b, c] as const)));
  const publish = (cells: readonly number[]) => {
    const total = cells.reduce((sum, count) => sum + count, 0);
    return [once([total]), showBesideTotal(cells.map((count, place) => [String(place), count] as const))];
  };
  expect(listDerived(worlds, publish, { a: ([a]) => a, b: ([, b]) => b, c: ([, , c]) => c })).toEqual([]);
});
