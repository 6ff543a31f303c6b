import { expect, test } from "vitest";
import { offerActions } from "./step-actions.rules.ts";

test("one thing is offered as the next, the rest beside it", () => {
  expect(offerActions(["acknowledge", "schedule", "apply", "defer", "not-affected"])).toEqual({ next: "acknowledge", others: ["apply"], withWords: ["schedule", "defer", "not-affected"] });
  expect(offerActions(["confirm", "fail"])).toEqual({ next: "confirm", others: [], withWords: ["fail"] });
});

test("after a failed installation the way back comes first", () => {
  expect(offerActions(["schedule", "apply", "defer", "roll-back"])).toEqual({ next: "roll-back", others: ["apply"], withWords: ["schedule", "defer"] });
});

test("where nothing is open nothing is offered", () => {
  expect(offerActions([])).toEqual({ next: undefined, others: [], withWords: [] });
});
