import { determinationState } from "#contracts/determination";
import { expect, test } from "vitest";
import { maySign, planLease, reachStage, stopRequest } from "./determination.rules.ts";

const states = determinationState.options;

test("a request only goes forward, and no told stage ever makes it signed", () => {
  const forward = ["requested", "intake", "benchmarking", "results-sealed", "consultation", "recommended", "signed"];
  const told = states.flatMap((state) => states.map((stage) => ({ state, stage, next: reachStage(state, stage) })));
  expect(told.filter(({ state, next }) => next === "signed" && state !== "signed")).toEqual([]);
  expect(told.filter(({ state, next }) => next !== "stopped" && forward.indexOf(next) < forward.indexOf(state))).toEqual([]);
  expect(told.filter(({ state, next }) => (state === "stopped" || state === "signed") && next !== state)).toEqual([]);
  expect(reachStage("requested", "benchmarking")).toBe("benchmarking");
});

test("the end of access stops a request without results, and leaves one with sealed results alone", () => {
  expect(Object.fromEntries(states.map((state) => [state, stopRequest(state)]))).toEqual({
    requested: "stopped", intake: "stopped", benchmarking: "stopped", "results-sealed": "results-sealed", consultation: "consultation", recommended: "recommended", signed: "signed", stopped: "stopped",
  });
});

test("a signature counts only over sealed results", () => {
  expect(states.filter(maySign)).toEqual(["results-sealed", "consultation", "recommended"]);
});

test("no lease outlasts the access or 60 seconds, and none is made without access", () => {
  const plan = (accessEndsAt: number | null, leasedUntil: number | null) => planLease({ now: 1_000_000, accessEndsAt, leasedUntil, leaseMs: 60_000 });
  expect(plan(null, null)).toEqual({ act: "end" });
  expect(plan(1_000_000, 1_060_000)).toEqual({ act: "end" });
  expect(plan(9_000_000, null)).toEqual({ act: "renew", notAfter: 1_060_000 });
  expect(plan(9_000_000, 1_045_000)).toEqual({ act: "wait" });
  expect(plan(9_000_000, 1_039_999)).toEqual({ act: "renew", notAfter: 1_060_000 });
  expect(plan(1_030_000, null)).toEqual({ act: "renew", notAfter: 1_030_000 });
  expect(plan(1_030_000, 1_030_000)).toEqual({ act: "wait" });
});
