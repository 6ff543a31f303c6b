import { expect, test } from "vitest";
import { splitLines } from "./split-lines.ts";

async function cut(text: string, limits: { readonly lines: number; readonly bytes: number }) {
  const parts = [];
  for await (const { from, content, endsAt } of splitLines(new Blob([text]), limits)) parts.push([from, await content.text(), endsAt]);
  return parts;
}

test("a file is cut at its line ends, each part with the number of its first line", async () => {
  expect(await cut("a\nb\nc\nd\ne", { lines: 2, bytes: 1000 })).toEqual([
    [1, "a\nb\n", 4],
    [3, "c\nd\n", 8],
    [5, "e", 9],
  ]);
});

test("a line that is longer than a part is a part of its own, and no line is broken", async () => {
  const long = "x".repeat(200_000);
  expect(await cut(`a\n${long}\nb\n`, { lines: 100, bytes: 10 })).toEqual([
    [1, `a\n${long}\n`, 200_003],
    [3, "b\n", 200_005],
  ]);
});

test("an empty file has no parts", async () => {
  expect(await cut("", { lines: 2, bytes: 10 })).toEqual([]);
});
