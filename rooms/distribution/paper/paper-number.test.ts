import { expect, test } from "vitest";
import { DRAWN, readPaperNumber, writePaperNumber } from "./paper-number.rules.ts";

const NUMBERS = Array.from({ length: 40 }, (_none, seed) => writePaperNumber(Array.from({ length: DRAWN.count }, (_sign, at) => (seed * 17 + at * at * 7 + seed * at) % DRAWN.from)));

test("a printed number is read as it was printed, in whichever case and with whichever gaps it is typed", () => {
  for (const number of NUMBERS) expect([number, number.toLowerCase(), number.replace("-", ""), ` ${number.replace("-", " ")} `].map(readPaperNumber)).toEqual([number, number, number, number]);
});

test("one wrong sign and two neighbours that changed places are never another form's number", () => {
  const wrong = NUMBERS.flatMap((number) => {
    const signs = number.replace("-", "");
    return Array.from(signs, (_sign, at) => [
      ...Array.from("23456789ABCDEFGHJKMNPQRSTUVWXYZ", (other) => signs.slice(0, at) + other + signs.slice(at + 1)),
      signs.slice(0, at) + (signs[at + 1] ?? "") + (signs[at] ?? "") + signs.slice(at + 2),
    ].filter((typed) => typed !== signs)).flat();
  });
  expect(wrong.length).toBeGreaterThan(10_000);
  expect(wrong.filter((typed) => readPaperNumber(typed) !== undefined)).toEqual([]);
});

test("what no form has is no number: signs that look like others, too few and too many", () => {
  for (const typed of ["", "AAAAA", "OOOOO-OOOOO", "11111-11111", `${NUMBERS[0]}2`, "22222-2222é"]) expect(readPaperNumber(typed)).toBeUndefined();
});
