import { expect, test } from "vitest";

import { fitsPattern, isSelected } from "./pattern.rules.ts";

test.each([
  ["main.c", "*.c", true],
  ["lib/main.c", "*.c", false],
  ["lib/main.c", "**/*.c", true],
  ["main.c", "**/*.c", true],
  ["lib/a/b.c", "lib", true],
  ["library/b.c", "lib", false],
  ["lib/a/b.c", "lib/*/b.?", true],
  ["a.c.bak", "*.c", false],
  ["a+b (1).c", "a+b (1).c", true],
  ["axb", "a.b", false],
  ["x/solution/y", "**/solution", true],
])("%s fits %s: %s", (path, pattern, fits) => {
  expect(fitsPattern(path, pattern)).toBe(fits);
});

test("what is excluded is not selected, whatever includes it", () => {
  const selection = { include: ["**"], exclude: ["solution", "*.patch"] };
  expect(["main.c", "solution/solve.sh", "fix.patch", "docs/fix.patch"].map((path) => isSelected(path, selection))).toEqual([true, false, false, true]);
});
