import fc from "fast-check";
import { expect, test } from "vitest";
import { SMALL_CELL, suppress, suppressTable } from "./roll-up.rules.ts";

test("no count from one to four is shown, and nothing is withheld of zero", () => {
  expect([0, 1, 4, 5, 6].map(suppress)).toEqual([0, null, null, 5, 6]);
});

test("a single small sector hides the next smallest with it, since the total would give it away", () => {
  expect(suppressTable([["water", 2], ["energy", 9], ["healthcare", 7], ["dams", 0]])).toEqual([["water", null], ["energy", 9], ["healthcare", null], ["dams", 0]]);
  expect(suppressTable([["water", 3], ["energy", 4], ["healthcare", 9]])).toEqual([["water", null], ["energy", null], ["healthcare", 9]]);
  expect(suppressTable([["water", 1], ["energy", 1], ["healthcare", 9]])).toEqual([["water", null], ["energy", null], ["healthcare", null]]);
  expect(suppressTable([["water", 5], ["energy", 9]])).toEqual([["water", 5], ["energy", 9]]);
});

test("whatever the counts, withheld ones are several and sum up to a cell that is not small, where there is enough to hide among", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 16 }), (counts) => {
    const cells = counts.map((count, index) => [String(index), count] as const);
    const table = suppressTable(cells);
    const hidden = cells.filter((_, index) => table[index]?.[1] === null).map(([, count]) => count);
    const sum = hidden.reduce((total, count) => total + count, 0);
    const everything = counts.filter((count) => count > 0).length;
    expect(table.filter(([, count]) => count !== null && count > 0 && count < SMALL_CELL)).toEqual([]);
    expect(hidden.length === 0 || hidden.length === everything || (hidden.length > 1 && sum >= SMALL_CELL)).toBe(true);
  }));
});
