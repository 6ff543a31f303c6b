import { expect, test } from "vitest";
import type { Progress } from "./exercise.query.ts";
import { stepStates } from "./live-steps.rules.ts";

const step = (number: number, ok: boolean): Progress["steps"][number] => ({ step: number, title: `Step ${number}`, ok, ms: 1000, ids: {}, refused: [], files: [] });

test("what was reported has ended, the next is running, the rest wait", () => {
  expect(stepStates({ steps: [step(1, true), step(2, true)], done: false })).toEqual(["done", "done", "running", "waiting", "waiting", "waiting", "waiting"]);
});

test("a player that stopped runs nothing", () => {
  expect(stepStates({ steps: [step(1, true), step(2, false)], done: true })).toEqual(["done", "failed", "waiting", "waiting", "waiting", "waiting", "waiting"]);
});
