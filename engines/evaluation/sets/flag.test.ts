import { expect, test } from "vitest";

import { isFlag, makeFlag, makeModelSeed } from "./flag.ts";

const SAMPLE = { taskId: "lamp", epoch: 1 };

test("a flag follows from the seed and the sample, and from nothing else", () => {
  expect(makeFlag("seed", SAMPLE)).toMatch(/^flag\{[A-Za-z0-9]{24}\}$/);
  expect(makeFlag("seed", SAMPLE)).toBe(makeFlag("seed", SAMPLE));
  const others = [makeFlag("other", SAMPLE), makeFlag("seed", { ...SAMPLE, epoch: 2 }), makeFlag("seed", { ...SAMPLE, taskId: "lantern" })];
  expect(new Set([makeFlag("seed", SAMPLE), ...others]).size).toBe(4);
  expect(makeModelSeed("seed", SAMPLE)).toBe(makeModelSeed("seed", SAMPLE));
  expect(makeModelSeed("seed", SAMPLE)).toBeLessThan(2 ** 31);
});

test("only the flag is the flag", () => {
  const flag = "flag{aB3}";
  expect(["flag{aB3}", "  flag{aB3}\n", "flag{ab3}", "FLAG{aB3}", "aB3", "flag{aB3} flag{aB4}", ""].map((answer) => isFlag(answer, flag))).toEqual([true, true, false, false, false, false, false]);
});
