import { expect, test } from "vitest";
import { moveInList, ownFilter, toQueueFilter } from "./queue.rules.ts";

test("each opens the queue at what waits for them", () => {
  expect([ownFilter(["validator"]), ownFilter(["clearinghouse-analyst"]), ownFilter(["clearinghouse-director"])]).toEqual(["needs_validation", "validated", "all"]);
});

test("a filter in the address is one of the states, or none", () => {
  expect(["rejected", "all", "in_case", "nothing", 7, undefined].map(toQueueFilter)).toEqual(["rejected", "all", "in_case", undefined, undefined, undefined]);
});

test("arrows move through the list and stop at its ends", () => {
  expect([moveInList("ArrowDown", 0, 3), moveInList("ArrowDown", 2, 3), moveInList("ArrowUp", 0, 3), moveInList("Home", 2, 3), moveInList("End", 0, 3)]).toEqual([1, 2, 0, 0, 2]);
  expect([moveInList("a", 1, 3), moveInList("ArrowDown", 0, 0)]).toEqual([undefined, undefined]);
});
