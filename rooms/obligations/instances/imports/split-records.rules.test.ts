import fc from "fast-check";
import { expect, test } from "vitest";
import { readDay } from "./days-of-scanners.rules.ts";
import { createRecordSplitter, guessSeparator, splitCells } from "./split-records.rules.ts";

/** The same text cut into pieces at these places. */
function split(text: string, cuts: readonly number[], mostCharacters = 1000, separator: string | undefined = ",") {
  const splitter = createRecordSplitter({ separator, mostCharacters });
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return places.slice(1).flatMap((end, at) => [...splitter.push(text.slice(places[at], end), at === places.length - 2)]).map(({ line, text: record }) => [line, record] as const);
}

test("a quoted cell may hold line ends, separators and doubled marks; a mark inside of a cell opens nothing", () => {
  expect(split('a,"b\nc",d\r\n12" screen,x\n\n"say ""hi""",y', [])).toEqual([[1, 'a,"b\nc",d'], [3, '12" screen,x'], [5, '"say ""hi""",y']]);
  expect(splitCells('"say ""hi"", twice",,"b\nc",d', ",")).toEqual(['say "hi", twice', "", "b\nc", "d"]);
  expect(splitCells("a;b;", ";")).toEqual(["a", "b", ""]);
});

test("a mark that is never closed costs its own line and no more", () => {
  expect(split('head,cve\n"broken,x\nb,y\nc,z', [])).toEqual([[1, "head,cve"], [2, undefined], [3, "b,y"], [4, "c,z"]]);
  const long = `head,cve\n"broken,x\n${"b,y\n".repeat(30)}`;
  expect(split(long, [20, 40, 60, 80], 50).filter(([, record]) => record === undefined)).toEqual([[2, undefined]]);
  expect(split(long, [20, 40, 60, 80], 50)).toHaveLength(32);
});

test("a line of any length is refused by its number, and held nowhere", () => {
  const text = `a,b\n${"x".repeat(500)}\nc,d`;
  for (const cuts of [[], [10, 100, 300]]) expect(split(text, cuts, 50)).toEqual([[1, "a,b"], [2, undefined], [3, "c,d"]]);
});

test("wherever the network cuts a file, the records are the same", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "é", " "), maxLength: 8 }).map((text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
  const file = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(",")), { maxLength: 8 }).map((rows) => rows.join("\n"));
  fc.assert(fc.property(file, fc.array(fc.nat(200), { maxLength: 6 }), (text, cuts) => {
    expect(split(text, cuts)).toEqual(split(text, []));
  }));
});

test("the separator is the sign that stands most often in the first line, outside of quotes", () => {
  expect([guessSeparator("a;b;c,d"), guessSeparator("a\tb"), guessSeparator('"x;y;z",b'), guessSeparator("alone")]).toEqual([";", "\t", ",", ","]);
});

test("days are read as scanners write them, and what is none is none", () => {
  expect(["2026-09-01", "2026-9-1 10:22:33", "2026-09-01T10:22:33Z", "09/01/2026 10:22:33", "9/1/2026", "Sep 1, 2026 10:22:33 UTC", "Tue Sep  1"].map(readDay)).toEqual([...Array.from({ length: 6 }, () => "2026-09-01"), undefined]);
  expect(["2026-02-29", "2028-02-29", "13/01/2026", "2026-09-31", "yesterday", ""].map(readDay)).toEqual([undefined, "2028-02-29", undefined, undefined, undefined, undefined]);
});
