import { expect, test } from "vitest";
import { addReceipt, EMPTY_TALLY, MOST_REFUSALS, writeRefusals } from "./bulk-tally.ts";

const refused = (line: number) => ({ line, refused: { code: "line-refused", message: `title\u202e: is missing` } });

test("the lines of a later part keep the numbers that they have in the file", () => {
  const first = addReceipt(EMPTY_TALLY, { accepted: 1, duplicates: 0, refused: 1, results: [{ line: 1, findingId: "fnd_1" }, refused(2)] });
  const both = addReceipt(first, { accepted: 0, duplicates: 1, refused: 1, results: [{ line: 1, duplicateOf: "fnd_1" }, refused(2)] }, 1001);
  expect({ ...both, refusals: both.refusals.map(({ line }) => line) }).toEqual({ accepted: 1, duplicates: 1, refused: 2, refusals: [2, 1002] });
  expect(writeRefusals(both.refusals)).toBe("2: title[U+202E]: is missing\n1002: title[U+202E]: is missing\n");
});

test("all refusals are counted, and only the first are kept", () => {
  const many = Array.from({ length: MOST_REFUSALS + 5 }, (_, at) => refused(at + 1));
  const tally = addReceipt(EMPTY_TALLY, { accepted: 0, duplicates: 0, refused: many.length, results: many });
  expect([tally.refused, tally.refusals.length]).toEqual([MOST_REFUSALS + 5, MOST_REFUSALS]);
});
