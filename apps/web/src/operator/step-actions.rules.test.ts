import { expect, test } from "vitest";
import type { PlanStep } from "./operator.query.ts";
import { offerActions } from "./step-actions.rules.ts";

function offer(may: PlanStep["may"], state: PlanStep["state"], recalled = false) {
  return offerActions({ may, recalled, assets: [{ state }] });
}

test("one thing is offered as the next, the rest beside it, and a failure can be said wherever it happens", () => {
  expect(offer(["acknowledge", "schedule", "apply", "defer", "not-affected", "fail"], "notified")).toEqual({ next: "acknowledge", others: ["apply"], withWords: ["schedule", "defer", "not-affected", "fail"] });
});

test("after a failed installation the way back comes first, and so it does after a recall", () => {
  expect(offer(["schedule", "apply", "defer", "roll-back"], "failed")).toEqual({ next: "roll-back", others: ["apply"], withWords: ["schedule", "defer"] });
  expect(offer(["fail", "roll-back"], "applied", true)).toEqual({ next: "roll-back", others: [], withWords: ["fail"] });
});

test("where a fix is in and all is well, going back is possible and nobody is led to it", () => {
  expect(offer(["confirm", "fail", "roll-back"], "applied")).toEqual({ next: "confirm", others: ["roll-back"], withWords: ["fail"] });
  expect(offer(["fail", "roll-back"], "confirmed")).toEqual({ next: undefined, others: ["roll-back"], withWords: ["fail"] });
});

test("where nothing is open nothing is offered", () => {
  expect(offer([], "matched")).toEqual({ next: undefined, others: [], withWords: [] });
});
