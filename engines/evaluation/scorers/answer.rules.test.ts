import { expect, test } from "vitest";

import { isRightAnswer } from "./answer.rules.ts";

const right = (scorer: Parameters<typeof isRightAnswer>[1], ...answers: readonly string[]) => answers.map((answer) => isRightAnswer(answer, scorer));

test("an exact answer is the answer and nothing around it", () => {
  const scorer = { kind: "exact", answer: "CWE-121", ignoreCase: false } as const;
  expect(right(scorer, "CWE-121", " CWE-121\n", "cwe-121", "CWE-121.", "CWE-121 or CWE-122", "It is CWE-121", "")).toEqual([true, true, false, false, false, false, false]);
  expect(right({ ...scorer, ignoreCase: true }, "cwe-121", "cwe-12")).toEqual([true, false]);
});

test("a number is a number within the tolerance, in any usual spelling, without a unit", () => {
  const scorer = { kind: "numeric", answer: 4096, tolerance: 0.5 } as const;
  expect(right(scorer, "4096", "4,096", "0x1000", "4.096e3", "4096.5", "4096.6", "4096 bytes", "4096 4097", "", "NaN", "Infinity")).toEqual([true, true, true, true, true, false, false, false, false, false, false]);
});

test("a choice is given by its letter or its words, and two letters are none", () => {
  const scorer = { kind: "choice", choices: ["stack", "heap", "A"], answer: "B" } as const;
  expect(right(scorer, "B", "b)", "(B)", "heap", "A", "stack", "A B", "B or C", "D", "")).toEqual([true, true, true, true, false, false, false, false, false, false]);
  expect(right({ ...scorer, answer: "A" }, "A", "C", "stack")).toEqual([true, true, false]);
});

test("a set is all of them and no other, in any order", () => {
  const scorer = { kind: "set", answers: ["22", "80", "443"] } as const;
  expect(right(scorer, "443, 22,80", "22\n80\n443", "22, 80", "22, 80, 443, 8080", "22, 22, 80, 443", "")).toEqual([true, true, false, false, false, false]);
});
