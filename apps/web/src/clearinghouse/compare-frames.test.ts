import { expect, test } from "vitest";
import { compareFrames } from "./compare-frames.ts";

test("the same stacks stand frame beside frame", () => {
  expect(compareFrames(["read", "parse", "main"], ["read", "parse", "main"])).toEqual(["read", "parse", "main"].map((frame) => ({ one: frame, other: frame })));
});

test("a frame that only one has shifts nothing that follows", () => {
  expect(compareFrames(["read", "parse", "main"], ["read", "inline", "parse", "main"])).toEqual([
    { one: "read", other: "read" },
    { one: null, other: "inline" },
    { one: "parse", other: "parse" },
    { one: "main", other: "main" },
  ]);
});

test("frames that differ in one place stand in one row", () => {
  expect(compareFrames(["read", "left", "main"], ["read", "right", "main"])).toEqual([
    { one: "read", other: "read" },
    { one: "left", other: "right" },
    { one: "main", other: "main" },
  ]);
});

test("a stack beside none stands alone, and deep recursion is cut off", () => {
  expect(compareFrames(["read"], [])).toEqual([{ one: "read", other: null }]);
  expect(compareFrames(Array.from({ length: 500 }, () => "again"), ["main"])).toHaveLength(64);
});
