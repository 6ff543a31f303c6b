import { describe, expect, test } from "vitest";
import { askAgainAfter } from "./enclave.query.ts";
import { toSteps } from "./enclave.words.ts";

const statesOf = (state: Parameters<typeof toSteps>[0]) => toSteps(state).map((step) => step.state);

describe("the course of a request", () => {
  test("shows what is done, what moves by itself, and what is to come", () => {
    expect(statesOf("requested")).toEqual(["running", ...Array(6).fill("waiting")]);
    expect(statesOf("benchmarking")).toEqual(["done", "running", ...Array(5).fill("waiting")]);
    expect(statesOf("recommended")).toEqual([...Array(5).fill("done"), "waiting", "waiting"]);
    expect(statesOf("notified")).toEqual(Array(7).fill("done"));
  });

  test("a request that only gives facts has no steps of a run", () => {
    expect(toSteps("recommended", true)).toEqual([
      { stage: "intake", state: "done" },
      { stage: "recommended", state: "done" },
      { stage: "signed", state: "waiting" },
      { stage: "notified", state: "waiting" },
    ]);
  });

  test("a stopped request shows where it stopped and nothing as still going on", () => {
    expect(statesOf("stopped")).toEqual(["done", "failed", ...Array(5).fill("waiting")]);
  });

  test("the page asks again only while something can still change", () => {
    expect(askAgainAfter({ state: "benchmarking" })).toBe(2_000);
    expect(askAgainAfter({ state: "consultation" })).toBe(5_000);
    expect([askAgainAfter(undefined), askAgainAfter({ state: "lifted" }), askAgainAfter({ state: "stopped" })]).toEqual([false, false, false]);
  });
});
