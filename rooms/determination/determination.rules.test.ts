import { determinationState } from "#contracts/determination";
import { expect, test } from "vitest";
import { followSigned, isInForce, LATER_ACTS, mayAnswer, maySign, planLease, reachStage, stopRequest } from "./determination.rules.ts";

const states = determinationState.options;

const SIGNED_ONLY = ["signed", "answered", "superseded", "lifted"];

test("a request only goes forward, and no told stage ever makes it signed, answered, superseded or lifted", () => {
  const forward = ["requested", "initiated", "intake", "benchmarking", "results-sealed", "consultation", "recommended"];
  const told = states.flatMap((state) => states.map((stage) => ({ state, stage, next: reachStage(state, stage) })));
  const moved = told.filter(({ state, next }) => next !== state);
  expect(moved.filter(({ next }) => SIGNED_ONLY.includes(next) || next.includes("reconsideration"))).toEqual([]);
  expect(moved.filter(({ state, next }) => next !== "stopped" && forward.indexOf(next) <= forward.indexOf(state))).toEqual([]);
  expect(moved.filter(({ state }) => !forward.includes(state))).toEqual([]);
  expect(reachStage("requested", "benchmarking")).toBe("benchmarking");
});

test("the end of access stops a request without results, and leaves every other alone, an initiated one too", () => {
  expect(states.filter((state) => stopRequest(state) !== state)).toEqual(["requested", "intake", "benchmarking"]);
  expect(new Set(states.filter((state) => stopRequest(state) !== state).map(stopRequest))).toEqual(new Set(["stopped"]));
});

test("what was signed is looked at again, stands, is superseded or lifted, and nothing leads back from the last two", () => {
  const moves = states.flatMap((state) => LATER_ACTS.flatMap((act) => followSigned(state, act) ?? []).map((to) => `${state} ${to}`));
  expect(moves).toEqual([
    "signed reconsideration-requested", "signed signed", "signed superseded", "signed lifted",
    "reconsideration-requested under-reconsideration", "reconsideration-requested signed", "reconsideration-requested superseded", "reconsideration-requested lifted",
    "under-reconsideration signed", "under-reconsideration superseded", "under-reconsideration lifted",
  ]);
  expect(states.filter(isInForce)).toEqual(["signed", "reconsideration-requested", "under-reconsideration"]);
});

test("an answer that the earlier determination stands closes a request for which nothing was sealed", () => {
  expect(states.filter(mayAnswer)).toEqual(["requested", "intake", "recommended"]);
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
